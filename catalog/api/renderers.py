"""JSON out: most of it is text already."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class RenderedJSON(str):
    """JSON as it will be sent."""

    __slots__ = ()


class CatalogueRenderer(JSONRenderer):
    """Sends `RenderedJSON` text as it is. Problems say their own type."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, RenderedJSON):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)


class AnyAcceptRenderer(CatalogueRenderer):
    """For an answer whose format the address says, whatever `Accept` wants. Problems are JSON there too."""

    media_type = "*/*"
