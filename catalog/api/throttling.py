"""The rate limit: a fixed window of a minute, exact under threads and, with Redis, over all workers."""

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from catalog.api.authentication import client_of

if TYPE_CHECKING:  # DRF imports this module while it loads its views
    from rest_framework.views import APIView

_WINDOW = 60


@dataclass(frozen=True)
class Count:
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


def count(caller: str, limit: int) -> Count:
    """This will count one request of `caller`. `reset` is in seconds from now."""
    window, passed = divmod(int(time.time()), _WINDOW)
    # Hashed, for a caller may be what a request says: of any length, with characters that caches do not take.
    key = f"rate:{hashlib.sha256(caller.encode()).hexdigest()}:{window}"
    cache.add(key, 0, timeout=2 * _WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two
        used = 1
    return Count(limit=limit, used=used, reset=_WINDOW - passed)


def address_of(request: HttpRequest) -> str:
    """The caller's address. A proxy's word counts only where a proxy is declared; its own entry is the last one."""
    if settings.TRUST_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def caller_of(request: Request) -> str:
    """Who a limit or a key belongs to: the API client, or the user who came without one."""
    client = client_of(request)
    return f"client:{client.pk}" if client else f"user:{request.user.pk}"


class CallerThrottle(BaseThrottle):
    """`API_RATE_LIMIT` requests a minute for each API client, or for each user without one."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if not settings.API_RATE_LIMIT:
            return True
        self.count = count(caller_of(request), settings.API_RATE_LIMIT)
        request.rate = self.count  # type: ignore[attr-defined]
        return not self.count.is_over

    def wait(self) -> float:
        return float(self.count.reset)
