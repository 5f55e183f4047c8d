"""What a library covers, and how well it is founded: counted by what readers ask for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from catalog.choices import EvidenceLevel, EvidenceSubject, PowerType
from catalog.hardware.plausibility import PlausibilityWarning, plausibility_warnings
from catalog.library.quality import has_sourced_ratings, level_of
from catalog.library.rows import LibraryRow

# Below how many W, and the name: the categories of Regulation (EU) 2023/1804, annex III. What is sold as 7.4 kW is
# 7,360 W, and 22 kW is 22,080 W.
_AC: Final = ((7_360, "AC slow, under 7.4 kW"), (22_200, "AC medium, 7.4 to 22 kW"))
_DC: Final = (
    (50_000, "DC slow, under 50 kW"),
    (150_000, "DC fast, 50 to 150 kW"),
    (350_000, "DC ultra-fast 1, 150 to 350 kW"),
)
_AC_TOP_CLASS: Final = "AC fast, over 22 kW"
_DC_TOP_CLASS: Final = "DC ultra-fast 2, 350 kW and over"


@dataclass(slots=True)
class Coverage:
    """How many models have something in common, of how many the ratings are cited or derived, and of how many a figure
    looks wrong.
    """

    group: str
    name: str
    models: int = 0
    sourced: int = 0
    doubtful: int = 0

    @property
    def share_sourced(self) -> str:
        return format_share(self.sourced, self.models)


def format_share(count: int, total: int) -> str:
    return f"{100 * count / total:.0f} %" if total else "-"


def count_evidence(rows: Iterable[LibraryRow]) -> dict[str, Counter[str | None]]:
    """Return by subject how many rows have evidence of each level. None counts those without any."""
    counts: dict[str, Counter[str | None]] = {subject: Counter() for subject in EvidenceSubject.values}
    for row in rows:
        for subject, counted in counts.items():
            counted[level_of(row, subject)] += 1
    return counts


LEVELS: Final[tuple[str | None, ...]] = (*EvidenceLevel.values, None)
"""What `count_evidence` counts, best first."""


def coverage_of(rows: Iterable[LibraryRow]) -> tuple[list[Coverage], list[tuple[LibraryRow, PlausibilityWarning]]]:
    """Return what the rows cover, group by group, and each doubt about one of them.

    A model with several types of connector counts for each.
    """
    found: dict[tuple[str, str], Coverage] = {}
    doubts: list[tuple[LibraryRow, PlausibilityWarning]] = []
    for row in rows:
        of_row = plausibility_warnings(row.document)
        doubts += [(row, doubt) for doubt in of_row]
        for group, name in _group_names(row):
            each = found.setdefault((group, name), Coverage(group, name))
            each.models += 1
            each.sourced += has_sourced_ratings(row)
            each.doubtful += bool(of_row)
    order = list(_GROUPS)
    return sorted(found.values(), key=lambda each: (order.index(each.group), -each.models, each.name)), doubts


def _group_names(row: LibraryRow) -> Iterator[tuple[str, str]]:
    for group, names in _GROUPS.items():
        yield from ((group, name) for name in sorted(set(names(row))))


def power_class(row: LibraryRow) -> str:
    """Return the class of its strongest connector's power."""
    watts = max(each["maxPowerWatts"] for each in row.document["connectors"])
    is_dc = row.document["powerType"] == PowerType.DC
    names = (name for below, name in (_DC if is_dc else _AC) if watts < below)
    return next(names, _DC_TOP_CLASS if is_dc else _AC_TOP_CLASS)


_GROUPS: Final[dict[str, Callable[[LibraryRow], Iterable[str]]]] = {
    "all": lambda row: ["models"],
    "vendor": lambda row: [row.document["vendor"]],
    "power type": lambda row: [row.document["powerType"]],
    "connector type": lambda row: [each["connectionType"] for each in row.document["connectors"]],
    "power class": lambda row: [power_class(row)],
}
