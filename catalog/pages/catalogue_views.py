"""Views of the catalogue browser: search, resolve, detail, comparison."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.api.query_params import parse_id
from catalog.hardware.presentation import ModelView, present_model
from catalog.models import ChargingStationModel, ReportedIdentity
from catalog.pages.comparison import compare_models
from catalog.pages.conditional import etag_per_revision
from catalog.pages.evidence import present_evidence
from catalog.pages.forms import ReportForm, SearchForm, comparison_ids
from catalog.pages.match_summaries import MATCH_SUMMARIES, NO_MATCH
from catalog.pages.visitor_access import visitor_access
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve

PAGE_SIZE = 24

IDENTITIES_MAX = 20


@visitor_access
@etag_per_revision
def search(request: HttpRequest) -> HttpResponse:
    """GET /catalogue."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _render_catalogue(request, form=form, status=400)
    documents = _find_documents(form)
    models = [present_model(document) for document in documents[:PAGE_SIZE]]
    has_more = len(documents) > PAGE_SIZE
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
    """GET /catalogue/recognise."""
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
    """GET /catalogue/{id}."""
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
            "evidence": present_evidence(pk),
            "successor": _load_documents([successor])[0] if successor else None,
            "identities": ReportedIdentity.objects.filter(station_models=pk)[:IDENTITIES_MAX],
            "api_path": reverse("station-model-detail", args=[pk]),
        },
    )


@visitor_access
@etag_per_revision
def compare(request: HttpRequest) -> HttpResponse:
    """GET /catalogue/compare?id=...&id=...."""
    ids = comparison_ids(request.GET.getlist("id"))
    models = _load_documents(ids) if ids else []
    if ids is None or len(models) < len(ids):
        return render(request, "pages/compare.html", {"here": "catalogue"}, status=400)
    return render(
        request, "pages/compare.html", {"here": "catalogue", "models": models, "rows": compare_models(models)}
    )


def _find_documents(form: SearchForm) -> list[str]:
    """Return the documents of the page, and one more if there is a next page."""
    rows = form.queryset().values_list("pk", "document")
    if not form.cleaned_data["q"]:
        return [document for _, document in rows[: PAGE_SIZE + 1]]
    # An order by rank has no index to begin at: the page begins behind the last model of the one before.
    found = dict(rows)
    ids = list(found)
    last = form.cleaned_data["after"]
    start = ids.index(last) + 1 if last in found else 0
    return [found[pk] for pk in ids[start : start + PAGE_SIZE + 1]]


def _load_documents(ids: list[UUID]) -> list[ModelView]:
    """Return the models with the IDs, in the same order. Missing models are left out."""
    rows = dict(ChargingStationModel.objects.filter(pk__in=ids).values_list("pk", "document"))
    return [present_model(rows[pk]) for pk in ids if pk in rows]


def _render_catalogue(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {"here": "catalogue", "form": SearchForm(), "report_form": ReportForm()}
    # A model that was selected on its page, for a comparison.
    selected = parse_id(request.GET.get("with", ""))
    context["selected"] = _load_documents([selected]) if selected else []
    return render(request, "pages/catalogue.html", context | extra, status=status)


def _query_string(parameters: QueryDict, **changed: str) -> str:
    """Return the query string with the changes, without empty parameters."""
    query = parameters.copy()
    for name, value in changed.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return "?" + query.urlencode()
