"""Request log: one line per request without body, query and IDs."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from catalog.event_log import log_event
from catalog.http.callers import Caller
from catalog.http.problems import get_request_id
from catalog.http.routes import route_pattern
from catalog.ops.metrics import count_request

_METHOD_MAX = 20
# Plain numbers, because access to enumeration members is slow.
_FORBIDDEN: Final = HTTPStatus.FORBIDDEN.value
_SERVER_ERROR: Final = HTTPStatus.INTERNAL_SERVER_ERROR.value


class RequestLogMiddleware:
    """Middleware that logs and counts requests. It executes no queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        log_request(
            request_id=get_request_id(request),
            method=(request.method or "")[:_METHOD_MAX],
            route=route_pattern(request),
            status=response.status_code,
            seconds=time.perf_counter() - started,
            caller=caller_label(request),
        )
        return response


def log_request(*, request_id: str, method: str, route: str, status: int, seconds: float, caller: str) -> None:
    """Log and count one request."""
    count_request(method, route, status, seconds)
    log_event(
        "request",
        level=log_level_for(status),
        requestId=request_id,
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1_000, 1),
        caller=caller,
    )


def log_level_for(status: int) -> int:
    """Return ERROR for 5xx, WARNING for 403, else INFO."""
    if status >= _SERVER_ERROR:
        return logging.ERROR
    return logging.WARNING if status == _FORBIDDEN else logging.INFO


def caller_label(request: HttpRequest) -> str:
    """Return the caller for the log: the API client of the token, or the user ID of the session, or ""."""
    caller = getattr(request, "auth", None)
    if isinstance(caller, Caller):
        return client_label(caller.client_id)
    session = getattr(request, "session", None)
    if session is not None and session.accessed and SESSION_KEY in session:
        return f"user:{session[SESSION_KEY]}"
    return ""


def client_label(client_id: str) -> str:
    """Return the name of an API client in the log."""
    return f"client:{client_id}"
