"""Operations: health, metrics, log formatters, system checks, login events and the Redis cache."""
