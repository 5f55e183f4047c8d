"""What browsers need and programs do not: a session, who it belongs to, and messages for the next page."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

_API = "/asset-management/"


def shows_token(request: HttpRequest) -> bool:
    """This will say whether the request comes to the API with a token, which alone decides then, cookie or none."""
    return request.path_info.startswith(_API) and request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "


class _ForBrowsers:
    """Django's own, except that a program pays nothing for it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if shows_token(request):
            response: HttpResponse = self.get_response(request)  # type: ignore[attr-defined]
            return response
        return super().__call__(request)  # type: ignore[misc, no-any-return]


class BrowserSessionMiddleware(_ForBrowsers, SessionMiddleware):
    pass


class BrowserAuthenticationMiddleware(_ForBrowsers, AuthenticationMiddleware):
    pass


class BrowserMessageMiddleware(_ForBrowsers, MessageMiddleware):
    pass
