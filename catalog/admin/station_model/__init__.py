"""The admin of station models."""
