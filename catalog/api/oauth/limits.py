"""Rate limits of the OAuth endpoints."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from catalog.http.rate_limits import RateLimitUsage, counted_address, register_request

CLIENTS_PER_ADDRESS: Final = 10
"""Multiple of TOKEN_RATE_LIMIT that one network may send: several clients can share an address."""


def count_address(request: HttpRequest) -> HttpResponse | None:
    """Count the request by its network, without reading its body. Return an error response if it exceeds the limit."""
    return _count(f"token-address:{counted_address(request)}", CLIENTS_PER_ADDRESS * settings.TOKEN_RATE_LIMIT)


def count_client_id(request: HttpRequest, client_id: str) -> HttpResponse | None:
    """Count the request by client id and network. Return an error response if it exceeds the limit."""
    return _count(f"token:{client_id}:{counted_address(request)}", settings.TOKEN_RATE_LIMIT)


def _count(caller: str, limit: int) -> HttpResponse | None:
    if not limit:
        return None
    used = register_request(caller, limit)
    return _reject(used) if used.is_over else None


def _reject(used: RateLimitUsage) -> HttpResponse:
    return JsonResponse(
        {
            "error": "temporarily_unavailable",
            "error_description": "Too many token requests. Retry after the number of seconds in Retry-After.",
        },
        status=429,
        headers={"Retry-After": str(used.reset), **used.headers},
    )
