"""Tabs and rows of the review of an import, and what it comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from catalog.admin.links import station_model_url
from catalog.library.comparison import OnDifference, Outcome
from catalog.library.import_preview import ImportPreview, PreviewRow, RowGroup
from catalog.library.importer import ImportReport

_DOT: Final = " \N{MIDDLE DOT} "

DOUBTFUL: Final = "doubtful"
PROBLEMS: Final = "problems"

TABS: Final = {
    RowGroup.NEW.value: "New",
    RowGroup.DIFFERENT.value: "Different",
    DOUBTFUL: "Doubtful",
    PROBLEMS: "Problems",
    RowGroup.ARCHIVED.value: "Archived",
    RowGroup.UNCHANGED.value: "Unchanged",
}
_IF_ANY: Final = (RowGroup.ARCHIVED.value,)
"""Tabs that are shown only if they have rows."""


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    row: PreviewRow
    choice: str

    @property
    def url(self) -> str:
        """The address of the model that the catalogue has; "" for a new one."""
        return station_model_url(self.row.id) if self.row.id else ""


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many models are added, updated, replaced and so on."""

    new: int = 0
    updated: int = 0
    replaced: int = 0
    unwritten: int = 0
    archived: int = 0
    unchanged: int = 0
    invalid: int = 0

    @classmethod
    def of_preview(cls, preview: ImportPreview, choices: Mapping[str, str]) -> Self:
        groups = Counter(each.group for each in preview.rows)
        chosen = Counter(_outcome(each, choices) for each in preview.rows if each.group is RowGroup.DIFFERENT)
        return cls(
            new=groups[RowGroup.NEW],
            updated=chosen[OnDifference.EDIT],
            replaced=chosen[OnDifference.REPLACE],
            unwritten=chosen[OnDifference.REPORT],
            archived=groups[RowGroup.ARCHIVED],
            unchanged=groups[RowGroup.UNCHANGED],
            invalid=preview.invalid_count,
        )

    @classmethod
    def of_report(cls, report: ImportReport) -> Self:
        counted = report.outcomes
        return cls(
            new=counted[Outcome.CREATED],
            updated=counted[Outcome.CHANGED],
            replaced=counted[Outcome.REPLACED],
            unwritten=counted[Outcome.DIFFERS],
            archived=counted[Outcome.ARCHIVED],
            unchanged=counted[Outcome.UNCHANGED],
        )

    @property
    def written(self) -> int:
        return self.new + self.updated + self.replaced

    @property
    def summary(self) -> str:
        """What is above the rows."""
        left_out = f"{_DOT}{self.invalid:,} with problems, left out" if self.invalid else ""
        return f"Nothing is saved yet. {_DOT.join(self._parts()) or 'No models'}{left_out}"

    @property
    def button(self) -> str:
        if not self.written:
            return "Import chosen changes"
        if self.invalid:
            return f"Import the other {self.written:,}"
        return f"Import {self.written:,} model{'s' * (self.written != 1)}"

    def __str__(self) -> str:
        return ", ".join(self._parts()) or "nothing to change"

    def _parts(self) -> list[str]:
        counts = [
            (self.new, "new"),
            (self.updated, "updated"),
            (self.replaced, "replaced"),
            (self.unwritten, "different, not changed"),
            (self.archived, "archived, not changed"),
            (self.unchanged, "unchanged"),
        ]
        return [f"{count:,} {word}" for count, word in counts if count]


def build_tabs(preview: ImportPreview, chosen: str) -> list[Tab]:
    """Return the tabs. The first one with rows is current where none is chosen."""
    counts = Counter(each.group.value for each in preview.rows)
    counts[DOUBTFUL] = sum(bool(each.doubts) for each in preview.rows)
    counts[PROBLEMS] = preview.invalid_count
    names = [name for name in TABS if counts[name] or name not in _IF_ANY]
    first = next((name for name in names if counts[name]), names[0])
    current = chosen if chosen in names else first
    return [Tab(name, TABS[name], counts[name], name == current) for name in names]


def rows_of(preview: ImportPreview, tab: str, choices: Mapping[str, str]) -> Sequence[Any]:
    """Return the rows of a tab in the order of the file."""
    if tab == PROBLEMS:
        return preview.problems
    rows = [each for each in preview.rows if (each.doubts if tab == DOUBTFUL else each.group.value == tab)]
    return [ReviewRow(each, _outcome(each, choices)) for each in rows]


def _outcome(row: PreviewRow, choices: Mapping[str, str]) -> str:
    """Return what becomes of a row that differs. What the API does not show is never a reason to replace."""
    chosen = choices.get(str(row.number), OnDifference.REPORT.value)
    is_too_much = chosen == OnDifference.REPLACE and not row.can_be_replaced
    return OnDifference.EDIT.value if is_too_much else chosen
