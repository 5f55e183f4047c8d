"""Renderers of JSON responses."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class RenderedJSON(str):
    """JSON text that needs no rendering."""

    __slots__ = ()


class CatalogueRenderer(JSONRenderer):
    """JSON renderer that sends `RenderedJSON` unchanged."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, RenderedJSON):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)


class AnyAcceptRenderer(CatalogueRenderer):
    """Renderer for a response whose format depends on the query instead of `Accept`."""

    media_type = "*/*"
