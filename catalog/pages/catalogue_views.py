"""Views of the catalogue browser: list, and resolution of a boot report."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.hardware.presentation import present_model
from catalog.models.counts import BoundedPaginator
from catalog.pages.conditional import etag_per_revision
from catalog.pages.forms import ReportForm, SearchForm
from catalog.pages.match_summaries import summarise_match
from catalog.pages.pictures import ShownModel, add_pictures
from catalog.pages.selection import Selection
from catalog.pages.vendor_choices import get_vendor_choices
from catalog.pages.visitor_access import visitor_access
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve

PAGE_SIZE = 24


@visitor_access
@etag_per_revision
def search(request: HttpRequest) -> HttpResponse:
    """GET /catalogue."""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {"form": form, "vendors": get_vendor_choices()}
    if not form.is_valid():
        return _render(request, "pages/catalogue.html", context, status=400)
    page = _find_page(form)
    documents = list(page.object_list)
    context |= {
        "page": page,
        "has_more": page.paginator.count >= form.count_max,
        "is_answer": bool(form.cleaned_data["q"] or form.filters_used),
        "words": form.cleaned_data["q"],
    }
    return _render(request, "pages/catalogue.html", context, documents=documents)


@visitor_access
@etag_per_revision
def resolve_view(request: HttpRequest) -> HttpResponse:
    """GET /catalogue/recognise."""
    if not request.GET.keys() & {"vendor", "model"}:
        return _render(request, "pages/recognise.html", {"report_form": ReportForm()})
    form = ReportForm(request.GET)
    if not form.is_valid():
        return _render(request, "pages/recognise.html", {"report_form": form}, status=400)
    resolution = resolve(BootReport(**form.cleaned_data))
    documents = [each.document for each in resolution.models] or [each.found.document for each in resolution.candidates]
    context = {
        "report_form": form,
        "report": form.cleaned_data,
        "resolution": resolution,
        "summary": summarise_match(resolution),
        "successor": resolution.successor and present_model(resolution.successor.document),
    }
    return _render(request, "pages/recognise.html", context, documents=documents)


def _find_page(form: SearchForm) -> Page:
    """Return the requested page, or the last one."""
    return BoundedPaginator(form.queryset().values_list("document", flat=True), PAGE_SIZE).get_page(
        form.cleaned_data["page"] or 1
    )


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], *, documents: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    selection = Selection.load(request.GET.getlist("id"))
    models: list[ShownModel] = add_pictures([present_model(document) for document in documents])
    shown = {each.model.id for each in models}
    context |= {
        "here": "catalogue",
        "models": models,
        "selection": selection,
        "elsewhere": [each for each in selection.models if each.id not in shown],
    }
    return render(request, template, context, status=status)
