"""Where the OpenAPI document is got."""

from django.http import HttpRequest, HttpResponse


def openapi(request: HttpRequest) -> HttpResponse:
    """GET /openapi.json"""
    from catalog.api.openapi.generator import render_document  # takes memory, and most workers are never asked

    return HttpResponse(render_document(), content_type="application/json")
