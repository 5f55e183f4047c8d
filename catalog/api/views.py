"""Views of the API. Each parses its input, calls one method of a model or QuerySet, and builds the response."""

import math
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.openapi import AutoSchema
from rest_framework.viewsets import ViewSet

from catalog.api.authentication import get_actor, get_client_pk, get_request_document, get_revision_state, get_user_pk
from catalog.api.caching import allow_caching
from catalog.api.etags import (
    etag_for_revision,
    if_match_revisions,
    is_not_modified,
    not_modified_response,
    set_cache_headers,
)
from catalog.api.evidence import load_evidence, render_evidence
from catalog.api.exceptions import FeedPositionUnknown
from catalog.api.export import ExportQuery, export_response
from catalog.api.history import HistoryQuery, get_history_page
from catalog.api.idempotency import idempotent
from catalog.api.ocpi import OcpiQuery, load_record, render_ocpi
from catalog.api.pagination import changes_page, get_document, list_page
from catalog.api.query_params import (
    ChangesQuerySerializer,
    ListQuerySerializer,
    QueryParamsSerializer,
    parse_id,
    read_query_params,
)
from catalog.api.renderers import AnyAcceptRenderer
from catalog.api.replica_reads import read_at_revision
from catalog.api.resolve_requests import (
    REPORTS_PER_REQUEST,
    UNREADABLE,
    Outcome,
    ReportsSerializer,
    ResolveQuery,
    check_batch_turn,
    record_outcome,
    take_batch_turn,
)
from catalog.api.resolve_responses import render_resolution, render_resolutions
from catalog.api.responses import conditional_response, data_response, json_response
from catalog.api.serializers import CreateSerializer, RenameSerializer, StrictSerializer
from catalog.api.throttling import charge
from catalog.api.vendors import VendorsQuery, vendors_page
from catalog.exceptions import RevisionMismatch
from catalog.http.rate_limits import RateLimitUsage
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.document import dump_json
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve, resolve_many

# Serializers without a request can be shared by all requests.
_LIST_QUERY, _CHANGES_QUERY, _RESOLVE_QUERY = ListQuerySerializer(), ChangesQuerySerializer(), ResolveQuery()
_OCPI_QUERY, _EXPORT_QUERY, _HISTORY_QUERY = OcpiQuery(), ExportQuery(), HistoryQuery()
_NO_QUERY, _VENDORS_QUERY = QueryParamsSerializer(), VendorsQuery()
_CREATE, _RENAME, _REPORTS = CreateSerializer(), RenameSerializer(), ReportsSerializer()


class StationModelViewSet(ViewSet):
    """Charging station models: `/asset-management/v1/charging-station-models`."""

    lookup_value_regex = "[^/]+"
    schema = AutoSchema()  # the one of drf-spectacular uses memory and is only imported for the OpenAPI document

    def list(self, request: Request) -> HttpResponse:
        query = read_query_params(_LIST_QUERY, request)
        revision = get_revision_state(request).number
        allow_caching(request, self.action)
        if is_not_modified(request, etag_for_revision(revision)):
            return not_modified_response(etag_for_revision(revision))
        page = read_at_revision(revision, lambda: list_page(query))
        return json_response(page.to_json(), revision, page.link_header(request, "startingAfter"))

    @action(detail=False)
    def changes(self, request: Request) -> HttpResponse:
        query = {"after": 0, **read_query_params(_CHANGES_QUERY, request)}
        current = get_revision_state(request)
        if not current.covers(query["after"]):
            raise FeedPositionUnknown
        allow_caching(request, self.action)
        if is_not_modified(request, etag_for_revision(current.number)):
            return not_modified_response(etag_for_revision(current.number))
        page, revision = read_at_revision(current.number, lambda: changes_page(query, current))
        return json_response(page.to_json(revision=revision), current.number, page.link_header(request, "after"))

    @action(detail=False)
    def vendors(self, request: Request) -> HttpResponse:
        query = read_query_params(_VENDORS_QUERY, request)
        revision = get_revision_state(request).number
        allow_caching(request, self.action)
        if is_not_modified(request, etag_for_revision(revision)):
            return not_modified_response(etag_for_revision(revision))
        page = read_at_revision(revision, lambda: vendors_page(query))
        return json_response(page.to_json(), revision, page.link_header(request, "startingAfter"))

    @action(detail=False)
    def resolve(self, request: Request) -> HttpResponse:
        report = BootReport.of(**read_query_params(_RESOLVE_QUERY, request))
        revision = get_revision_state(request).number
        if is_not_modified(request, etag_for_revision(revision)):
            allow_caching(request, self.action)
            return not_modified_response(etag_for_revision(revision))
        resolution = read_at_revision(revision, lambda: resolve(report, at=revision))
        record = partial(record_outcome, report, Outcome.of(resolution, revision))
        allow_caching(request, self.action, on_hit=lambda caller: record(caller.owner_pk, caller.client_pk))
        record(get_user_pk(request), get_client_pk(request))
        return json_response(render_resolution(resolution), revision)

    @resolve.mapping.post
    def resolve_many(self, request: Request) -> Response:
        check_batch_turn()  # before the body costs anything
        items: list[BootReport | None] = _read_body(_REPORTS, request)["items"]
        reports = [each or UNREADABLE for each in items]
        revision = get_revision_state(request).number
        with take_batch_turn():  # one that is refused weighs as any request
            charge(request, math.ceil(len(reports) / REPORTS_PER_REQUEST))
            resolutions = read_at_revision(revision, lambda: resolve_many(reports))
        for report, resolution in zip(items, resolutions, strict=True):
            record_outcome(report, Outcome.of(resolution, revision), get_user_pk(request), get_client_pk(request))
        return Response(render_resolutions(resolutions))

    @idempotent
    def create(self, request: Request) -> Response:
        values = _read_body(_CREATE, request)
        station_model = ChargingStationModel.objects.create_with_connectors(
            **values, by=get_actor(request), is_clean=True
        )
        location = reverse("station-model-detail", args=[station_model.pk])
        return data_response(station_model, status=201, headers={"Location": location})

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        document = get_request_document(request) or read_at_revision(
            get_revision_state(request).number, lambda: get_document(_parse_id_or_404(pk))
        )
        allow_caching(request, self.action)
        return conditional_response(request, document.text, document.revision)

    def partial_update(self, request: Request, pk: str) -> Response:
        station_model = _get_station_model(pk)
        values = _read_body(_RENAME, request)
        expected = if_match_revisions(request)
        if values:
            station_model.rename(**values, by=get_actor(request), only_at=expected)
        elif expected is not None and station_model.revision not in expected:
            raise RevisionMismatch(station_model.revision)
        return data_response(station_model)

    @action(detail=True, methods=["post"])
    @idempotent
    def archive(self, request: Request, pk: str) -> Response:
        station_model = _get_station_model(pk)
        station_model.archive(by=get_actor(request), only_at=if_match_revisions(request))
        return data_response(station_model)

    @action(detail=True, methods=["post"])
    @idempotent
    def unarchive(self, request: Request, pk: str) -> Response:
        station_model = _get_station_model(pk)
        station_model.unarchive(by=get_actor(request), only_at=if_match_revisions(request))
        return data_response(station_model)

    @action(detail=True)
    def ocpi(self, request: Request, pk: str) -> HttpResponse:
        version = read_query_params(_OCPI_QUERY, request)["version"]
        record, revision = read_at_revision(
            get_revision_state(request).number, lambda: load_record(_parse_id_or_404(pk))
        )
        allow_caching(request, self.action)
        return conditional_response(request, dump_json(render_ocpi(record, version)), revision)

    @action(detail=True)
    def evidence(self, request: Request, pk: str) -> HttpResponse:
        read_query_params(_NO_QUERY, request)
        evidence, revision = read_at_revision(
            get_revision_state(request).number, lambda: load_evidence(_parse_id_or_404(pk))
        )
        allow_caching(request, self.action)
        return conditional_response(request, dump_json(render_evidence(evidence)), revision)

    @action(detail=False, renderer_classes=[AnyAcceptRenderer])
    def export(self, request: Request) -> HttpResponseBase:
        query = read_query_params(_EXPORT_QUERY, request)
        tag = etag_for_revision(get_revision_state(request).number)
        return not_modified_response(tag) if is_not_modified(request, tag) else export_response(request, query, tag)

    @action(detail=True)
    def history(self, request: Request, pk: str) -> HttpResponse:
        query = read_query_params(_HISTORY_QUERY, request)
        model_id = _parse_id_or_404(pk)
        # The last change can be the deletion.
        tag = etag_for_revision(
            AuditEvent.objects.filter(station_model=model_id).values_list("revision", flat=True)[:1].get()
        )
        if is_not_modified(request, tag):
            return not_modified_response(tag)
        page = get_history_page(model_id, query)
        link = page.link_header(request, "before")
        return Response(page.to_json(), headers={"ETag": tag, **link})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        rate: RateLimitUsage | None = getattr(request, "rate", None)
        for name, value in rate.headers.items() if rate else ():
            response.headers[name] = value
        set_cache_headers(response)
        return response


def _parse_id_or_404(text: str) -> UUID:
    value = parse_id(text)
    if value is None:
        raise Http404
    return value


def _get_station_model(pk: str) -> ChargingStationModel:
    return ChargingStationModel.get_by_pk(_parse_id_or_404(pk))


def _read_body(serializer: StrictSerializer, request: Request) -> dict[str, Any]:
    if request.stream is None:  # DRF would parse a missing body as {}
        raise ParseError("A JSON request body with a Content-Length header is required.")
    return dict(serializer.run_validation(request.data))
