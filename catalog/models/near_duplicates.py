"""Station models that `resolve` would take for each other, though their names differ: by legal form or punctuation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor_synonym import VendorSynonym
from catalog.normalise import normalise_model, normalise_vendor, spelling_of
from catalog.text import casefold_key

_KEYS_PER_QUERY = 500

Name = tuple[str, str]
"""A vendor and a model, as they are written."""


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model of the catalogue, or of a file: then without an id, and with its place."""

    vendor: str
    model: str
    pk: UUID | None = None
    place: str = ""

    def __str__(self) -> str:
        return f"{self.vendor} {self.model} ({self.pk or self.place})"


class NearDuplicateFinder:
    """Finds near duplicates of names. What it has read of vendors' other names, it reads once."""

    def __init__(self) -> None:
        self._synonyms: dict[str, str] | None = None

    def find(self, names: Iterable[Name], *, up_to: int | None = None) -> dict[Name, list[NamedModel]]:
        """Return the active models of the catalogue that are near each name, in the order in which they came in.

        A model of the very name is none. With `up_to`, models that came in after that revision are passed over. Two
        queries for up to 500 names.
        """
        wanted: dict[Name, list[Name]] = defaultdict(list)
        for name in dict.fromkeys(names):
            wanted[self.key_of(*name)].append(name)
        found: dict[Name, list[NamedModel]] = {}
        for other in self._candidates({model for _, model in wanted}, up_to):
            for name in wanted.get(self.key_of(other.vendor, other.model), ()):
                if is_near(name, (other.vendor, other.model)):
                    found.setdefault(name, []).append(other)
        return found

    def key_of(self, vendor: str, model: str) -> Name:
        """Return what names have in common that may be near each other."""
        if self._synonyms is None:
            self._synonyms = dict(VendorSynonym.objects.values_list("normalised_name", "normalised_vendor"))
        plain = normalise_vendor(vendor)
        return self._synonyms.get(plain, plain), normalise_model(model)

    def _candidates(self, keys: set[str], up_to: int | None) -> Iterator[NamedModel]:
        rows = ChargingStationModel.objects.active().in_order()
        rows = rows if up_to is None else rows.filter(created_revision__lte=up_to)
        ordered = sorted(keys - {""})
        for start in range(0, len(ordered), _KEYS_PER_QUERY):
            part = rows.filter(normalised_model__in=ordered[start : start + _KEYS_PER_QUERY])
            for pk, vendor, model in part.values_list("pk", "vendor", "model"):
                yield NamedModel(vendor, model, pk)


def is_near(one: Name, other: Name) -> bool:
    """Return whether two names of one key are near each other: not the same, and written so that a report of one can be
    the other. A vendor that is all punctuation is near itself alone.
    """
    is_same_vendor = casefold_key(one[0]) == casefold_key(other[0])
    if is_same_vendor and casefold_key(one[1]) == casefold_key(other[1]):
        return False
    if not is_same_vendor and not (normalise_vendor(one[0]) and normalise_vendor(other[0])):
        return False
    first, second = spelling_of(one[1]), spelling_of(other[1])
    return first.can_be_written_as(second) or second.can_be_written_as(first)
