"""What a name that OCPP 1.6 cut at 20 characters can have been, read for many reports at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import Expression, QuerySet

from catalog.db.lateral import Branch, LateralQuery, Texts
from catalog.db.router import read_alias
from catalog.limits import IDENTITY_TARGETS_MAX
from catalog.models import ChargingStationModel, IdentityTarget
from catalog.resolve.boot_report import BootReport
from catalog.resolve.lookup import Lookup
from catalog.resolve.rows import KNOWN, MODEL_COLUMNS, NO_IDENTITY, OF_TARGET, IdentityRow, ModelRow, known_of
from catalog.text import LAST_CHARACTER

ROWS_MAX = IDENTITY_TARGETS_MAX + 1
"""Rows that are read under one vendor: with one more than a report can be, nothing is decided."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """The station models and identities that begin like one report."""

    report: BootReport
    named: Sequence[ModelRow] = ()
    known: Sequence[IdentityRow] = ()

    def of_vendors(self, vendors: frozenset[str]) -> tuple[list[ModelRow], list[IdentityRow]]:
        """Return those of these vendors, and where the vendor was cut, of all that begin like it."""

        def is_meant(row: ModelRow | IdentityRow) -> bool:
            return row.normalised_vendor in vendors or (
                self.report.has_truncated_vendor and row.normalised_vendor.startswith(self.report.vendor_keys[0])
            )

        return [each for each in self.named if is_meant(each)], [each for each in self.known if is_meant(each)]


def cut_vendors(lookup: Lookup, key: str) -> frozenset[str]:
    """Return the vendors that a report can mean by one of its vendor's keys, which may be the beginning of a name."""
    report, synonyms = lookup.report, lookup.synonyms
    vendors = synonyms.equivalent_keys(key)
    if report.has_truncated_vendor:
        vendors = vendors.union(*map(synonyms.equivalent_keys, synonyms.startswith(report.vendor_keys[0])))
    return vendors


def read_truncated(lookups: Sequence[Lookup]) -> list[Truncated]:
    """Return what each report may be a prefix of: one query for all, none if no report can be truncated."""
    ranges_of_lookups = [list(_ranges(lookup)) if lookup.report.is_truncated else [] for lookup in lookups]
    every = sorted({each for ranges in ranges_of_lookups for each in ranges})
    if not every:
        return [Truncated(lookup.report) for lookup in lookups]
    identified, named = _beginning(read_alias()).run(every, every)
    rows = {place: (own, by) for place, own, by in zip(every, named, identified, strict=True)}
    return [
        Truncated(lookup.report, _named(rows[each][0] for each in ranges), _known(rows[each][1] for each in ranges))
        for lookup, ranges in zip(lookups, ranges_of_lookups, strict=True)
    ]


def _named(of_ranges: Iterable[list[tuple[Any, ...]]]) -> list[ModelRow]:
    found = {ModelRow(*row[len(KNOWN) :]) for row in chain.from_iterable(of_ranges)}
    return sorted(found, key=lambda each: (each.normalised_model, each.normalised_vendor, each.created_revision))


def _known(of_ranges: Iterable[list[tuple[Any, ...]]]) -> list[IdentityRow]:
    return known_of(dict.fromkeys(chain.from_iterable(of_ranges)))


def _ranges(lookup: Lookup) -> Iterable[Texts]:
    """Yield the least and the greatest key of the model, and those of the vendor, for each vendor."""
    report = lookup.report
    model = report.key, report.key + LAST_CHARACTER if report.has_truncated_model else report.key
    for vendor in {each for key in report.vendor_keys for each in cut_vendors(lookup, key)}:
        yield (*model, vendor, vendor)
    if report.has_truncated_vendor:
        vendor = report.vendor_keys[0]
        yield (*model, vendor, vendor + LAST_CHARACTER)


@cache
def _beginning(using: str) -> LateralQuery:
    return LateralQuery(
        using,
        Branch(_pick_identities, 4, [*KNOWN, *OF_TARGET]),
        Branch(_pick_models, 4, [*NO_IDENTITY, *MODEL_COLUMNS]),
    )


def _pick_models(*bounds: Expression) -> QuerySet:
    return _within(ChargingStationModel.objects.all(), "", bounds)


def _pick_identities(*bounds: Expression) -> QuerySet:
    return _within(IdentityTarget.objects.all(), "identity__", bounds)


def _within(rows: QuerySet, of: str, bounds: Sequence[Expression]) -> QuerySet:
    model_from, model_to, vendor_from, vendor_to = bounds
    matching = rows.filter(
        **{
            f"{of}normalised_model__gte": model_from,
            f"{of}normalised_model__lte": model_to,
            f"{of}normalised_vendor__gte": vendor_from,
            f"{of}normalised_vendor__lte": vendor_to,
        }
    )
    # In the order of the index, so that the limit ends the search and no plan sorts or walks all that begins alike.
    return matching.order_by(f"{of}normalised_model", f"{of}normalised_vendor")[:ROWS_MAX]
