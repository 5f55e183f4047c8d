"""Comparison of two to four models, and what differs between a model and its replacement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.hardware.presentation import ModelView
from catalog.pages.conditional import etag_per_revision
from catalog.pages.pictures import add_pictures
from catalog.pages.selection import COMPARED_MAX, Selection
from catalog.pages.visitor_access import visitor_access

_ROWS: dict[str, Callable[[ModelView], list[str]]] = {
    "Friendly name": lambda each: [each.friendly_name or "\u2013"],
    "Current": lambda each: [each.power_type],
    "Strongest connector": lambda each: [each.power],
    "Connectors": lambda each: each.connector_groups,
    "Max. current": lambda each: list(dict.fromkeys(connector.amperes for connector in each.connectors)),
    "Max. voltage": lambda each: list(dict.fromkeys(connector.volts for connector in each.connectors)),
    "OCPP URL setting": lambda each: [each.ocpp_url_key],
    "State": lambda each: ["Archived" if each.is_archived else "Active"],
}


@dataclass(frozen=True)
class ComparisonRow:
    """One property of all models, each value as a list of lines."""

    name: str
    values: list[list[str]]

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values)


def compare_models(models: Sequence[ModelView]) -> list[ComparisonRow]:
    return [ComparisonRow(name, [lines(each) for each in models]) for name, lines in _ROWS.items()]


def list_differences(old: ModelView, new: ModelView) -> list[tuple[str, str, str]]:
    """Return name, old value and new value of what a replacement changed."""
    rows = [row for row in compare_models([old, new]) if row.differs and row.name != "State"]
    return [(row.name, *(", ".join(lines) for lines in row.values)) for row in rows]  # type: ignore[misc]


@visitor_access
@etag_per_revision
def compare(request: HttpRequest) -> HttpResponse:
    """GET /catalogue/compare?id=...&id=...."""
    selection = Selection.load(request.GET.getlist("id"))
    models = selection.models[:COMPARED_MAX]
    query = request.GET.copy()
    query.setlist("id", [each.id for each in selection.models])
    query.pop("page", None)
    context = {
        "here": "catalogue",
        "selection": selection,
        "models": add_pictures(models),
        "rows": compare_models(models) if len(models) > 1 else [],
        "back": query.urlencode(),
    }
    return render(request, "pages/compare.html", context)
