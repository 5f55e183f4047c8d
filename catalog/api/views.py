"""The operations of the contract: each reads its input, makes one call into the domain, and answers."""

from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from catalog.api.authentication import actor_of
from catalog.api.descriptions import describe_station_models
from catalog.api.pagination import page_of
from catalog.api.queries import ListQuery, parse_id, read_query
from catalog.api.serializers import CreateSerializer, RenameSerializer, StrictSerializer
from catalog.api.throttling import Count
from catalog.models import ChargingStationModel


@describe_station_models
class StationModelViewSet(viewsets.ViewSet):
    """`/asset-management/v1/charging-station-models`"""

    lookup_value_regex = "[^/]+"

    def list(self, request: Request) -> Response:
        query = read_query(ListQuery, request.query_params)
        items, has_more = page_of(query)
        return Response({"data": {"hasMore": has_more, "items": [each.as_document() for each in items]}})

    def create(self, request: Request) -> Response:
        values = _read_body(CreateSerializer, request)
        station_model = ChargingStationModel.objects.create_with_connectors(**values, by=actor_of(request))
        location = reverse("station-model-detail", [station_model.pk])
        return _enveloped(station_model, status=201, headers={"Location": location})

    def retrieve(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        # Bare: the one answer of the contract without `data`.
        return Response(station_model.as_document(), headers={"ETag": etag_of(station_model)})

    def partial_update(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        values = _read_body(RenameSerializer, request)
        if values:
            station_model.rename(**values, by=actor_of(request))
        return _enveloped(station_model)

    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        station_model.archive(by=actor_of(request))
        return _enveloped(station_model)

    @action(detail=True, methods=["post"])
    def unarchive(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        station_model.unarchive(by=actor_of(request))
        return _enveloped(station_model)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        rate: Count | None = getattr(request, "rate", None)
        for name, value in rate.headers.items() if rate else ():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


# A change of the JSON's shape takes the next number, or a deploy would answer 304 to bodies of the old shape.
_SHAPE = 1


def etag_of(station_model: ChargingStationModel) -> str:
    return f'"{_SHAPE}-{station_model.revision}"'


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise Http404
    return found


def _get(text: str) -> ChargingStationModel:
    station_model: ChargingStationModel = ChargingStationModel.objects.with_connectors().get(pk=_id(text))
    return station_model


def _read_body(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    if request.stream is None:  # DRF would take nothing for {}
        raise ParseError("A JSON body is required.")
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _enveloped(
    station_model: ChargingStationModel, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        {"data": station_model.as_document()},
        status=status,
        headers={"ETag": etag_of(station_model), **(headers or {})},
    )
