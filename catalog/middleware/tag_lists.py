"""Lists of entity tags that are too long to be read."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from catalog.http.problems import problem_response

LENGTH_MAX: Final = 1_000
"""Characters. Whoever keeps answers has one or two tags of each."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class TagListMiddleware:
    """Lets nobody have a long list of tags taken apart, by a view of ours or by Django's.

    A read goes on without the list and is answered in full. A write whose `If-Match` cannot be judged is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("HTTP_IF_NONE_MATCH", "")) > LENGTH_MAX:
            del request.META["HTTP_IF_NONE_MATCH"]
        length = len(request.META.get("HTTP_IF_MATCH", ""))
        if length > LENGTH_MAX:
            if request.method not in _SAFE:
                detail = (
                    f"If-Match has {length:,} characters; at most {LENGTH_MAX:,} are read. Send the tag that you have."
                )
                return problem_response(request, 400, "bad_request", detail)
            del request.META["HTTP_IF_MATCH"]
        return self.get_response(request)
