"""What operators need of a running service: health, metrics, log formatters, system checks, the Redis cache."""
