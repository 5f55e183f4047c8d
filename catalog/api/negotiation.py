"""Which body is taken and which answer is given: JSON in UTF-8, said in so many words."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class ExactNegotiation(DefaultContentNegotiation):
    """DRF's own takes a body of the type `*/*` and of any charset, and answers with the parameters of `Accept`."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        sent = request._request
        if (sent.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            return None
        return next((parser for parser in parsers if parser.media_type == sent.content_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        renderer = next(iter(renderers))
        # What nearly all programs send. DRF would read the query parameters first, which may not be needed at all.
        if request._request.META.get("HTTP_ACCEPT", "*/*") not in ("*/*", renderer.media_type):
            renderer, _ = super().select_renderer(request, renderers, format_suffix)
        return renderer, renderer.media_type
