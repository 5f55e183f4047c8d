"""API reference (Swagger UI)."""

from typing import Any

from drf_spectacular.views import SpectacularSwaggerSplitView


class Reference(SpectacularSwaggerSplitView):
    """Swagger UI of the OpenAPI document."""

    url_name = "openapi"
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []
    title = "API reference"
