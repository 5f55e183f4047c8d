"""Plain HTTP with HTTPS_ONLY: API clients get an error, pages redirect to HTTPS."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from catalog.api.error_codes import ERROR_CODES
from catalog.api.error_handlers import render_error
from catalog.middleware.body_limits import API_CLIENT_PREFIXES

_REDIRECTED_METHODS: Final = frozenset({"GET", "HEAD"})


class HttpsOnlyMiddleware:
    """Middleware that redirects GET and HEAD of pages to HTTPS and rejects other plain HTTP requests.

    SecurityMiddleware would redirect all of them. A redirect turns a POST into a GET, and hides from an API client that
    its token was sent in clear. Comes after ProbeMiddleware, because probes use plain HTTP within the network.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure():
            return self.get_response(request)
        if request.method in _REDIRECTED_METHODS and not request.path_info.startswith(API_CLIENT_PREFIXES):
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        request.get_host()  # raises DisallowedHost, which is 400
        return render_error(request, 403, "https_required", ERROR_CODES["https_required"].example_detail)
