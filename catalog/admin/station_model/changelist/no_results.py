"""What the list offers when nothing matches."""

from dataclasses import dataclass, field
from typing import Any

from catalog.admin.search.results import Result
from catalog.admin.search.suggestions import suggest
from catalog.admin.station_model.changelist.filters import StateFilter
from catalog.admin.station_model.changelist.query import with_value, without_parameters
from catalog.models import ChargingStationModel
from catalog.models.counts import LIST_COUNT_MAX


@dataclass(frozen=True)
class Suggestion:
    """Another list, and how many models it has."""

    label: str
    query: str
    count: int


@dataclass(frozen=True)
class NoResults:
    has_models: bool
    text: str
    suggestions: list[Suggestion] = field(default_factory=list)
    alike: list[Result] = field(default_factory=list)


def explain_no_results(changelist: Any) -> NoResults:
    """Return the ways on from an empty list: names spelled like the search, archived models, one filter less."""
    if not ChargingStationModel.objects.order_by().exists():
        return NoResults(False, "")
    query = changelist.request.GET
    found: list[Suggestion] = []
    for spec in changelist.filters:
        if isinstance(spec, StateFilter):
            if not spec.value:
                count = _count(changelist.rows_without(spec).archived())
                found.append(Suggestion("Look in archived models", with_value(query, "state", "archived"), count))
        elif spec.chips:
            label = f"Remove the filter {spec.label}: {', '.join(chip.label for chip in spec.chips)}"
            without = without_parameters(query, spec.parameters)
            found.append(Suggestion(label, without, _count(changelist.rows_without(spec))))
    text = changelist.query.strip()
    alike = suggest(text) if text else []
    return NoResults(True, text, [each for each in found if each.count], alike)


def _count(rows: Any) -> int:
    return int(rows.order_by().values("pk")[:LIST_COUNT_MAX].count())
