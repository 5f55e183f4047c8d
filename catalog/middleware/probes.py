"""Probes and metrics, which do not depend on host name and HTTPS."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from catalog.http.problems import problem_response

PATHS: Final = frozenset({"/livez", "/readyz", "/metrics"})


class ProbeMiddleware:
    """Middleware that serves probes and metrics before ALLOWED_HOSTS and HTTPS_ONLY apply.

    Orchestrators use IP addresses and plain HTTP. The responses do not depend on `Host`, and metrics require a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PATHS:
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        if request.method not in ("GET", "HEAD"):
            return problem_response(request, 405, "method_not_allowed", "Use GET.", headers={"Allow": "GET, HEAD"})
        response: HttpResponse = match.func(request)
        response["Cache-Control"] = "no-store"
        response["Content-Length"] = len(response.content)
        return response
