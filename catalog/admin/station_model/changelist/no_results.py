"""What the list offers when nothing matches."""

from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from catalog.admin.station_model.changelist.filters import StateFilter
from catalog.admin.station_model.changelist.query import encode, with_value, without_parameters
from catalog.models import ChargingStationModel, Vendor
from catalog.models.counts import LIST_COUNT_MAX

_LIKENESS_MIN = 0.85


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


def explain_no_results(changelist: Any) -> NoResults:
    """Return the ways on from an empty list: a vendor of nearly that name, archived models, one filter less."""
    if not ChargingStationModel.objects.order_by().exists():
        return NoResults(has_models=False, text="")
    query = changelist.request.GET
    found = [_suggest_vendor(changelist)] if changelist.query else []
    for spec in changelist.filters:
        if isinstance(spec, StateFilter):
            if not spec.value:
                count = _count(changelist.rows_without(spec).archived())
                found.append(Suggestion("Look in archived models", with_value(query, "state", "archived"), count))
        elif spec.chips:
            label = f"Remove the filter {spec.label}: {', '.join(chip.label for chip in spec.chips)}"
            without = without_parameters(query, spec.parameters)
            found.append(Suggestion(label, without, _count(changelist.rows_without(spec))))
    return NoResults(
        has_models=True, text=changelist.query, suggestions=[each for each in found if each and each.count]
    )


def _suggest_vendor(changelist: Any) -> Suggestion | None:
    """Return the search for the vendor whose name is most like what was typed."""
    names = list(dict.fromkeys(Vendor.objects.find_spellings().values()))
    likeness = JaroWinkler.normalized_similarity
    match = process.extractOne(
        changelist.query, names, scorer=likeness, processor=str.casefold, score_cutoff=_LIKENESS_MIN
    )
    if match is None:
        return None
    vendor = match[0]
    count = ChargingStationModel.objects.active().of_vendors([vendor]).order_by().count()
    return Suggestion(f"Did you mean {vendor}?", encode([("vendor", vendor)]), count)


def _count(rows: Any) -> int:
    return int(rows.order_by().values("pk")[:LIST_COUNT_MAX].count())
