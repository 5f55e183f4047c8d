"""What the catalogue holds for each report of a batch: read for all at once, handed out to each by its own keys.

A resolution is made of one report's lookup alone, so that no report can change the resolution of another.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.resolve.boot_report import BootReport
from catalog.resolve.rows import IdentityRow, ModelRow, find_by_keys
from catalog.resolve.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Lookup:
    """The rows whose keys one report asks for, and the synonyms of its vendor.

    `named` are the models with the key of its model. `known` are the identities of the very pair, and those with a `*`
    that it begins with, the shortest first.
    """

    report: BootReport
    synonyms: Synonyms
    named: tuple[ModelRow, ...] = ()
    known: tuple[IdentityRow, ...] = ()


def look_up(reports: Sequence[BootReport], at: int | None = None) -> list[Lookup]:
    """Return what was found for each report, in their order.

    Two queries for all of them: the synonyms, which are remembered for a revision `at`, and what stands under the keys.
    """
    every = Synonyms.for_reports(reports, at)
    asked: list[tuple[BootReport, Synonyms, frozenset[str]]] = []
    models: set[str] = set()
    beginnings: set[str] = set()
    vendors: set[str] = set()
    for report in reports:
        synonyms = every.asked_by(report)
        its_vendors = frozenset().union(*map(synonyms.equivalent_keys, report.vendor_keys))
        asked.append((report, synonyms, its_vendors))
        if report.key:
            models.add(report.key)
            beginnings.update(report.prefixes)
            vendors |= its_vendors
    if not models:
        return [Lookup(report, synonyms) for report, synonyms, _ in asked]
    rows = _Rows(*find_by_keys(models, models | beginnings, vendors))
    return [
        Lookup(report, synonyms, rows.named(report, its_vendors), rows.known(report, its_vendors))
        for report, synonyms, its_vendors in asked
    ]


class _Rows:
    """The rows that were read for all reports, by the keys of their models."""

    def __init__(self, named: Sequence[ModelRow], known: Sequence[IdentityRow]) -> None:
        self._named: dict[str, list[ModelRow]] = defaultdict(list)
        self._known: dict[str, list[IdentityRow]] = defaultdict(list)
        for found in named:
            self._named[found.normalised_model].append(found)
        for each in known:
            self._known[each.normalised_model].append(each)

    def named(self, report: BootReport, vendors: frozenset[str]) -> tuple[ModelRow, ...]:
        return tuple([each for each in self._named.get(report.key, ()) if each.normalised_vendor in vendors])

    def known(self, report: BootReport, vendors: frozenset[str]) -> tuple[IdentityRow, ...]:
        found: list[IdentityRow] = []
        for key in report.prefixes or [report.key]:
            for each in self._known.get(key, ()):
                is_alike = each.is_prefix or key == report.key
                if is_alike and each.normalised_vendor in vendors and each.is_written_as(report):
                    found.append(each)
        return tuple(found)
