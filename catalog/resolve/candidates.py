"""What a report that nothing fits comes near to: to be looked at by a person, never to be taken."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from django.db.models import QuerySet
from rapidfuzz.distance import LCSseq

from catalog.models import ChargingStationModel
from catalog.resolve.boot_report import BootReport
from catalog.resolve.rows import MODEL_COLUMNS, ModelRow
from catalog.resolve.synonyms import Synonyms

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


def find_candidates(report: BootReport, synonyms: Synonyms) -> list[Candidate]:
    """Return up to 5 active models that are named alike, best first.

    Looked for beside the report's place in the order of keys, within the vendor and over all vendors: what begins alike
    stands there, and it costs the same in a catalogue of any size.
    """
    if not report.key:
        return []
    vendors = {name for key in report.vendor_keys for name in synonyms.equivalent_keys(key)}
    neighbours = {found.pk: found for found in _find_neighbours(report.key, sorted(vendors)) if not found.is_archived}
    return _best(report, vendors, neighbours.values())


def _best(report: BootReport, vendors: set[str], neighbours: Iterable[ModelRow]) -> list[Candidate]:
    """Return the candidates among the neighbours.

    The most promising are scored first, until no other can be among the best: a bound costs far less than a score.
    """
    promising = [(_score(report, found, vendors, _alike_at_most), found) for found in neighbours]
    best: list[Candidate] = []
    for at_most, found in sorted(promising, key=lambda each: -each[0]):
        if at_most < _SCORE_MIN or (len(best) == CANDIDATES_MAX and at_most < best[-1].score):
            break
        candidate = Candidate(found, _score(report, found, vendors, _similarity))
        if candidate.score >= _SCORE_MIN:
            best = sorted([*best, candidate], key=_place)[:CANDIDATES_MAX]
    return best


def _place(candidate: Candidate) -> tuple[float, tuple[str, str], int]:
    return -candidate.score, candidate.found.name, candidate.found.created_revision


def _find_neighbours(key: str, vendors: list[str]) -> Iterator[ModelRow]:
    rows = ChargingStationModel.objects.values_list(*MODEL_COLUMNS)
    sides: list[QuerySet] = []
    for vendor in vendors:
        own = rows.filter(normalised_vendor=vendor)
        sides += _sort_neighbours(own, key, "created_revision")
    sides += _sort_neighbours(rows, key, "normalised_vendor", "created_revision")
    return (ModelRow(*row) for row in chain.from_iterable(sides))


def _sort_neighbours(rows: QuerySet, key: str, *ties: str) -> Iterator[QuerySet]:
    yield rows.filter(normalised_model__gte=key).order_by("normalised_model", *ties)[:_NEIGHBOURS_MAX]
    yield rows.filter(normalised_model__lt=key).order_by("-normalised_model", *ties)[:_NEIGHBOURS_MAX]


def _score(report: BootReport, found: ModelRow, vendors: set[str], alike: Callable[[str, str], float]) -> float:
    score = alike(report.key, found.normalised_model)
    if found.normalised_vendor not in vendors:
        score *= _OTHER_VENDOR_PENALTY + (1 - _OTHER_VENDOR_PENALTY) * alike(
            report.vendor_keys[0], found.normalised_vendor
        )
    return round(min(score, _SCORE_MAX), 2)


def _similarity(one: str, other: str) -> float:
    # Not the same in both directions by itself.
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _alike_at_most(one: str, other: str) -> float:
    # What SequenceMatcher matches is a common subsequence, so the longest one is no shorter.
    length = len(one) + len(other)
    return 2 * LCSseq.similarity(one, other) / length if length else 1.0
