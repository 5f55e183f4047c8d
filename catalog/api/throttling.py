"""The rate limit: a fixed window of a minute, exact under threads and, with Redis, over all workers."""

import hashlib
import threading
import time
from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from catalog.api.authentication import get_client

if TYPE_CHECKING:  # DRF imports this module while it loads its views
    from rest_framework.views import APIView

_WINDOW = 60
_IPV6_PREFIX = 64  # what a provider gives one customer, who can use any address in it


class RateLimitUsage(NamedTuple):
    """What a caller has used of the minute under way."""

    limit: int
    used: int
    reset: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset": str(self.reset),
        }


class MinuteCounter:
    """What this process has counted in the minute under way. Django's cache in memory takes ten times as long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._window, self._used = 0, Counter[int]()

    def register_request(self, caller: str, window: int, requests: int) -> int:
        key = hash(caller)  # as long for every caller
        with self._lock:
            if window != self._window:
                self._window, self._used = window, Counter()
            self._used[key] += requests
            return self._used[key]


minute_counter = MinuteCounter()


def register_request(caller: str, limit: int, requests: int = 1) -> RateLimitUsage:
    """Count requests of `caller`; over all workers, with Redis. `reset` is in seconds from now."""
    window, passed = divmod(int(time.time()), _WINDOW)
    count_them = _count_in_redis if settings.REDIS_URL else minute_counter.register_request
    return RateLimitUsage(limit=limit, used=count_them(caller, window, requests), reset=_WINDOW - passed)


def _count_in_redis(caller: str, window: int, requests: int) -> int:
    # Hashed, for a caller may be what a request says: of any length, with characters that caches do not take.
    key = f"rate:{hashlib.sha256(caller.encode()).hexdigest()}:{window}"
    cache.add(key, 0, timeout=2 * _WINDOW)
    try:
        return int(cache.incr(key, requests))
    except ValueError:  # evicted between the two
        return requests


def client_ip(request: HttpRequest) -> str:
    """The caller's address. A proxy's word counts only where a proxy is declared; its own entry is the last one."""
    if settings.TRUST_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_address(request: HttpRequest) -> str:
    """Return the caller's address as limits count it: an IPv6 address by its /64, one of IPv4 in IPv6 as IPv4."""
    address = client_ip(request)
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address  # of a Unix socket, say
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _IPV6_PREFIX), strict=False).network_address)


def caller_key(request: Request) -> str:
    """Who a limit or a key belongs to: the API client, or the user who came without one."""
    client = get_client(request)
    return _client_key(client.pk) if client else f"user:{request.user.pk}"


def count_client(pk: int) -> RateLimitUsage | None:
    """Count one request of an API client; None where there is no limit."""
    return register_request(_client_key(pk), settings.API_RATE_LIMIT) if settings.API_RATE_LIMIT else None


def _client_key(pk: int) -> str:
    return f"client:{pk}"


class CallerThrottle(BaseThrottle):
    """`API_RATE_LIMIT` requests a minute for each API client, or for each user without one."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = settings.API_RATE_LIMIT
        if not limit:
            return True
        self.register_request = register_request(caller_key(request), limit)
        request.rate = self.register_request  # type: ignore[attr-defined]
        return not self.register_request.is_over

    def wait(self) -> float:
        return float(self.register_request.reset)


def charge(request: Request, requests: int) -> None:
    """Count a request as so many, one of which is counted already, and at most as a whole minute's.

    Raises Throttled where they are more than the caller has left; only the one is counted then.
    """
    limit = settings.API_RATE_LIMIT
    more = min(requests, limit) - 1
    if more < 1:
        return
    caller = caller_key(request)
    counted = register_request(caller, limit, more)
    if counted.is_over:
        request.rate = register_request(caller, limit, -more)  # type: ignore[attr-defined]
        raise Throttled(wait=counted.reset)
    request.rate = counted  # type: ignore[attr-defined]


def throttle_refusal(request: Request) -> Throttled | None:
    """Count a 401 or 403 by its address. Return what to answer instead, once there are more than `API_RATE_LIMIT`."""
    limit = settings.API_RATE_LIMIT
    if not limit:
        return None
    counted = register_request(f"refused:{counted_address(request)}", limit)
    if not counted.is_over:
        return None
    request.rate = counted  # type: ignore[attr-defined]
    return Throttled(wait=counted.reset)
