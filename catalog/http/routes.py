"""Names of routes for the log and the metrics."""

import functools
import re

from django.conf import settings
from django.http import HttpRequest


def route_pattern(request: HttpRequest) -> str:
    """Return the pattern of the path, such as `/asset-management/v1/charging-station-models/<pk>`, or "none"."""
    match = request.resolver_match
    if match:
        return _readable_pattern(match.route)
    return "/static/" if request.path_info.startswith(settings.STATIC_URL) else "none"


@functools.cache  # bounded by the number of URL patterns
def _readable_pattern(route: str) -> str:
    """Return a route in readable form: `models/<pk>` for `^models/(?P<pk>[^/]+)/?$`."""
    named = re.sub(r"\(\?P(<\w+>)[^()]*\)|<\w+:(\w+)>", lambda match: match[1] or f"<{match[2]}>", route)
    return "/" + re.sub(r"/\?\$$|[$^]|\\Z", "", named).lstrip("/")
