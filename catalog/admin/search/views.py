"""The search page, which answers the script of the search field in JSON."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalog.admin.search.pages import list_deeds, list_pages
from catalog.admin.search.results import Result, SearchResults
from catalog.admin.search.sources import (
    find_deleted,
    find_events,
    find_inbox_entries,
    find_pages,
    find_reported_names,
    find_vendors,
    load_station_models,
    recognise,
)
from catalog.admin.search.suggestions import suggest
from catalog.admin.search.visited import load_visited
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel
from catalog.models.querysets.ranking import RankedModel, parse_id
from catalog.models.querysets.search import require_words

_MODELS = 5
"""Models that the search field shows; the page shows more."""
_MODELS_OF_PAGE = 50


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """GET /admin/search/?q=. The only exact match is opened at once, unless `all` is given."""
    text = request.GET.get("q", "").strip()
    wants_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    results = search(request, text, models=_MODELS if wants_json else _MODELS_OF_PAGE)
    if wants_json:
        response: HttpResponse = JsonResponse(results.as_json())
    elif results.exact_url and "all" not in request.GET:
        response = HttpResponseRedirect(results.exact_url)
    else:
        context = {**admin.site.each_context(request), "title": "Search", "results": results}
        response = TemplateResponse(request, "admin/search/search.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


def search(request: HttpRequest, text: str, *, models: int) -> SearchResults:
    """Return what the person may open for the text, at most so many models."""
    results = SearchResults(text)
    if not text:
        results.add("Last visited", load_visited(request))
        return results
    if message := _reject(text):
        results.message = message
        return results
    exact, others = _split(ChargingStationModel.objects.rank(text))
    best = load_station_models(exact)
    pk = parse_id(text)
    if pk is not None and not best:
        best = find_deleted(pk)
    results.exact_url = _only([result for result, row in zip(best, exact, strict=False) if not row.archived] or best)
    title, recognised = recognise(text)
    vendor, vendors = find_vendors(text)
    found = [
        results.add("Best match", best or vendor),
        results.add(title, recognised),
        results.add("Models", load_station_models(others[:models])),
        results.add("Reported names", find_reported_names(text)),
        results.add("Vendors", [*vendor, *vendors] if best else vendors),
        results.add("Inbox", find_inbox_entries(text)),
        results.add("Activity", find_events(text)),
        results.add("Go to", find_pages(request, list(list_pages(request)), text)),
    ]
    if not any(found):
        results.message = f'Nothing matches "{text}".'
        results.suggestions = suggest(text)
    results.add("Do", list_deeds(request, text))
    return results


def _reject(text: str) -> str:
    if len(text) > TEXT_MAX:
        return f"Search for at most {TEXT_MAX} characters."
    try:
        require_words(text)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def _split(ranked: list[RankedModel]) -> tuple[list[RankedModel], list[RankedModel]]:
    """Return the exact matches and the others."""
    count = next((place for place, each in enumerate(ranked) if not each.rank.is_exact), len(ranked))
    return ranked[:count], ranked[count:]


def _only(results: list[Result]) -> Any:
    return results[0].url if len(results) == 1 else ""
