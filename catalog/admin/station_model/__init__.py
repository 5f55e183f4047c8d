"""Admin of station models."""
