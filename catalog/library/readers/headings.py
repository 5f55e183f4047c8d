"""The heading of a table of models: which column is which, and what is wrong with their names."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from catalog.library.columns import COLUMNS, COLUMNS_BY_NAME, Column, ColumnKind
from catalog.library.parsed_file import ISSUES_MAX, ValidationIssue
from catalog.library.readers.cells import column_letters, quote_cell
from catalog.library.readers.column_choices import ColumnChoices, ignores_all
from catalog.library.readers.table import HEADING_SEARCH_MAX, Table
from catalog.library.table_words import PHASES, Heading, find_heading, suggest_headings
from catalog.product_fields import COLUMN_FIELDS

PHASES_COLUMN: Final = Column(PHASES, (), ColumnKind.TEXT, is_required=False)

PROBLEM_HEADING: Final = "Import problem"
"""The column that the catalogue itself adds to rows that could not be imported."""

IGNORED: Final = "is ignored"

KEY_COLUMNS: Final = ("vendor", "model")

_SHOWN_MAX: Final = 60
_POWER_TYPE: Final = "powerType"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column that is read: where it stands, what it is, and what its heading says. `constant` is the value of all
    rows, of a column that the table does not have.
    """

    position: int
    text: str
    column: Column
    heading: Heading
    constant: str | None = None

    @property
    def name(self) -> str:
        return self.column.name

    def __str__(self) -> str:
        if self.constant is not None:
            return f"{self.name}, which is the same for all rows,"
        return name_column(self.position, self.text)


class HeadingRow:
    """The columns of a table of models, and the issues of their headings."""

    def __init__(self, table: Table, file: Path, choices: ColumnChoices) -> None:
        self._file, self._line, self._choices, self._ignores = file, table.line, choices, choices.ignores
        self.columns: list[TableColumn] = []
        self.issues: list[ValidationIssue] = []
        self.notes: list[ValidationIssue] = []
        for position, text in enumerate(table.headings):
            self._add(position, text)
        self._add_constants(len(table.headings))
        self.is_complete = not self.issues
        unknown = list(islice(self._find_unknown(table.headings), ISSUES_MAX)) if self.columns else []
        missing = list(self._find_missing())
        self.is_complete = self.is_complete and not missing
        self.issues = sorted([*self.issues, *unknown, *missing], key=lambda issue: issue.position)

    @property
    def unsaid(self) -> frozenset[str]:
        """The fields of a model, but for what names it, that the table has no column for."""
        said = {each.name for each in self.columns if each.constant is None}
        said |= {_POWER_TYPE} if PHASES in said or _POWER_TYPE in self._choices.values else set()
        return frozenset(field.name for field in COLUMN_FIELDS if field.name not in (*said, *KEY_COLUMNS))

    def ignores_unnamed(self, position: int) -> bool:
        return self._ignores(column_letters(position))

    def _add(self, position: int, text: str) -> None:
        if is_problem_heading(text):
            self.notes.append(self._issue(IGNORED, position, text))
            return
        chosen = self._choices.find_chosen(text, position)
        if chosen is not None and not chosen.column:
            self.notes.append(self._issue(IGNORED, position, text))
            return
        heading = find_heading(text) if chosen is None else chosen.heading
        # A column of ours is ignored only where it is named: who ignores all that is not known means the others.
        if heading is None or (self._ignores is not ignores_all and self._ignores(text)):
            return
        column = _get_column(heading.column)
        first = next((each for each in self.columns if each.column is column), None)
        if first is not None:
            sentence = f"is {column.name} again, as {first} is: keep one"
            self.issues.append(self._issue(sentence, position, text))
        else:
            self.columns.append(TableColumn(position, text, column, heading))

    def _add_constants(self, position: int) -> None:
        """Add the columns that the table does not have, behind all of its own."""
        found = {each.name for each in self.columns}
        for name, value in self._choices.values.items():
            if name not in found:
                heading = find_heading(name) or Heading(name)
                self.columns.append(TableColumn(position, "", _get_column(name), heading, constant=value))
                position += 1

    def _find_unknown(self, headings: Sequence[str]) -> Iterator[ValidationIssue]:
        read = {each.position for each in self.columns} | {each.position for each in (*self.issues, *self.notes)}
        for position, text in enumerate(headings):
            if not text or position in read:
                continue
            if self._ignores(text):
                self.notes.append(self._issue(IGNORED, position, text))
                continue
            close = suggest_headings(text)
            hint = f"did you mean {' or '.join(close)}? Rename it" if close else "rename it"
            name = quote_cell(text)
            yield self._issue(
                f"is not known; {hint}, or have it ignored: --ignore-column {name}",
                position,
                text,
            )

    def _find_missing(self) -> Iterator[ValidationIssue]:
        if missing := find_missing_columns({each.name for each in self.columns}):
            where = "its heading" if self.columns else f"its first {HEADING_SEARCH_MAX} rows"
            sentence = f"needs the columns {', '.join(missing)}, which are missing in {where}"
            yield ValidationIssue(self._file, self._line, (), sentence, "", len(COLUMNS_BY_NAME) + self._line)

    def _issue(self, sentence: str, position: int, text: str) -> ValidationIssue:
        return ValidationIssue(self._file, self._line, (), sentence, name_column(position, text), position)


def is_problem_heading(text: str) -> bool:
    return text.strip().casefold() == PROBLEM_HEADING.casefold()


def find_missing_columns(found: Set[str]) -> list[str]:
    """Return the columns that a table must have, apart from those. The number of phases says the power type, too."""
    there = {*found, _POWER_TYPE} if PHASES in found else found
    return [column.name for column in COLUMNS if column.is_required and column.name not in there]


def _get_column(name: str) -> Column:
    return COLUMNS_BY_NAME.get(name, PHASES_COLUMN)


def name_column(position: int, heading: str) -> str:
    """Return a column as people find it: by its letter, and its heading where it has one."""
    shown = quote_cell(heading[:_SHOWN_MAX])[1:-1]
    return f"column {column_letters(position)} ({shown})" if heading else f"column {column_letters(position)}"
