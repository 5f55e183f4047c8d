"""View that serves the OpenAPI document."""

from django.http import HttpRequest, HttpResponse


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document: GET /openapi.json."""
    from catalog.api.openapi.generator import render_document  # uses memory that most workers never need

    return HttpResponse(render_document(), content_type="application/json")
