"""The admin of unknown hardware: the inbox."""
