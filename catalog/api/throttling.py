"""Rate limits: fixed windows of one minute, shared by all workers if Redis is configured."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from catalog.api.authentication import get_client
from catalog.http.rate_limits import RateLimitUsage, counted_address, register_request

if TYPE_CHECKING:  # DRF imports this module while it loads its views
    from rest_framework.views import APIView


def caller_key(request: Request) -> str:
    """Return the key of the API client, or of the user of a session."""
    client = get_client(request)
    return _client_key(client.pk) if client else f"user:{request.user.pk}"


def count_client(pk: int) -> RateLimitUsage | None:
    """Count one request of an API client. Return None if there is no limit."""
    limit = settings.API_RATE_LIMIT
    return register_request(_client_key(pk), limit) if limit else None


def _client_key(pk: int) -> str:
    return f"client:{pk}"


class CallerThrottle(BaseThrottle):
    """Limit of `API_RATE_LIMIT` requests per minute for each API client, or user of a session."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = settings.API_RATE_LIMIT
        if not limit:
            return True
        self.usage = register_request(caller_key(request), limit)
        request.rate = self.usage  # type: ignore[attr-defined]
        return not self.usage.is_over

    def wait(self) -> float:
        return float(self.usage.reset)


def charge(request: Request, requests: int) -> None:
    """Count a request as several requests, at most as many as the limit. One of them is already counted.

    Raises Throttled if the caller has not enough requests left; then only one is counted.
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


def throttle_rejected(request: Request) -> Throttled | None:
    """Count a 401 or 403 by address. Return the exception to raise instead if there are more than `API_RATE_LIMIT`."""
    limit = settings.API_RATE_LIMIT
    if not limit:
        return None
    counted = register_request(f"refused:{counted_address(request)}", limit)
    if not counted.is_over:
        return None
    request.rate = counted  # type: ignore[attr-defined]
    return Throttled(wait=counted.reset)
