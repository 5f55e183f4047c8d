"""The operations of the contract: each reads its input, makes one call into the domain, and answers."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from catalog.api.authentication import actor_of
from catalog.api.conditions import etag, is_not_modified, mark_private, not_modified, wanted_revisions
from catalog.api.errors import StartOver
from catalog.api.exporting import ExportQuery, export
from catalog.api.headers import give
from catalog.api.history import HistoryQuery, history_page
from catalog.api.idempotency import idempotent
from catalog.api.ocpi import OcpiQuery, record_and_revision, render_ocpi
from catalog.api.pagination import changes_page, list_page, one_document
from catalog.api.queries import ChangesQuery, ListQuery, parse_id, read_query
from catalog.api.reading.bodies import Body, recall
from catalog.api.reading.caller import Document, catalogue_of, model_of
from catalog.api.renderers import AnyRenderer, Rendered
from catalog.api.resolutions import render_many, render_one
from catalog.api.resolving import ReportsSerializer, ResolveQuery, note_outcome
from catalog.api.serializers import CreateSerializer, RenameSerializer, StrictSerializer, reader_of
from catalog.api.shared import SharedViewSet
from catalog.api.throttling import Count
from catalog.errors import RevisionMismatch
from catalog.identity.report import Report
from catalog.identity.resolve import resolve, resolve_many
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.document import as_json
from catalog.replicas import read_at


class StationModelViewSet(SharedViewSet):
    """`/asset-management/v1/charging-station-models`"""

    lookup_value_regex = "[^/]+"
    schema = ViewInspector()  # DRF looks at it for its routes: the one that describes takes memory, and is asked later

    def list(self, request: Request) -> HttpResponse:
        query = read_query(ListQuery, request)
        tag = etag(catalogue_of(request).number)
        if is_not_modified(request._request, tag):
            return not_modified(tag)

        def build() -> Body:
            page = list_page(query)
            return Body(page.render().encode(), tag, page.link(request, "startingAfter"))

        return recall(request, build).as_response()

    @action(detail=False)
    def changes(self, request: Request) -> HttpResponse:
        query = {"after": 0, **read_query(ChangesQuery, request)}
        current = catalogue_of(request)
        if not current.is_known(query["after"]):
            raise StartOver
        tag = etag(current.number)
        if is_not_modified(request._request, tag):
            return not_modified(tag)

        def build() -> Body:
            page, revision = changes_page(query, current)
            return Body(page.render(revision=revision).encode(), tag, page.link(request, "after"))

        return recall(request, build).as_response()

    @action(detail=False)
    def resolve(self, request: Request) -> HttpResponse:
        report = Report(**read_query(ResolveQuery, request))
        revision = catalogue_of(request).number
        tag = etag(revision)
        if is_not_modified(request._request, tag):
            return not_modified(tag)

        def build() -> Body:
            resolution = resolve(report, at=revision)
            return Body(render_one(resolution).encode(), tag, aside=resolution.match)

        body = recall(request, build)
        note_outcome(request, report, body.aside)
        return body.as_response()

    @resolve.mapping.post
    def resolve_many(self, request: Request) -> Response:
        reports = [Report(**values) for values in _read_body(ReportsSerializer, request)["items"]]
        resolutions = read_at(catalogue_of(request).number, lambda: resolve_many(reports))
        for report, resolution in zip(reports, resolutions, strict=True):
            note_outcome(request, report, resolution.match)
        return Response(render_many(resolutions))

    @idempotent
    def create(self, request: Request) -> Response:
        values = _read_body(CreateSerializer, request)
        station_model = ChargingStationModel.objects.create_with_connectors(**values, by=actor_of(request))
        location = reverse("station-model-detail", args=[station_model.pk])
        return _enveloped(station_model, status=201, headers={"Location": location})

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        def build() -> Body:
            return _bare(one_document(_id(pk)))

        read = model_of(request)
        return _unless_known(request, _bare(read) if read else recall(request, build))

    def read_with_caller(self) -> UUID | None:
        """This will return the id of the model that is all that is asked for: it is read in the query of its caller,
        which is the primary's; so not where replicas are to be asked."""
        return parse_id(self.kwargs["pk"]) if self.action == "retrieve" and not settings.REPLICAS else None

    def partial_update(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        values = _read_body(RenameSerializer, request)
        wanted = wanted_revisions(request._request)
        if values:
            station_model.rename(**values, by=actor_of(request), only_at=wanted)
        elif wanted is not None and station_model.revision not in wanted:
            raise RevisionMismatch(station_model.revision)
        return _enveloped(station_model)

    @action(detail=True, methods=["post"])
    @idempotent
    def archive(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        station_model.archive(by=actor_of(request), only_at=wanted_revisions(request._request))
        return _enveloped(station_model)

    @action(detail=True, methods=["post"])
    @idempotent
    def unarchive(self, request: Request, pk: str) -> Response:
        station_model = _get(pk)
        station_model.unarchive(by=actor_of(request), only_at=wanted_revisions(request._request))
        return _enveloped(station_model)

    @action(detail=True)
    def ocpi(self, request: Request, pk: str) -> HttpResponse:
        version = read_query(OcpiQuery, request)["version"]

        def build() -> Body:
            record, revision = record_and_revision(_id(pk))
            return Body(as_json(render_ocpi(record, version)).encode(), etag(revision))

        return _unless_known(request, recall(request, build))

    @action(detail=False, renderer_classes=[AnyRenderer])
    def export(self, request: Request) -> HttpResponseBase:
        query = read_query(ExportQuery, request)
        tag = etag(catalogue_of(request).number)
        return not_modified(tag) if is_not_modified(request._request, tag) else export(request, query, tag)

    @action(detail=True)
    def history(self, request: Request, pk: str) -> HttpResponse:
        query = read_query(HistoryQuery, request)
        model_id = _id(pk)
        # Of its last change, which may be that it was deleted.
        tag = etag(AuditEvent.objects.filter(station_model=model_id).values_list("revision", flat=True)[:1].get())
        if is_not_modified(request._request, tag):
            return not_modified(tag)
        page = history_page(model_id, query)
        link = page.link(request, "before")
        return Response(page.render(), headers={"ETag": tag, **link})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        rate: Count | None = getattr(request, "rate", None)
        if rate:
            give(response, rate.headers)
        mark_private(response)
        return response


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise Http404
    return found


def _get(pk: str) -> ChargingStationModel:
    return ChargingStationModel.at(_id(pk))


def _bare(document: Document) -> Body:
    """The one answer of the contract without `data`."""
    return Body(document.text.encode(), etag(document.revision))


def _unless_known(request: Request, body: Body) -> HttpResponse:
    """This will answer with the body, or 304 to who has it. A model's tag is its own revision, found with its row."""
    return not_modified(body.tag) if is_not_modified(request._request, body.tag) else body.as_response()


def _read_body(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    if request.stream is None:  # DRF would take nothing for {}
        raise ParseError("A JSON body with a Content-Length is required.")
    body = reader_of(serializer, request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _enveloped(
    station_model: ChargingStationModel, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        Rendered(f'{{"data":{station_model.document}}}'),
        status=status,
        headers={"ETag": etag(station_model.revision), **(headers or {})},
    )
