"""OpenAPI document: descriptions, examples and the schema generator."""
