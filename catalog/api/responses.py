"""Responses of the API with the ETag of a revision."""

from collections.abc import Mapping

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.etags import etag_for_revision, is_not_modified, not_modified_response
from catalog.api.renderers import RenderedJSON
from catalog.models import ChargingStationModel


def json_response(text: str, revision: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a response with a JSON text. A Response of DRF would negotiate and render it."""
    return HttpResponse(
        text, content_type="application/json", headers={"ETag": etag_for_revision(revision), **(headers or {})}
    )


def conditional_response(request: Request, text: str, revision: int) -> HttpResponse:
    """Return the JSON of one model, or 304 if `If-None-Match` has the revision of the model."""
    tag = etag_for_revision(revision)
    return not_modified_response(tag) if is_not_modified(request, tag) else json_response(text, revision)


def data_response(
    station_model: ChargingStationModel, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        RenderedJSON(f'{{"data":{station_model.document}}}'),
        status=status,
        headers={"ETag": etag_for_revision(station_model.revision), **(headers or {})},
    )
