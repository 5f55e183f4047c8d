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
"""Reading parameters takes quadratic time. No content type that is meant comes near."""


def with_readable_headers(application: "WSGIApplication") -> "WSGIApplication":
    """Return the application, shown no Content-Type or Content-Length that Django cannot read.

    Django raises for some of them before its first middleware, which would leave the caller without a response.
    """

    def call(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()):
            environ["CONTENT_LENGTH"] = "0"
        environ["CONTENT_TYPE"] = _readable(environ.get("CONTENT_TYPE", ""))
        if scheme := environ.get("HTTP_X_FORWARDED_PROTO"):
            environ["HTTP_X_FORWARDED_PROTO"] = scheme.lower()  # RFC 3986, 3.1; Django compares it as it is
        return application(environ, start_response)

    return call


def with_bounded_body(application: "WSGIApplication") -> "WSGIApplication":
    """Return the application, shown no more of a body than it may read, and a chunked one with its length."""
    from catalog.middleware.body_limits import bound_body

    def call(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        bound_body(environ)
        return application(environ, start_response)

    return call


def _readable(content_type: str) -> str:
    """Return the Content-Type without its charset; "" where it cannot be read or where that is not UTF-8.

    Django would decode the query by a charset, before its first middleware, and raise for what is wrong with either.
    Many clients name another one for a form that is plain ASCII: that is read as UTF-8.
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
# All views are loaded now, and whatever is here stays: looked through for garbage from time to time, it would stop all
# threads for 70 milliseconds, and without it is 7.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
