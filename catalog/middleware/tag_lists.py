"""Lists of entity tags that are too long to be read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from catalog.http.problems import problem_response
from catalog.limits import TAGS_LENGTH_MAX

_HEADERS = {"HTTP_IF_NONE_MATCH": "If-None-Match", "HTTP_IF_MATCH": "If-Match"}


class TagListMiddleware:
    """Refuses a long list of tags before a view, or Django, parses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for key, name in _HEADERS.items():
            if len(request.META.get(key, "")) > TAGS_LENGTH_MAX:
                detail = f"{name} is longer than {TAGS_LENGTH_MAX:,} characters. Send only the tag that you have."
                return problem_response(request, 400, "bad_request", detail)
        return self.get_response(request)
