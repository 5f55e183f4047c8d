"""What a report that nothing fits comes near to: to be looked at by a person, never to be taken."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from django.db.models import Expression, QuerySet
from rapidfuzz.distance import LCSseq

from catalog.db.lateral import Branch, LateralQuery
from catalog.db.router import read_alias
from catalog.models import ChargingStationModel
from catalog.resolve.boot_report import BootReport
from catalog.resolve.lookup import Lookup
from catalog.resolve.rows import MODEL_COLUMNS, ModelRow

CANDIDATES_MAX = 5
_NEIGHBOURS_MAX = 20
_SCORE_MIN = 0.5
_SCORE_MAX = 0.99
_OTHER_VENDOR_PENALTY = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that a report may be. `score` is 1 where it fits, less where it is only near."""

    found: ModelRow
    score: float


class _Neighbour(NamedTuple):
    """What a model is scored by."""

    created_revision: int
    vendor_key: str
    model_key: str
    normalised_vendor: str
    normalised_model: str
    archived: bool


class _Scored(NamedTuple):
    neighbour: _Neighbour
    score: float


def find_near(lookups: Sequence[Lookup]) -> list[tuple[Candidate, ...]]:
    """Return up to 5 active models that are named like each report, best first; in two queries for all of them.

    Looked for beside the report's place in the order of keys, within the vendor and over all vendors: what begins alike
    stands there, and it costs the same in a catalogue of any size.
    """
    vendors = [_vendors_of(lookup) for lookup in lookups]
    best = [
        _best(lookup.report, its_vendors, neighbours)
        for lookup, its_vendors, neighbours in zip(
            lookups, vendors, _find_neighbours([lookup.report.key for lookup in lookups], vendors), strict=True
        )
    ]
    return _load(best)


def find_near_any_vendor(model: str) -> tuple[Candidate, ...]:
    """Return up to 5 active models of any vendor that are named like that, best first; in two queries."""
    report = BootReport.of("", model)
    [neighbours] = _find_neighbours([report.key], [()])
    [found] = _load([_best(report, {each.normalised_vendor for each in neighbours}, neighbours)])
    return found


def _load(best: Sequence[Sequence[_Scored]]) -> list[tuple[Candidate, ...]]:
    wanted = {each.neighbour.created_revision for scored in best for each in scored}
    if not wanted:
        return [() for _ in best]
    rows = ChargingStationModel.objects.filter(created_revision__in=wanted).order_by().values_list(*MODEL_COLUMNS)
    found = {each.created_revision: each for each in (ModelRow(*row) for row in rows)}
    return [
        tuple(
            Candidate(found[each.neighbour.created_revision], each.score)
            for each in scored
            if each.neighbour.created_revision in found  # a superuser can have deleted it between the two queries
        )
        for scored in best
    ]


def _vendors_of(lookup: Lookup) -> frozenset[str]:
    equivalent = lookup.synonyms.equivalent_keys
    return frozenset(name for key in lookup.report.vendor_keys for name in equivalent(key))


def _best(report: BootReport, vendors: Iterable[str], neighbours: Iterable[_Neighbour]) -> list[_Scored]:
    """Return the candidates among the neighbours.

    The most promising are scored first, until no other can be among the best: a bound costs far less than a score.
    """
    promising = [_Scored(each, _score(report, each, vendors, _alike_at_most)) for each in neighbours]
    best: list[_Scored] = []
    for at_most in sorted(promising, key=_place):
        if at_most.score < _SCORE_MIN or (len(best) == CANDIDATES_MAX and _place(at_most) > _place(best[-1])):
            break
        scored = _Scored(at_most.neighbour, _score(report, at_most.neighbour, vendors, _similarity))
        if scored.score >= _SCORE_MIN:
            best = sorted([*best, scored], key=_place)[:CANDIDATES_MAX]
    return best


def _place(scored: _Scored) -> tuple[float, str, str, int]:
    found = scored.neighbour
    return -scored.score, found.vendor_key, found.model_key, found.created_revision


def _find_neighbours(keys: Sequence[str], vendors: Sequence[Iterable[str]]) -> list[set[_Neighbour]]:
    """Return the active models on either side of each key's place, in one query for all of them."""
    own = sorted({(vendor, key) for key, its in zip(keys, vendors, strict=True) if key for vendor in its})
    every = sorted({(key,) for key in keys if key})
    if not every:
        return [set() for _ in keys]
    own_after, own_before, after, before = _sort_neighbours(read_alias()).run(own, own, every, every)
    active: dict[tuple[str, ...], set[_Neighbour]] = {}
    for place, rows in (
        *zip(own, own_after, strict=True),
        *zip(own, own_before, strict=True),
        *zip(every, after, strict=True),
        *zip(every, before, strict=True),
    ):
        found = (_Neighbour(*row) for row in rows)
        active.setdefault(place, set()).update(each for each in found if not each.archived)
    return [
        active.get((key,), set()).union(*[active.get((vendor, key), ()) for vendor in its])
        for key, its in zip(keys, vendors, strict=True)
    ]


@cache
def _sort_neighbours(using: str) -> LateralQuery:
    rows = ChargingStationModel.objects.all()

    def own_after(vendor: Expression, key: Expression) -> QuerySet:
        return _after(rows.filter(normalised_vendor=vendor), key, "created_revision")

    def own_before(vendor: Expression, key: Expression) -> QuerySet:
        return _before(rows.filter(normalised_vendor=vendor), key, "created_revision")

    def after(key: Expression) -> QuerySet:
        return _after(rows, key, "normalised_vendor", "created_revision")

    def before(key: Expression) -> QuerySet:
        return _before(rows, key, "normalised_vendor", "created_revision")

    columns = _Neighbour._fields
    return LateralQuery(
        using,
        Branch(own_after, 2, columns),
        Branch(own_before, 2, columns),
        Branch(after, 1, columns),
        Branch(before, 1, columns),
    )


def _after(rows: QuerySet, key: Expression, *ties: str) -> QuerySet:
    return rows.filter(normalised_model__gte=key).order_by("normalised_model", *ties)[:_NEIGHBOURS_MAX]


def _before(rows: QuerySet, key: Expression, *ties: str) -> QuerySet:
    return rows.filter(normalised_model__lt=key).order_by("-normalised_model", *ties)[:_NEIGHBOURS_MAX]


def _score(
    report: BootReport, neighbour: _Neighbour, vendors: Iterable[str], alike: Callable[[str, str], float]
) -> float:
    score = alike(report.key, neighbour.normalised_model)
    if neighbour.normalised_vendor not in vendors:
        its_vendor = alike(report.vendor_keys[0], neighbour.normalised_vendor)
        score *= _OTHER_VENDOR_PENALTY + (1 - _OTHER_VENDOR_PENALTY) * its_vendor
    return round(min(score, _SCORE_MAX), 2)


def _similarity(one: str, other: str) -> float:
    # Not the same in both directions by itself.
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _alike_at_most(one: str, other: str) -> float:
    # What SequenceMatcher matches is a common subsequence, so the longest one is no shorter.
    length = len(one) + len(other)
    return 2 * LCSseq.similarity(one, other) / length if length else 1.0
