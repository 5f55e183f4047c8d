"""The columns of a table before it is read: what each heading may mean, some of its values, and what is missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from catalog.library.readers.cells import Cell, NumberCell, column_letters, is_empty, text_of
from catalog.library.readers.column_choices import ChosenColumn, ColumnChoices, heading_key
from catalog.library.readers.headings import find_missing_columns, is_problem_heading
from catalog.library.readers.table import TableError
from catalog.library.readers.table_files import read_table
from catalog.library.table_words import POWER, find_heading, find_usual_value, find_value, suggest_headings, units_of

_ROWS: Final = 200
"""Rows whose values are looked at."""

COLUMNS_MIN: Final = 2
COLUMNS_MAX: Final = 100
"""A file with fewer or more columns is no table of models."""

_SAMPLES: Final = 3
_SAMPLE_MAX: Final = 40
_KILOWATTS_MAX: Final = 1_000
"""A power below is in kW: no station has so few watts, and hardly one so many kilowatts."""

_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*")
_WITH_CHOICES: Final = ("connectionType", "powerType", "format")


@dataclass(frozen=True, slots=True)
class ColumnOverview:
    """One column of a table. Without `choice` it is not known; `is_certain` is False for a guess."""

    position: int
    text: str
    choice: ChosenColumn | None
    is_certain: bool
    samples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return heading_key(self.text, self.position)

    @property
    def letters(self) -> str:
        return column_letters(self.position)


@dataclass(frozen=True, slots=True)
class TableOverview:
    columns: tuple[ColumnOverview, ...]
    missing: tuple[str, ...]
    """The columns that a table must have, and this one has not."""

    @property
    def is_certain(self) -> bool:
        """Return whether the table can be read without a word of the user."""
        return not self.missing and all(each.is_certain for each in self.columns)


def read_overview(content: bytes, name: str, choices: ColumnChoices) -> TableOverview:
    """Return the columns of the table. Raises TableError for a file that is none, or has far too many columns."""
    table = read_table(content, name, is_heading=choices.is_heading)
    rows = [cells for _, cells in islice(table.rows, _ROWS)]
    width = max(map(_width, (table.headings, *rows)))
    if not COLUMNS_MIN <= width <= COLUMNS_MAX:
        raise TableError(f"must have {COLUMNS_MIN} to {COLUMNS_MAX} columns, not {width}")
    columns: list[ColumnOverview] = []
    taken: set[str] = set()
    for position in range(width):
        text = table.headings[position] if position < len(table.headings) else ""
        cells = [row[position] for row in rows if position < len(row) and not is_empty(row[position])]
        if (not text and not cells) or is_problem_heading(text):
            continue
        choice, is_certain = _guess(text, position, cells, choices)
        if choice is not None and choice.column in taken:
            choice, is_certain = None, False
        taken |= {choice.column} if choice is not None and choice.column else set()
        columns.append(ColumnOverview(position, text, choice, is_certain, tuple(_samples(cells))))
    missing = [each for each in find_missing_columns(taken) if each not in choices.values]
    return TableOverview(tuple(columns), tuple(missing))


def _width(cells: Sequence[Cell]) -> int:
    """Return how many cells there are up to the last one that is not empty."""
    return max((position for position, cell in enumerate(cells, start=1) if not is_empty(cell)), default=0)


def _guess(text: str, position: int, cells: Sequence[Cell], choices: ColumnChoices) -> tuple[ChosenColumn | None, bool]:
    """Return what the column is, and whether that is more than a guess."""
    if (chosen := choices.find_chosen(text, position)) is not None:
        return chosen, True
    if (heading := find_heading(text)) is not None:
        unit = heading.unit.name if heading.unit else ""
        if unit or not units_of(heading.column) or not any(map(_needs_unit, cells)):
            return ChosenColumn(heading.column, unit), True
        return ChosenColumn(heading.column, _guess_unit(heading.column, cells)), False
    if by_values := next((each for each in _WITH_CHOICES if _holds(each, cells)), None):
        return ChosenColumn(by_values), False
    if close := suggest_headings(text):
        return ChosenColumn(close[0], _guess_unit(close[0], cells)), False
    return None, False


def _needs_unit(cell: Cell) -> bool:
    if isinstance(cell, NumberCell):
        return not cell.unit
    return isinstance(cell, str) and _PLAIN_NUMBER.fullmatch(text_of(cell)) is not None


def _guess_unit(column: str, cells: Sequence[Cell]) -> str:
    if column != POWER:
        return next(iter(units_of(column)), "")
    numbers = list(_numbers(cells))
    if not numbers:
        return ""
    return "kW" if max(numbers) < _KILOWATTS_MAX else "W"


def _numbers(cells: Sequence[Cell]) -> Iterator[Decimal]:
    for cell in cells:
        if isinstance(cell, NumberCell):
            yield Decimal(cell.value)
        elif found := re.match(r"[0-9]{1,9}", text_of(cell)):
            yield Decimal(found[0])


def _holds(column: str, cells: Sequence[Cell]) -> bool:
    """Return whether most values are of that column."""
    texts = list(map(text_of, cells))
    known = sum(bool(find_value(column, each) or find_usual_value(column, each)) for each in texts)
    return bool(texts) and known > len(texts) / 2


def _samples(cells: Sequence[Cell]) -> Iterator[str]:
    for text in islice(dict.fromkeys(map(text_of, cells)), _SAMPLES):
        yield text if len(text) <= _SAMPLE_MAX else f"{text[:_SAMPLE_MAX]}\N{HORIZONTAL ELLIPSIS}"
