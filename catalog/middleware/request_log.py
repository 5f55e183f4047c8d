"""One line a request: which route, by whom, how it ended and how long it took. No body, no query, no ids."""

import functools
import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from catalog.event_log import log_event
from catalog.http.callers import Caller
from catalog.http.problems import get_request_id
from catalog.ops.metrics import count_request

_METHOD_MAX = 20
# As numbers: to take a member out of the enumeration costs more than to compare it.
_FORBIDDEN: Final = HTTPStatus.FORBIDDEN.value
_SERVER_ERROR: Final = HTTPStatus.INTERNAL_SERVER_ERROR.value


class RequestLogMiddleware:
    """Logs and counts each request once it is answered. Reads nothing from the database for that."""

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
    """Log one request and count it, however it was answered."""
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
    """A refused right is worth a look; other faults of callers are their affair."""
    if status >= _SERVER_ERROR:
        return logging.ERROR
    return logging.WARNING if status == _FORBIDDEN else logging.INFO


def route_pattern(request: HttpRequest) -> str:
    """Return the path's pattern, such as `/asset-management/v1/charging-station-models/<pk>`; "none" for a
    path that is nobody's."""
    match = request.resolver_match
    if match:
        return _readable_pattern(match.route)
    return "/static/" if request.path_info.startswith(settings.STATIC_URL) else "none"


@functools.cache  # by the URL patterns, of which there are so many
def _readable_pattern(route: str) -> str:
    """Return the pattern of a route as people write it: `models/<pk>` for `^models/(?P<pk>[^/]+)/?$`."""
    named = re.sub(r"\(\?P(<\w+>)[^()]*\)|<\w+:(\w+)>", lambda found: found[1] or f"<{found[2]}>", route)
    return "/" + re.sub(r"/\?\$$|[$^]|\\Z", "", named).lstrip("/")


def caller_label(request: HttpRequest) -> str:
    """Return who asked: the API client whose token was shown, or the user of a session, by number; "" for
    nobody. The path of a token is left by DRF on the request, that of a session by Django."""
    caller = getattr(request, "auth", None)
    if isinstance(caller, Caller):
        return client_label(caller.client_id)
    session = getattr(request, "session", None)
    if session is not None and session.accessed and SESSION_KEY in session:
        return f"user:{session[SESSION_KEY]}"
    return ""


def client_label(client_id: str) -> str:
    """Return how the log names an API client."""
    return f"client:{client_id}"
