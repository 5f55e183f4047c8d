"""Rows of a table in, rows of a catalogue file out: what `columns.py` says of each cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from catalog.library.columns import MODEL_COLUMNS, ROW_NUMBER_COLUMN, ColumnKind
from catalog.library.parsed_file import ISSUES_MAX, UNKNOWN, Location, ParsedFile, TableCell, ValidationIssue
from catalog.library.readers.cell_values import (
    find_north_american_plug,
    is_usual_word,
    read_power_type,
    read_value,
)
from catalog.library.readers.cells import Cell, InvalidCell, is_empty, quote_cell, text_of
from catalog.library.readers.column_choices import NO_CHOICES, NUMBERED, ColumnChoices
from catalog.library.readers.headings import HeadingRow, TableColumn, name_column
from catalog.library.readers.table import Table
from catalog.library.table_words import PHASES
from catalog.text import casefold_key

_KEY: Final = (ROW_NUMBER_COLUMN.name, "vendor", "model", "archived")
EXAMPLE_VENDOR: Final = "Example (delete this row)"
"""The vendor of the row that a template has: it is left out."""

_POWER_TYPE: Final = "powerType"
_PLUG: Final = "connectionType"


def read_models(table: Table, file: Path, choices: ColumnChoices = NO_CHOICES) -> ParsedFile:
    """Return the models of a table: rows with the same number, or else vendor, model and archived, are one."""
    heading = HeadingRow(table, file, choices)
    if not heading.is_complete:
        return ParsedFile(file, UNKNOWN, issues=tuple(heading.issues), columns={})
    return _Models(file, heading).read(table)


@dataclass(slots=True)
class _Model:
    """The first row of a model: its place among the models, its line, cells and values."""

    index: int
    line: int
    cells: dict[str, Cell]
    values: dict[str, Any]


class _Models:
    def __init__(self, file: Path, heading: HeadingRow) -> None:
        self._file, self._heading = file, heading
        self._columns = {each.name: each for each in heading.columns}
        self._of_connector = [each.name for each in heading.columns if each.column.is_of_connector]
        of_model = [each.name for each in heading.columns if not each.column.is_of_connector]
        self._of_model = [name for name in of_model if name not in (*_KEY, _POWER_TYPE, PHASES)]
        self._issues = list(heading.issues)
        self._notes = list(heading.notes)
        # Columns with an issue or a note are not reported again.
        self._known = {each.position for each in heading.columns if each.constant is None}
        self._known |= {each.position for each in (*heading.issues, *heading.notes)}
        self._models: list[dict[str, Any]] = []
        self._first_rows: dict[object, _Model] = {}
        self._lines: dict[Location, int] = {}
        self._typed: dict[Location, str] = {}
        self._usual_words: list[tuple[int, int, str]] = []
        self._is_north_american = False

    def read(self, table: Table) -> ParsedFile:
        for line, cells in table.rows:
            if text_of(_cell_at(cells, self._columns["vendor"])) == EXAMPLE_VENDOR:
                self._notes.append(ValidationIssue(self._file, line, (), "is the example of the template", ""))
                continue
            issues_before = len(self._issues)
            self._check_unnamed_columns(line, cells)
            index = self._read_row(line, {name: _cell_at(cells, each) for name, each in self._columns.items()})
            self._issues[issues_before:] = [replace(issue, location=(index,)) for issue in self._issues[issues_before:]]
            if len(self._issues) > ISSUES_MAX:
                break
        self._judge_usual_words()
        places = {
            each.column.place: TableCell(str(each), each.position)
            for each in self._heading.columns
            if each.column.place
        }
        return ParsedFile(
            self._file,
            self._models,
            self._lines,
            tuple(self._issues),
            columns=places,
            typed=self._typed,
            notes=tuple(self._notes),
            unsaid=self._heading.unsaid,
        )

    def _read_row(self, line: int, cells: dict[str, Cell]) -> int:
        """Return the index of the row's model."""
        values = {name: self._value(line, name, cells[name]) for name in _KEY if name in cells}
        key = _key(values, line)
        model = self._first_rows.get(key)
        if model is None:
            values |= {name: self._value(line, name, cells[name]) for name in self._of_model}
            values[_POWER_TYPE] = self._power_type(line, cells)
            model = self._first_rows[key] = _Model(len(self._models), line, cells, values)
            self._start_model(model)
        else:
            self._check_repeated_values(line, model, cells)
        self._add_connector(line, model.index, cells)
        return model.index

    def _value(self, line: int, name: str, cell: Cell) -> Any:
        """Return the value of a cell: None for an empty one, UNKNOWN for one with an issue."""
        try:
            return read_value(self._columns[name], cell)
        except ValueError as error:
            self._refuse(line, name, str(error))
            return UNKNOWN

    def _power_type(self, line: int, cells: dict[str, Cell]) -> Any:
        try:
            return read_power_type(cells.get(_POWER_TYPE), cells.get(PHASES))
        except ValueError as error:
            self._refuse(line, _POWER_TYPE if _POWER_TYPE in cells else PHASES, str(error))
            return UNKNOWN

    def _start_model(self, model: _Model) -> None:
        record: dict[str, Any] = {"connectors": []}
        for column in MODEL_COLUMNS:
            if not column.place or column.name not in model.values:
                continue
            first, *inner = map(str, column.place)
            value = model.values[column.name]
            if value is None:
                if column.empty_means_null:
                    record.setdefault(first, [] if column.kind is ColumnKind.LIST else None)
            else:
                record[first] = _put(record.get(first), inner, value)
        self._lines[(model.index,)] = model.line
        self._models.append(record)

    def _add_connector(self, line: int, index: int, cells: dict[str, Cell]) -> None:
        connectors = self._models[index]["connectors"]
        place = (index, "connectors", len(connectors))
        self._lines[place] = line
        connector: dict[str, Any] = {}
        for name in self._of_connector:
            is_numbered = self._columns[name].constant == NUMBERED
            value = len(connectors) + 1 if is_numbered else self._value(line, name, cells[name])
            if value is None:
                continue
            key = str(self._columns[name].column.place[-1])
            connector[key] = value
            if name == _PLUG:
                self._look_at_plug(line, value, cells[name])
            elif value is not UNKNOWN and str(value) != (typed := text_of(cells[name])):
                self._typed[(*place, key)] = typed
        connectors.append(connector)

    def _check_repeated_values(self, line: int, model: _Model, cells: dict[str, Cell]) -> None:
        """Check that the columns of a model are the same in each of its rows. Equal cells are not parsed twice."""
        for name in (*_KEY, *self._of_model):
            if name not in cells or _is_same(cells[name], model.cells[name]):
                continue
            value = self._value(line, name, cells[name])
            if value is not UNKNOWN and value != model.values[name]:
                self._refuse_other(line, name, model, text_of(model.cells[name]))
        if not all(_is_same(cells.get(name), model.cells.get(name)) for name in (_POWER_TYPE, PHASES)):
            power_type = self._power_type(line, cells)
            if UNKNOWN not in (power_type, model.values[_POWER_TYPE]) and power_type != model.values[_POWER_TYPE]:
                name = _POWER_TYPE if _POWER_TYPE in cells else PHASES
                self._refuse_other(line, name, model, str(model.values[_POWER_TYPE]))

    def _refuse_other(self, line: int, name: str, model: _Model, first: str) -> None:
        self._refuse(
            line,
            name,
            f"must be the same in all rows of a model; in row {model.line} it is {quote_cell(first)}",
        )

    def _look_at_plug(self, line: int, value: object, cell: Cell) -> None:
        self._is_north_american = self._is_north_american or find_north_american_plug(value)
        if is_usual_word(_PLUG, cell):
            self._usual_words.append((line, len(self._models) - 1, text_of(cell)))

    def _judge_usual_words(self) -> None:
        """CCS alone is CCS2 in most of the world. Beside a plug of North America it may be CCS1."""
        if not self._usual_words:
            return
        column = self._columns[_PLUG]
        if self._is_north_american:
            for line, index, word in self._usual_words:
                sentence = (
                    f"may be CCS1 or CCS2 in a table with plugs of North America, {quote_cell(word)}: write which"
                )
                self._issues.append(ValidationIssue(self._file, line, (index,), sentence, str(column), column.position))
            return
        line, _, word = self._usual_words[0]
        count = len(self._usual_words)
        sentence = (
            f"{quote_cell(word)} is read as CCS2 ({count} row{'s' * (count > 1)}): write CCS1 where that is meant"
        )
        self._notes.append(ValidationIssue(self._file, line, (), sentence, str(column), column.position))

    def _check_unnamed_columns(self, line: int, cells: Sequence[Cell]) -> None:
        """Values below no heading: said once of each column."""
        for position, cell in enumerate(cells):
            if position in self._known or is_empty(cell):
                continue
            self._known.add(position)
            name = name_column(position, "")
            if self._heading.ignores_unnamed(position):
                self._notes.append(
                    ValidationIssue(self._file, line, (), "is ignored, and has no heading", name, position)
                )
            else:
                sentence = "holds values, and has no heading: give it one, or empty it"
                self._issues.append(ValidationIssue(self._file, line, (), sentence, name, position))

    def _refuse(self, line: int, name: str, sentence: str) -> None:
        column = self._columns[name]
        self._issues.append(ValidationIssue(self._file, line, (), sentence, str(column), column.position))


def _key(values: dict[str, Any], line: int) -> object:
    """Return what the rows of one model share. A row with an invalid name is one by itself."""
    number = values.get(ROW_NUMBER_COLUMN.name)
    if number is not None and number is not UNKNOWN:
        return number
    vendor, model, archived = values["vendor"], values["model"], values.get("archived")
    if UNKNOWN in (number, vendor, model, archived):
        return line, None
    return casefold_key(vendor), casefold_key(model), bool(archived)


def _is_same(one: Cell, other: Cell) -> bool:
    is_valid = not isinstance(one, InvalidCell) and not isinstance(other, InvalidCell)
    return one == other or (is_valid and text_of(one) == text_of(other))


def _cell_at(cells: Sequence[Cell], column: TableColumn) -> Cell:
    if column.constant is not None:
        return column.constant
    return cells[column.position] if column.position < len(cells) else None


def _put(around: Any, steps: Sequence[str], value: Any) -> Any:
    """Return `around`, a mapping or None, with the value at the end of the steps."""
    if not steps:
        return value
    return {**(around or {}), steps[0]: _put((around or {}).get(steps[0]), steps[1:], value)}
