"""The reference: Swagger's page on the OpenAPI document."""

from typing import Any

from drf_spectacular.views import SpectacularSwaggerSplitView


class Reference(SpectacularSwaggerSplitView):
    """All operations, to be read and to be tried."""

    url_name = "openapi"
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []
    title = "API reference"
