"""What the API, the middleware and the pages share of HTTP: callers, problem documents, rate limits."""
