"""Programs need nothing of what is done for browsers: no session, no form, no login, no static file."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from catalog.api.headers import give

_API = "/asset-management/"


def shows_token(request: HttpRequest) -> bool:
    """This will say whether the request comes to the API with a token, which alone decides then, cookie or none."""
    return request.path_info.startswith(_API) and request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "


class ProgramMiddleware:
    """Takes who shows a token straight to the last middleware: all those between cost as much as the view.

    What they would refuse goes their way: a host that is not ours, and plain HTTP where that is not enough. The headers
    that they give every answer are asked of them once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._short_way = _last_before_the_view(get_response)
        self._headers: dict[bool, dict[str, str]] = {}
        self._host: tuple[str | None, list[str]] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_secure = request.is_secure()
        is_to_be_sent_away = settings.SECURE_SSL_REDIRECT and not is_secure
        if is_to_be_sent_away or not shows_token(request) or not self._is_ours(request):
            return self.get_response(request)
        response = self._short_way(request)
        give(response, self._headers.get(is_secure) or self._ask_for_headers(request))
        if not response.streaming:
            give(response, {"Content-Length": str(len(response.content))})
        return response

    def _is_ours(self, request: HttpRequest) -> bool:
        host = request.META.get("HTTP_HOST"), settings.ALLOWED_HOSTS
        if host != self._host:  # that of the request before is looked at once
            try:
                request.get_host()
            except DisallowedHost:
                return False
            self._host = host
        return True

    def _ask_for_headers(self, request: HttpRequest) -> dict[str, str]:
        answer = HttpResponse()
        del answer.headers["Content-Type"]
        for kind in (SecurityMiddleware, XFrameOptionsMiddleware):
            answer = kind(self.get_response).process_response(request, answer)
        self._headers[request.is_secure()] = found = dict(answer.headers)
        return found


def _last_before_the_view(handler: Any) -> Callable[[HttpRequest], HttpResponse]:
    # A middleware has the next as `get_response`, and Django's wrapper around it shows what it has.
    while hasattr(handler.get_response, "get_response"):
        handler = handler.get_response
    last: Callable[[HttpRequest], HttpResponse] = handler
    return last
