"""Limits on logins, which are expensive because of the password hash, and on other pages that take a secret."""

import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.api.error_handlers import render_error
from catalog.event_log import log_event
from catalog.hashers import PasswordHasherBusy, hash_turn
from catalog.http.problems import get_request_id
from catalog.http.rate_limits import client_ip, counted_address, register_request

_LOGIN: Final = "admin:login"
_COUNTED: Final = (
    _LOGIN,
    "admin:password_change",
    "second_factor",
    "second_factor_setup",
    "second_factor_remove",
)
_RETRY_AFTER_HASH: Final = "1"


class LoginLimitMiddleware:
    """Limit of `LOGIN_RATE_LIMIT` attempts per minute and network, and one password hash at a time per process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.login_path = reverse(_LOGIN)
        self.counted_paths = frozenset(map(reverse, _COUNTED))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_counted = request.method == "POST" and request.path_info in self.counted_paths
        return (self._check_limits(request) if is_counted else None) or self.get_response(request)

    def _check_limits(self, request: HttpRequest) -> HttpResponse | None:
        if settings.LOGIN_RATE_LIMIT:
            used = register_request(f"login:{counted_address(request)}", settings.LOGIN_RATE_LIMIT)
            if used.is_over:
                detail = f"Too many login attempts from your address. Try again in {used.reset} seconds."
                return _reject(request, 429, "rate_limited", detail, str(used.reset))
        # Before a query that would be useless. The other pages hash later, or not at all.
        if request.path_info == self.login_path and hash_turn.locked():
            return _reject(request, 503, "unavailable", str(PasswordHasherBusy()), _RETRY_AFTER_HASH)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Handle a busy password hasher in the login and in the forms of users."""
        if isinstance(exception, PasswordHasherBusy):
            return _reject(request, 503, "unavailable", str(exception), _RETRY_AFTER_HASH)
        return None


def _reject(request: HttpRequest, status: int, code: str, detail: str, retry_after: str) -> HttpResponse:
    log_event(
        "login_refused",
        level=logging.WARNING,
        requestId=get_request_id(request),
        address=client_ip(request),
        status=status,
    )
    return render_error(request, status, code, detail, headers={"Retry-After": retry_after})
