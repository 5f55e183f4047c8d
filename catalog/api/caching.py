"""Lets a view allow the response cache to store its response, through the WSGI environ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rest_framework.request import Request

from catalog.api.permissions import READ, REQUIREMENTS
from catalog.http.callers import Caller
from catalog.http.routes import route_pattern

DIRECTIVE: Final = "catalog.cache_directive"
"""Key of the WSGI environ with the directive of the response cache."""


@dataclass
class CacheDirective:
    """Instructions of a view for its response. By default the response is not stored.

    `on_hit` is called with the caller when the stored response is sent again, for side effects of the view.
    """

    is_allowed: bool = False
    route: str = ""
    on_hit: Callable[[Caller], None] | None = None


def allow_caching(request: Request, action: str, on_hit: Callable[[Caller], None] | None = None) -> None:
    """Allow the cache to send the response to all callers with read access, at the same revision.

    The response must depend only on the path, the query and the catalogue. Raises ValueError for an action that
    requires more than read access.
    """
    if REQUIREMENTS.get(action) is not READ:
        msg = f"The response of {action!r} cannot be cached, because the action requires more than read access."
        raise ValueError(msg)
    directive: CacheDirective | None = request.META.get(DIRECTIVE)
    if directive is not None:
        directive.is_allowed = True
        directive.route = route_pattern(request)
        directive.on_hit = on_hit
