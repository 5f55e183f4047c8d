"""What a report that nothing fits comes near to: to be looked at by a person, never to be taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from django.db.models import QuerySet

from catalog.identity.knowledge import FOUND, Found
from catalog.identity.report import Report
from catalog.identity.synonyms import Synonyms
from catalog.models import ChargingStationModel

NEAR_MAX = 5
_NEIGHBOURS = 20
_SCORE_MIN = 0.5
_SCORE_MAX = 0.99
_OTHER_VENDOR = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that a report may be. `score` is 1 where it fits, less where it is only near."""

    found: Found
    score: float


def near(report: Report, synonyms: Synonyms) -> list[Candidate]:
    """This will return up to 5 active models that are named alike, best first.

    Looked for beside the report's place in the order of keys, within the vendor and over all vendors: what begins alike
    stands there, and it costs the same in a catalogue of any size.
    """
    if not report.key:
        return []
    vendors = {name for key in report.vendor_keys for name in synonyms.same_vendor(key)}
    neighbours = {found.pk: found for found in _neighbours(report.key, sorted(vendors)) if not found.is_archived}
    scored = ((_score(report, found, vendors), found) for found in neighbours.values())
    best = sorted(
        (Candidate(found, score) for score, found in scored if score >= _SCORE_MIN),
        key=lambda each: (-each.score, each.found.name, each.found.created_revision),
    )
    return best[:NEAR_MAX]


def _neighbours(key: str, vendors: list[str]) -> Iterator[Found]:
    rows = ChargingStationModel.objects.values_list(*FOUND)
    sides: list[QuerySet] = []
    for vendor in vendors:
        own = rows.filter(plain_vendor=vendor)
        sides += _beside(own, key, "created_revision")
    sides += _beside(rows, key, "plain_vendor", "created_revision")
    return (Found(*row) for row in chain.from_iterable(sides))


def _beside(rows: QuerySet, key: str, *ties: str) -> Iterator[QuerySet]:
    yield rows.filter(plain_model__gte=key).order_by("plain_model", *ties)[:_NEIGHBOURS]
    yield rows.filter(plain_model__lt=key).order_by("-plain_model", *ties)[:_NEIGHBOURS]


def _score(report: Report, found: Found, vendors: set[str]) -> float:
    score = _alike(report.key, found.plain_model)
    if found.plain_vendor not in vendors:
        score *= _OTHER_VENDOR + (1 - _OTHER_VENDOR) * _alike(report.vendor_keys[0], found.plain_vendor)
    return round(min(score, _SCORE_MAX), 2)


def _alike(one: str, other: str) -> float:
    # Not the same in both directions by itself.
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
