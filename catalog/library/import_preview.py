"""What an import would do, for people to look through: each row by what becomes of it, and each problem."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from catalog.library.comparison import OnDifference, Outcome, RowComparison
from catalog.library.difference_texts import describe_differences, summarise_connectors
from catalog.library.importer import ImportReport, import_library
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import InvalidRow, Library
from catalog.library.readers.headings import IGNORED
from catalog.models import Actor

_ROUNDS_MAX: Final = 10
"""A row that is left out can be the successor of another, which is left out in the next round."""


_NO_ROW: Final = InvalidRow("", ())


class RowGroup(StrEnum):
    NEW = "new"
    DIFFERENT = "different"
    ARCHIVED = "archived"
    """The catalogue has it archived, so the file does not change it."""
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One valid row. `number` is that of `LibraryRow`."""

    number: int
    line: int
    vendor: str
    model: str
    group: RowGroup
    connectors: str = ""
    """In short, such as "2 x Type 2 socket, 22 kW"."""
    id: str = ""
    """Of the model that the catalogue has."""
    differences: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    can_be_replaced: bool = False
    """Whether anything differs that the API shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a row, or the whole file, out. `row` says which row, and is "" for the file."""

    row: str
    line: int | None
    lines: tuple[int, ...]
    """All lines of the row."""
    model: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """All rows and problems of a file. With a problem of the whole file there are no rows."""

    rows: tuple[PreviewRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[int, ...] = ()
    """The numbers of valid rows that the catalogue refuses."""
    digest: str = ""

    @property
    def can_be_imported(self) -> bool:
        return all(each.row for each in self.problems)

    @property
    def invalid_count(self) -> int:
        """How many models of the file have problems."""
        return len({each.row for each in self.problems})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        rows = tuple(
            PreviewRow(**{**each, "group": RowGroup(each["group"]), **_tuples(each, "differences", "doubts")})
            for each in values["rows"]
        )
        problems = tuple(Problem(**{**each, **_tuples(each, "lines")}) for each in values["problems"])
        return cls(rows, problems, digest=values["digest"], **_tuples(values, "notes", "left_out"))


@dataclass(slots=True)
class _Preview:
    library: Library
    by: Actor
    issues: list[ValidationIssue] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)

    def run(self) -> ImportReport:
        if any(not issue.is_of_a_row for issue in self.library.issues):
            return ImportReport(issues=self.library.issues)
        for _ in range(_ROUNDS_MAX):
            rest = self.library.without_invalid(self.left_out)
            report = import_library(rest, by=self.by, dry_run=True)
            if not self.leave_out(report.issues):
                break
        return report

    def leave_out(self, issues: Sequence[ValidationIssue]) -> bool:
        """Leave out the rows of the issues. Return whether there was one that was not left out yet."""
        self.issues += issues
        refused = {issue.row_number for issue in issues if issue.row_number is not None} - self.left_out
        self.left_out |= refused
        return bool(refused)


def preview_import(library: Library, *, by: Actor, refused: Sequence[ValidationIssue] = ()) -> ImportPreview:
    """Return what an import of the valid rows would do. Nothing is written.

    A row with a problem is no hindrance for the others: `ImportPreview.left_out` has the numbers that
    `Library.without_invalid` takes. `refused` are the issues of an import that was tried: they come up only then.
    """
    run = _Preview(library, by, list(library.issues))
    run.leave_out(refused)
    report = run.run()
    problems = tuple(_problems(run))
    notes = tuple(_notes(library.notes))
    rows = () if report.issues else tuple(map(_preview_row, report.rows))
    return ImportPreview(rows, problems, notes, tuple(sorted(run.left_out)), report.digest)


def _preview_row(each: RowComparison) -> PreviewRow:
    return PreviewRow(
        number=each.row.number,
        line=each.row.line,
        vendor=each.row.document["vendor"],
        model=each.row.document["model"],
        group=_group(each),
        connectors=summarise_connectors(each.row.document["connectors"]),
        id=str(each.station_model.pk) if each.station_model else "",
        differences=tuple(describe_differences(each)),
        doubts=tuple(str(doubt) for doubt in each.doubts),
        can_be_replaced=each.outcome_for(OnDifference.REPLACE) is Outcome.REPLACED,
    )


def _group(each: RowComparison) -> RowGroup:
    if each.outcome is Outcome.CREATED:
        return RowGroup.NEW
    if each.outcome_for(OnDifference.EDIT) is Outcome.CHANGED:
        return RowGroup.DIFFERENT
    return RowGroup.UNCHANGED if each.outcome is Outcome.UNCHANGED else RowGroup.ARCHIVED


def _problems(run: _Preview) -> Iterator[Problem]:
    refused = {row.number: row for row in run.library if row.number in run.left_out} if run.left_out else {}
    for issue in run.issues:
        row, invalid = "", _NO_ROW
        if issue.row_number is not None:
            of_catalogue = refused[issue.row_number]
            name = f"{of_catalogue.document['vendor']} {of_catalogue.document['model']}"
            row, invalid = f"valid {issue.row_number}", InvalidRow(name, (of_catalogue.line,))
        elif issue.location:
            row = str(issue.location[0])
            invalid = run.library.invalid_rows.get(int(row) if row.isdigit() else -1, _NO_ROW)
        yield Problem(row, issue.line, invalid.lines, invalid.name, _place(issue), issue.message)


def _place(issue: ValidationIssue) -> str:
    """Return the column, or the place within the row: "connector 1, maxPowerWatts"."""
    if issue.column is not None:
        return issue.where
    steps: list[str] = []
    for step in issue.location[1:]:
        if isinstance(step, int) and steps:
            steps[-1] = f"{steps[-1].removesuffix('s')} {step + 1}"
        else:
            steps.append(str(step))
    return ", ".join(steps)


def _notes(notes: Iterable[ValidationIssue]) -> Iterator[str]:
    ignored = [each.where.removeprefix("column ") for each in notes if each.message == IGNORED]
    if ignored:
        yield f"Columns that are not imported: {', '.join(ignored)}"
    for each in notes:
        if each.message != IGNORED:
            yield f"Row {each.line}: {f'{each.where} ' if each.where else ''}{each.message}"


def _tuples(values: Mapping[str, Any], *names: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(values[name]) for name in names}
