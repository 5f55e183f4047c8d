"""What the catalogue holds for each report of a batch: read for all at once, handed out to each by its own keys.

A resolution is made of one report's lookup alone, so that no report can change the resolution of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.resolve.boot_report import BootReport
from catalog.resolve.rows import IdentityRow, ModelRow, in_order, read_rows
from catalog.resolve.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Lookup:
    """The rows for the keys of one report, and the synonyms of its vendor.

    `named` are the models with the key of its model. `known` are the identities of the very pair, and those with a `*`
    that it begins with, the shortest first.
    """

    report: BootReport
    synonyms: Synonyms
    named: tuple[ModelRow, ...] = ()
    known: tuple[IdentityRow, ...] = ()

    @property
    def vendor_keys(self) -> tuple[str, ...]:
        """The keys of its vendor, by the likeliest first; none for a model without a letter or digit."""
        return self.report.vendor_keys if self.report.key else ()


def look_up(reports: Sequence[BootReport], at: int | None = None) -> list[Lookup]:
    """Return what was found for each report, in their order.

    Two queries for all of them: the synonyms, which are remembered for a revision `at`, and what stands under the keys.
    """
    every = Synonyms.for_reports(reports, at)
    synonyms = [every.for_report(report) for report in reports]
    its_pairs = [_pairs(report, its_synonyms) for report, its_synonyms in zip(reports, synonyms, strict=True)]
    pairs = sorted({pair for each in its_pairs for pair in each})
    rows = dict(zip(pairs, read_rows(pairs), strict=True)) if pairs else {}
    return [
        _lookup(report, its_synonyms, [rows[pair] for pair in each])
        for report, its_synonyms, each in zip(reports, synonyms, its_pairs, strict=True)
    ]


def _pairs(report: BootReport, synonyms: Synonyms) -> set[tuple[str, str]]:
    """Return the keys of vendor and model under which a report is looked up."""
    if not report.key:
        return set()
    return {(vendor, report.key) for key in report.vendor_keys for vendor in synonyms.equivalent_keys(key)}


def _lookup(report: BootReport, synonyms: Synonyms, rows: Sequence[tuple[list[ModelRow], list[IdentityRow]]]) -> Lookup:
    named = tuple(found for models, _ in rows for found in models)
    known = in_order(
        each
        for _, identities in rows
        for each in identities
        if (each.is_prefix or each.normalised_model == report.key) and each.is_written_as(report)
    )
    return Lookup(report, synonyms, named, tuple(known))
