"""HTTP code shared by API, middleware and pages: callers and problem documents."""
