"""The middleware, in the order of settings.MIDDLEWARE."""
