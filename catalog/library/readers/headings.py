"""The heading of a table of models: which column is which, and what is wrong with their names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from catalog.library.columns import COLUMNS, COLUMNS_BY_NAME, Column, ColumnKind
from catalog.library.parsed_file import ISSUES_MAX, ValidationIssue
from catalog.library.readers.cells import column_letters, quote_cell
from catalog.library.readers.table import HEADING_SEARCH_MAX, Table
from catalog.library.table_words import PHASES, Heading, find_heading, fold_words, suggest_headings

IgnoresColumn = Callable[[str], bool]
"""Says of a heading, or of the letter of a column without one, whether the user wants the column ignored."""

PHASES_COLUMN: Final = Column(PHASES, (), ColumnKind.TEXT, is_required=False)

_SHOWN_MAX: Final = 60
_POWER_TYPE: Final = "powerType"


def ignores_none(heading: str) -> bool:
    return False


def ignores_all(heading: str) -> bool:
    return True


def build_ignored(names: Sequence[str]) -> IgnoresColumn:
    """Return what ignores the columns of those headings, whose case and punctuation do not count, or letters."""
    folded = {fold_words(name) or name for name in names}
    return lambda heading: (fold_words(heading) or heading) in folded


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column that is read: where it stands, what it is, and what its heading says."""

    position: int
    text: str
    column: Column
    heading: Heading

    @property
    def name(self) -> str:
        return self.column.name

    def __str__(self) -> str:
        return name_column(self.position, self.text)


class HeadingRow:
    """The columns of a table of models, and the issues of their headings."""

    def __init__(self, table: Table, file: Path, ignores_column: IgnoresColumn) -> None:
        self._file, self._line, self._ignores = file, table.line, ignores_column
        self.columns: list[TableColumn] = []
        self.issues: list[ValidationIssue] = []
        self.notes: list[ValidationIssue] = []
        for position, text in enumerate(table.headings):
            self._add(position, text)
        self.is_complete = not self.issues
        unknown = list(islice(self._find_unknown(table.headings), ISSUES_MAX)) if self.columns else []
        missing = list(self._find_missing())
        self.is_complete = self.is_complete and not missing
        self.issues = sorted([*self.issues, *unknown, *missing], key=lambda issue: issue.position)

    def ignores_unnamed(self, position: int) -> bool:
        return self._ignores(column_letters(position))

    def _add(self, position: int, text: str) -> None:
        heading = find_heading(text)
        # A column of ours is ignored only where it is named: who ignores all that is not known means the others.
        if heading is None or (self._ignores is not ignores_all and self._ignores(text)):
            return
        column = COLUMNS_BY_NAME.get(heading.column, PHASES_COLUMN)
        first = next((each for each in self.columns if each.column is column), None)
        if first is not None:
            sentence = f"is {column.name} again, as {first} is: keep one"
            self.issues.append(self._issue(sentence, position, text))
        else:
            self.columns.append(TableColumn(position, text, column, heading))

    def _find_unknown(self, headings: Sequence[str]) -> Iterator[ValidationIssue]:
        read = {each.position for each in self.columns} | {issue.position for issue in self.issues}
        for position, text in enumerate(headings):
            if not text or position in read:
                continue
            if self._ignores(text):
                self.notes.append(self._issue("is ignored", position, text))
                continue
            close = suggest_headings(text)
            hint = f"did you mean {' or '.join(close)}? Rename it" if close else "rename it"
            name = quote_cell(text)
            yield self._issue(
                f"is not known; {hint}, or have it ignored: --ignore-column {name}, or the tick in the admin",
                position,
                text,
            )

    def _find_missing(self) -> Iterator[ValidationIssue]:
        found = {each.name for each in self.columns}
        if PHASES in found:
            found.add(_POWER_TYPE)
        missing = [column.name for column in COLUMNS if column.is_required and column.name not in found]
        if missing:
            where = "its heading" if self.columns else f"its first {HEADING_SEARCH_MAX} rows"
            sentence = f"needs the columns {', '.join(missing)}, which are missing in {where}"
            yield ValidationIssue(self._file, self._line, (), sentence, "", len(COLUMNS_BY_NAME) + self._line)

    def _issue(self, sentence: str, position: int, text: str) -> ValidationIssue:
        return ValidationIssue(self._file, self._line, (), sentence, name_column(position, text), position)


def name_column(position: int, heading: str) -> str:
    """Return a column as people find it: by its letter, and its heading where it has one."""
    shown = quote_cell(heading[:_SHOWN_MAX])[1:-1]
    return f"column {column_letters(position)} ({shown})" if heading else f"column {column_letters(position)}"
