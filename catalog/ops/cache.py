"""Cache in Redis that all workers share, with a fallback in memory."""

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
"""Timeout of Redis in seconds."""

_RETRY_INTERVAL: Final = 1.0
"""Seconds without a new attempt after Redis has failed."""


class ForeignValue(Exception):
    """A key in Redis has a value that is not a counter."""


# Error messages of Redis for values that are not counters.
_FOREIGN: Final = ("WRONGTYPE", "value is not an integer", "increment or decrement would overflow")


class CounterSerializer:
    """Serializer for integers. Django's default unpickles values, which can execute code."""

    def dumps(self, value: int) -> int:
        if not isinstance(value, int):
            msg = f"The shared cache stores only integers, not {type(value).__name__}."
            raise TypeError(msg)
        return int(value)

    def loads(self, data: bytes) -> int | None:
        """Return the integer; None, as for a missing key, if the value is not an integer."""
        try:
            return int(data)
        except ValueError:
            return None


class FallbackRedisCache(RedisCache):
    """Cache of counters in Redis. Values that are not counters are treated as missing.

    While Redis is unavailable, each worker counts in its own memory, as without REDIS_URL, so that no request fails.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": _TIMEOUT,
            "socket_timeout": _TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
            "serializer": CounterSerializer,
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        # Shared by the threads of a process, with the limit of settings without Redis.
        self.fallback = LocMemCache("redis-fallback", {"OPTIONS": {"MAX_ENTRIES": 100_000}})
        self.retry_at = 0.0

    def _call(self, method: str, *arguments: Any) -> Any:
        if time.monotonic() >= self.retry_at:
            try:
                return getattr(super(), method)(*arguments)
            except RedisError as error:
                if any(text in str(error) for text in _FOREIGN):
                    raise ForeignValue from error
                self.retry_at = time.monotonic() + _RETRY_INTERVAL
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
        """Increment a counter. A foreign value is replaced by `delta`. Raises ValueError for a missing key."""
        try:
            return int(self._call("incr", key, delta, version))
        except ForeignValue:
            self.set(key, delta, version=version)
            return delta

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._call("delete", key, version))
