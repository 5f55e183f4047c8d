"""What a search that finds nothing may have meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count
from rapidfuzz import fuzz, process

from catalog.models import ChargingStationModel
from catalog.models.counts import cached_per_revision
from catalog.normalise import normalise_vendor
from catalog.resolve.candidates import find_near_any_vendor
from catalog.resolve.rows import ModelRow

VENDORS_MAX = 2
MODELS_MAX = 3
_VENDOR_WORDS_MAX = 3
_VENDOR_SCORE_MIN = 75  # of 100
_MODEL_SCORE_MIN = 0.75


class Vendor(NamedTuple):
    name: str
    models: int


@dataclass(frozen=True)
class _Vendors:
    """Vendors with active models at a revision, by their keys."""

    revision: int
    by_key: dict[str, Vendor]


def suggest_vendors(text: str) -> list[Vendor]:
    """Return at most two vendors whose names are spelled like the text, or like its first words."""
    known = cached_per_revision("search:vendors:1", _count_vendors).by_key
    found: dict[str, float] = {}
    for key in _vendor_keys(text):
        for name, score, _ in process.extract(
            key, known.keys(), scorer=fuzz.ratio, score_cutoff=_VENDOR_SCORE_MIN, limit=2
        ):
            if name != key:
                found[name] = max(score, found.get(name, 0))
    best = sorted(found, key=lambda name: (-found[name], name))
    return [known[name] for name in best[:VENDORS_MAX]]


def suggest_models(text: str) -> list[ModelRow]:
    """Return at most three active models whose names are spelled like the text, with or without their vendor."""
    words = text.split()
    texts = [text, " ".join(words[1:])] if len(words) > 1 else [text]
    near = [each for text in texts for each in find_near_any_vendor(text) if each.score >= _MODEL_SCORE_MIN]
    found = {each.found.pk: each.found for each in near}
    return list(found.values())[:MODELS_MAX]


def _vendor_keys(text: str) -> Iterator[str]:
    words = text.split()
    for count in {min(len(words), each) for each in range(1, _VENDOR_WORDS_MAX + 1)}:
        if key := normalise_vendor(" ".join(words[:count])):
            yield key


def _count_vendors(revision: int) -> _Vendors:
    rows = ChargingStationModel.objects.active().order_by().values_list("normalised_vendor", "vendor")
    by_key: dict[str, Vendor] = {}
    for key, name, count in rows.annotate(count=Count("*")).order_by("normalised_vendor", "-count", "vendor"):
        known = by_key.get(key)
        by_key[key] = Vendor(known.name, known.models + count) if known else Vendor(name, count)
    return _Vendors(revision, by_key)
