"""How a view allows the response cache to keep its response, by way of the request's WSGI environ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rest_framework.request import Request

from catalog.api.permissions import READ, REQUIREMENTS
from catalog.http.callers import Caller
from catalog.middleware.request_log import route_pattern

DIRECTIVE: Final = "catalog.cache_directive"
"""The key of the WSGI environ under which the response cache offers a directive to fill in."""


@dataclass
class CacheDirective:
    """What a view says of its response. Unless it says something, the response is not kept.

    `on_hit` is called with the caller each time the kept response is sent again: for what the view did apart from it.
    """

    is_allowed: bool = False
    route: str = ""
    on_hit: Callable[[Caller], None] | None = None


def allow_caching(request: Request, action: str, on_hit: Callable[[Caller], None] | None = None) -> None:
    """Allow the response to be sent again, at the same revision, to everybody who may read the catalogue.

    It must depend on nothing but the path, the query and the catalogue. Raises ValueError for an action that wants more
    than the right to read.
    """
    if REQUIREMENTS.get(action) is not READ:
        msg = f"The response of {action!r} is not for every reader, so it cannot be cached."
        raise ValueError(msg)
    directive: CacheDirective | None = request.META.get(DIRECTIVE)
    if directive is not None:
        directive.is_allowed = True
        directive.route = route_pattern(request)
        directive.on_hit = on_hit
