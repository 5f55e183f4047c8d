"""Other names of vendors that bear on a report: which names stand for one vendor."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from catalog.db.router import read_alias
from catalog.db.statements import CompiledQuery, bind_list, padded_length, parameter_list
from catalog.models import VendorSynonym
from catalog.resolve.boot_report import BootReport
from catalog.resolve.rows import prefix_condition

_CACHE_SIZE = 4
"""Of one report's vendor: what is remembered stays small."""


@dataclass(frozen=True, slots=True)
class Synonym:
    name: str
    vendor: str
    normalised_name: str
    normalised_vendor: str


class Synonyms:
    """Which names stand for one vendor."""

    def __init__(self, rows: Iterable[Synonym]) -> None:
        self._by_name = {row.normalised_name: row for row in rows}
        self._names: dict[str, set[str]] = defaultdict(set)
        for row in self._by_name.values():
            self._names[row.normalised_vendor].add(row.normalised_name)

    @classmethod
    def for_reports(cls, reports: Iterable[BootReport], at: int | None = None) -> "Synonyms":
        """Read them, in one query, for all vendors that are reported.

        `at` is the catalogue's revision, where it is known: what was read at it for the same few vendors is not read
        again.
        """
        keys = frozenset(key for report in reports for key in report.vendor_keys if key)
        cut = frozenset(report.vendor_keys[0] for report in reports if report.has_truncated_vendor)
        if at is None or cut or len(keys) > _CACHE_SIZE:
            return cls.load(keys, cut)
        return _cached_synonyms(at, keys)

    @classmethod
    def load(cls, keys: Collection[str], cut: Collection[str] = ()) -> "Synonyms":
        """Read those of the vendors with these keys, and with keys that begin like those that were cut."""
        if not cut and (size := padded_length(keys)):
            rows: Iterable[Any] = _compiled_synonyms_query(read_alias(), size).run(**bind_list("vendor", keys))
        else:
            rows = _load_synonyms(keys, cut)
        return cls(Synonym(*row) for row in rows)

    def for_report(self, report: BootReport) -> "Synonyms":
        """Return those that `for_reports` reads for this report alone."""
        keys = report.vendor_keys
        named = {*keys, *(self.startswith(keys[0]) if report.has_truncated_vendor else ())}
        vendors = {*keys, *[self._by_name[name].normalised_vendor for name in named if name in self._by_name]}
        return Synonyms([self._by_name[name] for vendor in vendors for name in self._names.get(vendor, ())])

    def get(self, key: str) -> Synonym | None:
        return self._by_name.get(key)

    def startswith(self, key: str) -> list[str]:
        return [name for name in self._by_name if name.startswith(key)]

    def equivalent_keys(self, key: str) -> frozenset[str]:
        """Return all keys under which that vendor's models and identities can stand."""
        synonym = self._by_name.get(key)
        vendor = synonym.normalised_vendor if synonym else key
        return frozenset({key, vendor, *self._names.get(vendor, ())})


def _load_synonyms(keys: Collection[Any], cut: Iterable[str] = ()) -> QuerySet:
    """All of the vendors that have one of the keys, or a name that is one or begins like one that was cut."""
    named = Q(normalised_name__in=keys)
    for beginning in cut:
        named |= prefix_condition("normalised_name", beginning)
    vendors = VendorSynonym.objects.filter(named).values("normalised_vendor")
    rows = VendorSynonym.objects.filter(Q(normalised_vendor__in=keys) | Q(normalised_vendor__in=vendors))
    return rows.values_list("name", "vendor", "normalised_name", "normalised_vendor")


@lru_cache(maxsize=8)
def _compiled_synonyms_query(using: str, size: int) -> CompiledQuery:
    return CompiledQuery(_load_synonyms(parameter_list("vendor", VendorSynonym, "normalised_vendor", size)), using)


@lru_cache(maxsize=1_024)
def _cached_synonyms(revision: int, keys: frozenset[str]) -> Synonyms:
    """Each change of a synonym takes a revision, so at one of them they are these, or later ones."""
    return Synonyms.load(keys)


def clear_synonym_cache() -> None:
    """Let them be read again, for tests that put the catalogue back in time."""
    _cached_synonyms.cache_clear()
