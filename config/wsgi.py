"""The WSGI application that granian serves."""

import gc
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_CONTENT_TYPE_MAX: Final = 256
"""Maximum length of a Content-Type, because parsing its parameters takes quadratic time."""


def with_readable_headers(application: "WSGIApplication") -> "WSGIApplication":
    """Wrap the application so that it gets only valid Content-Type and Content-Length headers.

    Django raises for invalid ones before its first middleware, so the caller would get no response.
    """

    def call(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()):
            environ["CONTENT_LENGTH"] = "0"
        environ["CONTENT_TYPE"] = _readable(environ.get("CONTENT_TYPE", ""))
        if scheme := environ.get("HTTP_X_FORWARDED_PROTO"):
            environ["HTTP_X_FORWARDED_PROTO"] = scheme.lower()  # RFC 3986, 3.1; Django's comparison is case-sensitive
        return application(environ, start_response)

    return call


def with_bounded_body(application: "WSGIApplication") -> "WSGIApplication":
    """Wrap the application so that bodies are limited and chunked bodies have a length."""
    from catalog.middleware.body_limits import bound_body

    def call(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        bound_body(environ)
        return application(environ, start_response)

    return call


def _readable(content_type: str) -> str:
    """Return the Content-Type without its charset; "" if it is invalid or the charset is not UTF-8.

    Django would decode the query with the charset before its first middleware, and raise for errors. Forms are always
    read as UTF-8, because many clients send another charset with plain ASCII.
    """
    if len(content_type) > _CONTENT_TYPE_MAX:
        return ""
    try:
        media_type, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return ""
    if "charset" not in parameters:
        return content_type
    is_utf8 = parameters["charset"].lower() in {"utf-8", "utf8"}
    return media_type if media_type == _FORM or (media_type == _JSON and is_utf8) else ""


def _application() -> "WSGIApplication":
    django_application = get_wsgi_application()
    from catalog.response_cache.application import ResponseCache

    return ResponseCache(with_bounded_body(with_readable_headers(django_application)))


application = _application()
# Import all views and exclude all existing objects from garbage collection, which shortens its pauses.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
