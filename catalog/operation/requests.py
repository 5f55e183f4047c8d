"""One line a request: which route, by whom, how it ended and how long it took. No body, no query, no ids."""

import functools
import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from catalog.log import tell
from catalog.operation.metrics import count_request

_METHOD_MAX = 20
# As numbers: to take a member out of the enumeration costs more than to compare it.
_REFUSED: Final = HTTPStatus.FORBIDDEN.value
_FAILED: Final = HTTPStatus.INTERNAL_SERVER_ERROR.value


class RequestLogMiddleware:
    """Tells of each request once it is answered, and counts it. Asks the database for nothing: what was not read by
    then is not told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        method, route, status = (request.method or "")[:_METHOD_MAX], route_of(request), response.status_code
        count_request(method, route, status, took)
        tell(
            "request",
            level=level_of(status),
            requestId=request.request_id,  # type: ignore[attr-defined]
            method=method,
            route=route,
            status=status,
            ms=round(took * 1_000, 1),
            caller=caller_of(request),
        )
        return response


def level_of(status: int) -> int:
    """A refused right is worth a look; other faults of callers are their affair."""
    if status >= _FAILED:
        return logging.ERROR
    return logging.WARNING if status == _REFUSED else logging.INFO


def route_of(request: HttpRequest) -> str:
    """This will return the path's pattern, such as `/asset-management/v1/charging-station-models/<pk>`; "none" for a
    path that is nobody's."""
    match = request.resolver_match
    if match:
        return _readable(match.route)
    return "/static/" if request.path_info.startswith(settings.STATIC_URL) else "none"


@functools.cache  # by the URL patterns, of which there are so many
def _readable(route: str) -> str:
    plain = re.sub(r"/\?\$$|\$$|\\Z$", "", route)
    return simplify_regex(re.sub(r"<\w+:(\w+)>", r"<\1>", plain)).replace("//", "/")


def caller_of(request: HttpRequest) -> str:
    """This will return who asked: the API client whose token was shown, or the user of a session, by number; "" for
    nobody. The path of a token is left by DRF on the request, that of a session by Django."""
    client = getattr(getattr(request, "auth", None), "client", None)
    if client is not None:
        return f"client:{client.client_id}"
    session = getattr(request, "session", None)
    if session is not None and session.accessed and SESSION_KEY in session:
        return f"user:{session[SESSION_KEY]}"
    return ""
