"""The WSGI application that granian serves."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Reading parameters takes quadratic time. No content type that is meant comes near.
_LONGEST = 256


class PlainRequest(WSGIRequest):
    """Text is UTF-8, and a Content-Type or Content-Length that cannot be read is none.

    Django would decode the query by the charset that a Content-Type names, and for one that is no charset of text,
    or for parameters that it cannot read, raise from this constructor: before all middleware, with no answer at all.
    For a Content-Length that is no number it raises when the body is read.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()):
            environ["CONTENT_LENGTH"] = ""
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
    request_class = PlainRequest


django.setup(set_prefix=False)
application = PlainHandler()
