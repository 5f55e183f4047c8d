"""The WSGI application that granian serves."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Reading parameters takes quadratic time. No content type that is meant comes near.
_LONGEST = 256


class Utf8Request(WSGIRequest):
    """Text is UTF-8, and a Content-Type that cannot be read is none.

    Django would decode the query by the charset that a Content-Type names, and for one that is no charset of text,
    or for parameters that it cannot read, raise from this constructor: before all middleware, with no answer at all.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        content_type = meta.get("CONTENT_TYPE", "")
        try:
            self.content_type, self.content_params = parse_header_parameters(
                content_type if len(content_type) <= _LONGEST else ""
            )
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {}


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


django.setup(set_prefix=False)
application = Utf8Handler()
