"""What the API, the middleware and the pages share of HTTP: who calls, and problem documents."""
