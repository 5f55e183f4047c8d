"""Admin of unknown hardware (the inbox)."""
