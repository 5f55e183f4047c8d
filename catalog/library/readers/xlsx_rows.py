"""XLSX in, rows out: the sheet that has the heading, what it shows, and nothing that would have to be computed."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from catalog.library.parsed_file import UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers.cells import Cell, InvalidCell, NumberCell, Row
from catalog.library.readers.column_choices import NO_CHOICES, ColumnChoices
from catalog.library.readers.number_formats import read_number_cell
from catalog.library.readers.sheet import read_models
from catalog.library.readers.table import IsHeading, Table, TableError, build_table, find_best_heading
from catalog.library.readers.workbook_limits import find_workbook_issue
from catalog.library.readers.yaml_scalars import parse_plain_scalar

ROWS_MAX: Final = 1_048_576
"""The rows of a sheet in Excel."""

HEADING_LINE_MAX: Final = 1_000
"""The last row in which a heading is looked for, empty ones counted too: a workbook can have many sheets of gaps."""

_HEADINGS_MIN: Final = 3
"""From so many headings on, a row is the heading of a table of its own."""

# No cell beyond is looked at: each row is as wide as its last cell says, and that can be one of 16,384.
_WIDTH_MAX: Final = 256

# ISO/IEC 29500-1, 22.9.2.19: what XML cannot hold is `_xFFFE_`, and what looks like that is `_x005F_xFFFE_`.
_ESCAPE: Final = re.compile("_x(005F|FFFE|FFFF)_")
_TO_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]")


def parse(content: bytes, file: Path, choices: ColumnChoices = NO_CHOICES) -> ParsedFile:
    """Read the models of a workbook."""
    try:
        return read_models(read_rows(content, choices.is_heading), file, choices)
    except TableError as error:
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, error.line, (), error.sentence, ""),))


def read_rows(content: bytes, is_heading: IsHeading) -> Table:
    """Read the one visible sheet that has the heading, or the first one where none has."""
    import openpyxl  # takes memory until a workbook is read

    if sentence := find_workbook_issue(content):
        raise TableError(sentence)
    with _damage_named():
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [each for each in workbook.worksheets if each.sheet_state == "visible"] or workbook.worksheets[:1]
        found = [(*find_best_heading(_rows(each, HEADING_LINE_MAX), is_heading), each) for each in sheets]
    best = max(count for count, _, _ in found)
    [(_, line, sheet), *others] = [each for each in found if each[0] == best]
    if others and best >= _HEADINGS_MIN:
        names = ", ".join(repr(each.title) for each in (sheet, *(other for *_, other in others)))
        raise TableError(f"has such a heading on several sheets, {names}: keep one, or save each as a file")
    return build_table(_guarded(_rows(sheet)), line, sheet.title if len(sheets) > 1 else "")


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise TableError("is a damaged workbook; save it again as XLSX") from error


def _guarded(rows: Iterator[Row]) -> Iterator[Row]:
    while True:
        with _damage_named():
            row = next(rows, None)
        if row is None:
            return
        yield row


def escape_xml_chars(text: str) -> str:
    """Return the text as a cell of a workbook holds it."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _rows(sheet: Any, last_line: int = ROWS_MAX) -> Iterator[Row]:
    sheet.reset_dimensions()  # which some programs write down wrong
    gap = None
    for line, cells in enumerate(sheet.iter_rows(max_row=last_line, max_col=_WIDTH_MAX), start=1):
        if cells is gap:  # the same one for all rows that are not there
            continue
        if any(each.value is not None for each in cells):
            yield line, [_cell(each) for each in cells]
        else:
            gap = cells


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if cell.data_type == "f":
        return InvalidCell("holds a formula: put its value there")
    if cell.data_type == "e":
        return InvalidCell(f"holds the error {value}")
    if isinstance(value, date | time | timedelta):
        return InvalidCell(f"holds a date or time, {value}: make it a text or number cell, then type it again")
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), str(value))


def _number(value: int | float, number_format: str) -> NumberCell | InvalidCell:
    """With the digits that were typed: a spreadsheet keeps 15, and `repr` of a float has no others."""
    try:
        number = parse_plain_scalar(repr(value))
    except ValueError as error:
        return InvalidCell(str(error))
    if not isinstance(number, int | Decimal):
        return InvalidCell(f"holds {value}, which is no number")
    if isinstance(number, Decimal) and number == number.to_integral_value():
        number = int(number)
    return read_number_cell(number, number_format)
