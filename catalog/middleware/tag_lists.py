"""Limit on the length of lists of entity tags."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from catalog.http.problems import problem_response
from catalog.limits import TAGS_LENGTH_MAX

_HEADERS = {"HTTP_IF_NONE_MATCH": "If-None-Match", "HTTP_IF_MATCH": "If-Match"}


class TagListMiddleware:
    """Middleware that rejects long lists of entity tags before Django or a view parses them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for key, name in _HEADERS.items():
            if len(request.META.get(key, "")) > TAGS_LENGTH_MAX:
                detail = f"{name} is longer than {TAGS_LENGTH_MAX:,} characters. Send only the current entity tag."
                return problem_response(request, 400, "bad_request", detail)
        return self.get_response(request)
