"""The WSGI application that granian serves."""

import gc
import os
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, reset_queries
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, get_resolver
from django.urls import base as urls
from django.utils.http import parse_header_parameters

from catalog.api.headers import pairs_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Reading parameters takes quadratic time. No content type that is meant comes near.
_LONGEST = 256

# More than there are. A pattern may fit many paths without taking anything from them.
_ROUTES_MAX = 100


class PlainRequest(WSGIRequest):
    """Text is UTF-8, a Content-Type that cannot be read is none, and such a Content-Length is 0.

    Django would decode the query by the charset that a Content-Type names, and for one that is no charset of text,
    or for parameters that it cannot read, raise from this constructor: before all middleware, with no answer at all.
    For a Content-Length that is no number it raises when the body is read.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()):
            environ["CONTENT_LENGTH"] = "0"
        super().__init__(environ)

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        content_type = meta.get("CONTENT_TYPE", "")
        try:
            self.content_type, self.content_params = parse_header_parameters(
                content_type if len(content_type) <= _LONGEST else ""
            )
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {}


class PlainHandler(WSGIHandler):
    """What is whole is handed over whole: granian passes a list on as it is, and fetches other things by the piece."""

    request_class = PlainRequest

    def __init__(self) -> None:
        super().__init__()
        self._routes: dict[str, ResolverMatch] = {}

    def resolve_request(  # type: ignore[override]  # Django takes the match apart, which a tuple is quicker at
        self, request: HttpRequest
    ) -> tuple[Any, ...]:
        """A route that takes nothing from the path is found once."""
        found = self._routes.get(request.path_info)
        if found is None:
            found = super().resolve_request(request)
            if not (found.args or found.kwargs) and len(self._routes) < _ROUTES_MAX:
                self._routes[request.path_info] = found
        request.resolver_match = found
        return found.func, found.args, found.kwargs

    def __call__(  # type: ignore[override]  # PEP 3333 wants no more than this
        self, environ: dict[str, Any], start_response: "StartResponse"
    ) -> Iterable[bytes]:
        close_old_connections()
        request_started.send(sender=type(self), environ=environ)
        request = self.request_class(environ)
        urls.set_script_prefix(environ["SCRIPT_NAME"])  # as the request found it
        response = self.get_response(request)
        response._handler_class = type(self)  # type: ignore[attr-defined]  # the sender of its signal
        start_response(f"{response.status_code} {response.reason_phrase}", pairs_of(response))
        if not isinstance(response, HttpResponse):  # a stream
            return response
        response.close()  # a list is not closed, and here nothing is left to be done
        return [response.content]


django.setup(set_prefix=False)
# Connections are looked over and routes are set when a request begins, which is enough; none of our caches has anything
# to close. A signal that nobody hears costs nothing.
for at_the_end in (close_old_connections, close_caches, reset_urlconf):
    request_finished.disconnect(at_the_end)
request_started.disconnect(close_old_connections)  # which is called without it
if not settings.DEBUG:  # else the queries of a request are kept, until the next one
    request_started.disconnect(reset_queries)
# Django looks at each step whether an event loop runs, whose tasks would have connections and routes of their own. Here
# a request has a thread: plain storage of threads is the same, at a third of the cost. Beneath the connections is such
# a one, with those that there are.
vars(connections)["_connections"] = vars(connections)["_connections"]._storage
vars(urls).update(_prefixes=threading.local(), _urlconfs=threading.local())
application = PlainHandler()
# All views are loaded now, and whatever is here stays: looked through for garbage from time to time, it would stop all
# threads for 70 milliseconds, and without it is 7.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
