"""Redis as the cache that all workers share, and what happens while it is away."""

import logging
import time
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from catalog.event_log import log_event

_TIMEOUT: Final = 0.25
"""Seconds to wait for Redis: more than it ever needs, and no more than a request can spare."""

_RETRY_INTERVAL: Final = 1.0
"""Seconds in which a Redis that has failed is not asked, so that a hanging one does not hold up every request."""


class ForeignValue(Exception):
    """What stands in Redis under one of our keys is no counter."""


# What Redis says of a value that is none of ours: of another type, no number, or too large a one.
_FOREIGN: Final = ("WRONGTYPE", "value is not an integer", "increment or decrement would overflow")


class CounterSerializer:
    """Whole numbers, as Redis itself writes them. Django's default would unpickle, and so run, whatever it finds."""

    def dumps(self, value: int) -> int:
        if not isinstance(value, int):
            msg = f"The shared cache keeps counters, and no {type(value).__name__}."
            raise TypeError(msg)
        return int(value)

    def loads(self, data: bytes) -> int | None:
        """Return None for what is no number, which is as if it were not there."""
        try:
            return int(data)
        except ValueError:
            return None


class FallbackRedisCache(RedisCache):
    """Keeps counters. A foreign value under one of their keys is as if it were not there.

    While Redis is away each worker uses its own memory, as all do that have no REDIS_URL: limits go on counting,
    each worker for itself, and no request fails. A charger that boots is worth more than an exact count."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": _TIMEOUT,
            "socket_timeout": _TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
            "serializer": CounterSerializer,
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        # Shared by the threads of a process. Room as in settings without Redis.
        self.fallback = LocMemCache("while Redis is away", {"OPTIONS": {"MAX_ENTRIES": 100_000}})
        self.away_until = 0.0

    def _call(self, method: str, *arguments: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return getattr(super(), method)(*arguments)
            except RedisError as error:
                if any(words in str(error) for words in _FOREIGN):
                    raise ForeignValue from error
                self.away_until = time.monotonic() + _RETRY_INTERVAL
                log_event("redis_away", level=logging.ERROR, reason=str(error))
        return getattr(self.fallback, method)(*arguments)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._call("add", key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            value = self._call("get", key, default, version)
        except ForeignValue:
            return default
        return default if value is None else value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._call("set", key, value, timeout, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Begin at `delta` in place of a foreign value, and raise ValueError where there is none, as Django does."""
        try:
            return int(self._call("incr", key, delta, version))
        except ForeignValue:
            self.set(key, delta, version=version)
            return delta

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._call("delete", key, version))
