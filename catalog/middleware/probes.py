"""What machines ask of one process, answered by its address and plainly."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from catalog.http.problems import problem_response

PATHS: Final = frozenset({"/livez", "/readyz", "/metrics"})


class ProbeMiddleware:
    """Answers before ALLOWED_HOSTS and HTTPS_ONLY are asked: an orchestrator knows no host name of ours and comes from
    inside. No answer depends on Host or shows it, and what tells of the catalogue wants a token of its own."""

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
