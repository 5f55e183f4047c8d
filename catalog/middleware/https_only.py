"""Plain HTTP where HTTPS_ONLY is set: programs are refused, people are sent to HTTPS."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from catalog.api.error_codes import ERROR_CODES
from catalog.api.errors import refuse
from catalog.middleware.body_limits import PROGRAM_PREFIXES

_REDIRECTED_METHODS: Final = frozenset({"GET", "HEAD"})


class HttpsOnlyMiddleware:
    """Redirects GET and HEAD of pages, in place of Django's SecurityMiddleware, which would redirect all.

    A redirect turns a POST into a GET, and tells nobody that a token has crossed the wire in clear. Stands behind the
    probes: those are asked by machines of the same network, who have no certificate for an address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure():
            return self.get_response(request)
        if request.method in _REDIRECTED_METHODS and not request.path_info.startswith(PROGRAM_PREFIXES):
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        request.get_host()  # raises DisallowedHost, which is 400
        return refuse(request, 403, "https_required", ERROR_CODES["https_required"].example_detail)
