"""The catalogue to leaf through: found by what is printed on the box or reported by the charger, shown, compared."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.api.query_params import parse_id
from catalog.models import ChargingStationModel, ReportedIdentity
from catalog.pages.comparison import compare_models
from catalog.pages.conditional import etag_per_revision
from catalog.pages.evidence import shown_evidence
from catalog.pages.forms import ReportForm, SearchForm, comparison_ids
from catalog.pages.match_summaries import MATCH_SUMMARIES, NO_MATCH
from catalog.pages.presentation import ModelView, present_model
from catalog.pages.visitor_access import visitor_access
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve

PAGE = 24
"""Models at once."""

IDENTITIES_SHOWN = 20


@visitor_access
@etag_per_revision
def search(request: HttpRequest) -> HttpResponse:
    """GET /catalogue"""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _render_catalogue(request, form=form, status=400)
    # One more than is shown says whether there are more.
    documents = list(form.queryset().values_list("document", flat=True)[: PAGE + 1])
    models = [present_model(document) for document in documents[:PAGE]]
    has_more = len(documents) > PAGE
    return _render_catalogue(
        request,
        form=form,
        models=models,
        next=_query_string(request.GET, after=models[-1].id) if has_more else None,
        first=_query_string(request.GET, after="") if form.cleaned_data["after"] else None,
    )


@visitor_access
@etag_per_revision
def resolve_view(request: HttpRequest) -> HttpResponse:
    """GET /catalogue/recognise"""
    form = ReportForm(request.GET)
    if not form.is_valid():
        return _render_catalogue(request, report_form=form, status=400)
    resolution = resolve(BootReport(**form.cleaned_data))
    documents = [each.document for each in resolution.models] or [each.found.document for each in resolution.candidates]
    return _render_catalogue(
        request,
        report_form=form,
        resolution=resolution,
        summary=MATCH_SUMMARIES[resolution.match] if documents else NO_MATCH,
        successor=resolution.successor and present_model(resolution.successor.document),
        models=[present_model(document) for document in documents],
    )


@visitor_access
@etag_per_revision
def station_model(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET /catalogue/{id}"""
    row = ChargingStationModel.objects.filter(pk=pk).values_list("document", "successor").first()
    if row is None:
        raise Http404
    document, successor = row
    return render(
        request,
        "pages/station_model.html",
        {
            "here": "catalogue",
            "each": present_model(document),
            "evidence": shown_evidence(pk),
            "successor": _load_documents([successor])[0] if successor else None,
            "identities": ReportedIdentity.objects.filter(station_models=pk)[:IDENTITIES_SHOWN],
            "api_path": reverse("station-model-detail", args=[pk]),
        },
    )


@visitor_access
@etag_per_revision
def compare(request: HttpRequest) -> HttpResponse:
    """GET /catalogue/compare?id=...&id=..."""
    ids = comparison_ids(request.GET.getlist("id"))
    models = _load_documents(ids) if ids else []
    if ids is None or len(models) < len(ids):
        return render(request, "pages/compare.html", {"here": "catalogue"}, status=400)
    return render(
        request, "pages/compare.html", {"here": "catalogue", "models": models, "rows": compare_models(models)}
    )


def _load_documents(ids: list[UUID]) -> list[ModelView]:
    """The models of those ids, in their order."""
    rows = dict(ChargingStationModel.objects.filter(pk__in=ids).values_list("pk", "document"))
    return [present_model(rows[pk]) for pk in ids if pk in rows]


def _render_catalogue(request: HttpRequest, *, status: int = 200, **found: Any) -> HttpResponse:
    told = {"here": "catalogue", "form": SearchForm(), "report_form": ReportForm()}
    # A model that was chosen on its page, to be compared with one of these.
    chosen = parse_id(request.GET.get("with", ""))
    told["chosen"] = _load_documents([chosen]) if chosen else []
    return render(request, "pages/catalogue.html", told | found, status=status)


def _query_string(given: QueryDict, **changed: str) -> str:
    """The query with that changed, and without what is empty."""
    query = given.copy()
    for name, value in changed.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return "?" + query.urlencode()
