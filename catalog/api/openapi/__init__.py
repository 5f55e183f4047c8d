"""What only the OpenAPI document needs."""
