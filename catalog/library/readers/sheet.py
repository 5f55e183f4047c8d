"""Rows of a sheet in, rows of a catalogue file out: what `columns.py` says of each cell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from catalog.library.columns import (
    COLUMNS,
    COLUMNS_BY_NAME,
    CONNECTOR_COLUMNS,
    MODEL_COLUMNS,
    ROW_NUMBER_COLUMN,
    Column,
    ColumnKind,
)
from catalog.library.parsed_file import ISSUES_MAX, UNKNOWN, Location, ParsedFile, ValidationIssue
from catalog.library.readers import json_rows
from catalog.library.readers.yaml_scalars import parse_plain_scalar
from catalog.library.spreadsheet_escaping import unescape_formula
from catalog.text import trim

_EXACT: Final = 10**15
_WITH_COMMA: Final = re.compile(r"-?[0-9]+,[0-9]+")
_IN_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")


WIDTH_MAX: Final = 2 * len(COLUMNS)
"""Columns of a sheet that are looked at: each row is as wide as its last cell says, or as the row of the names."""


@dataclass(frozen=True, slots=True)
class InvalidCell:
    """Stands for a cell of a kind that is not taken, such as a formula. The sentence needs the column as subject."""

    sentence: str


Cell = str | int | Decimal | bool | InvalidCell | None
Row = tuple[int, Sequence[Cell]]
"""A row of a sheet, counted from 1, and its cells."""


def read_table(rows: Iterable[Row], file: Path, *, decimal_comma: bool = False) -> ParsedFile:
    """Read the rows of a sheet, the first of which names the columns. With `decimal_comma`, 16,1 is a number."""
    return _Table(file, decimal_comma).read(iter(rows))


@dataclass(slots=True)
class _Table:
    file: Path
    decimal_comma: bool
    models: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[ValidationIssue] = field(default_factory=list)

    def read(self, rows: Iterator[Row]) -> ParsedFile:
        rows = ((line, cells) for line, cells in rows if not all(map(_is_empty, cells)))
        line, names = next(rows, (1, ()))
        if (width := _width_of(names)) > WIDTH_MAX:
            self.add_issue(line, "", f"has {width} columns, and at most {WIDTH_MAX} are read: take the others out")
            return ParsedFile(self.file, UNKNOWN, issues=tuple(self.faults))
        columns = self._columns(line, names)
        if self.faults:
            return ParsedFile(self.file, UNKNOWN, issues=tuple(self.faults))
        before: tuple[object, dict[str, Cell]] | None = None
        for line, cells in rows:
            told = len(self.faults)
            self._check_unnamed_columns(line, columns, cells)
            values = {
                column.name: self._value(line, column, cell)
                for column, cell in zip(columns, _pad(cells, len(columns)), strict=False)
                if column
            }
            key = _key(values)
            if before is None or before[0] != key:
                before = key, values
                self._start_model(line, values)
            else:
                self._check_repeated_values(line, before[1], values)
            self._add_connector(line, values)
            if len(self.faults) > ISSUES_MAX:
                break
            self.faults[told:] = [replace(fault, location=(len(self.models) - 1,)) for fault in self.faults[told:]]
        places = {column.place: column.name for column in COLUMNS if column.place}
        return ParsedFile(self.file, self.models, self.lines, tuple(self.faults), places)

    def add_issue(self, line: int, column: str, sentence: str) -> None:
        self.faults.append(ValidationIssue(self.file, line, (), sentence, column))

    def _columns(self, line: int, names: Sequence[Cell]) -> list[Column | None]:
        columns: list[Column | None] = []
        for position, cell in enumerate(names[:WIDTH_MAX]):
            name = "" if _is_empty(cell) else trim(str(cell))
            column = COLUMNS_BY_NAME.get(name)
            if name and column is None:
                shown = f"column {_column_letters(position)}"
                self.add_issue(
                    line, shown, f"has a name that is not known, {name[:60]!r}; known are {', '.join(COLUMNS_BY_NAME)}"
                )
            elif column and column in columns:
                self.add_issue(
                    line,
                    name,
                    f"is there twice: as columns {_column_letters(columns.index(column))} "
                    f"and {_column_letters(position)}",
                )
            columns.append(column)
        missing = [column.name for column in COLUMNS if column.is_required and column not in columns]
        if missing:
            self.add_issue(line, "", f"needs the columns {', '.join(missing)}, which are missing in its first row")
        return columns

    def _check_unnamed_columns(self, line: int, columns: Sequence[Column | None], cells: Sequence[Cell]) -> None:
        for position, cell in enumerate(cells):
            if not _is_empty(cell) and (position >= len(columns) or columns[position] is None):
                self.add_issue(
                    line, f"column {_column_letters(position)}", "holds a value, and has no name in the first row"
                )

    def _value(self, line: int, column: Column, cell: Cell) -> Any:
        """The value of a cell: None where there is none, UNKNOWN where a fault says what is wrong with it."""
        if isinstance(cell, InvalidCell):
            self.add_issue(line, column.name, cell.sentence)
            return UNKNOWN
        if _is_empty(cell):
            if not column.is_required:
                return None
            self.add_issue(line, column.name, "must not be empty")
            return UNKNOWN
        try:
            if column.kind is ColumnKind.LIST:
                return _list(cell)
            return self._text(cell) if column.kind is ColumnKind.TEXT else self._number_or_boolean(cell)
        except ValueError as error:
            self.add_issue(line, column.name, str(error))
            return UNKNOWN

    def _text(self, cell: Cell) -> Cell:
        if isinstance(cell, str):
            return unescape_formula(trim(cell))
        # A spreadsheet makes a number of an order code. Whole ones read as they were typed, as far as it keeps digits.
        if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < _EXACT:
            return str(cell)
        raise ValueError(f"must be text, not {cell}: make it a text cell, then type it again")

    def _number_or_boolean(self, cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return cell
        text = trim(cell).lower()
        if self.decimal_comma:
            if _IN_THOUSANDS.fullmatch(text):
                raise ValueError(f"can be read as two numbers, {text}: leave the thousands' dots away")
            text = text.replace(",", ".") if _WITH_COMMA.fullmatch(text) else text
        return parse_plain_scalar(text)

    def _start_model(self, line: int, values: dict[str, Cell]) -> None:
        model: dict[str, Any] = {"connectors": []}
        for column in MODEL_COLUMNS:
            if not column.place or column.name not in values:
                continue
            first, *inner = map(str, column.place)
            value = values[column.name]
            if value is None:
                if column.empty_means_null:
                    model.setdefault(first, [] if column.kind is ColumnKind.LIST else None)
            elif inner:
                model[first] = {**(model.get(first) or {}), inner[0]: value}
            else:
                model[first] = value
        self.lines[(len(self.models),)] = line
        self.models.append(model)

    def _add_connector(self, line: int, values: dict[str, Cell]) -> None:
        connectors = self.models[-1]["connectors"]
        self.lines[(len(self.models) - 1, "connectors", len(connectors))] = line
        known = (column for column in CONNECTOR_COLUMNS if values.get(column.name) is not None)
        connectors.append({str(column.place[-1]): values[column.name] for column in known})

    def _check_repeated_values(self, line: int, first: dict[str, Cell], values: dict[str, Cell]) -> None:
        base_number = self.lines[(len(self.models) - 1,)]
        for column in MODEL_COLUMNS:
            if values.get(column.name) is not UNKNOWN and values.get(column.name) != first.get(column.name):
                self.add_issue(
                    line, column.name, f"must be the same in all rows of a model, which begins in row {base_number}"
                )


def _list(cell: Cell) -> Any:
    if not isinstance(cell, str):
        raise ValueError("must be a list in JSON")
    nodes = json_rows.parse(unescape_formula(trim(cell)), Path())
    if nodes.issues:
        raise ValueError(nodes.issues[0].message)
    return nodes.value or []


def _key(values: dict[str, Cell]) -> object:
    """What rows below each other have in common when they are one model."""
    number = values.get(ROW_NUMBER_COLUMN.name)
    return number if number is not None else (values["vendor"], values["model"], values.get("archived"))


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not trim(cell))


def _width_of(names: Sequence[Cell]) -> int:
    """Return the number of the last column that has a name: spreadsheets write empty ones behind it."""
    return next((position for position in range(len(names), 0, -1) if not _is_empty(names[position - 1])), 0)


def _pad(cells: Sequence[Cell], length: int) -> Sequence[Cell]:
    return [*cells, *[None] * (length - len(cells))]


def _column_letters(position: int) -> str:
    """The name of a column in a spreadsheet: A for 0, AA for 26."""
    first, last = divmod(position, 26)
    return (_column_letters(first - 1) if first else "") + chr(ord("A") + last)
