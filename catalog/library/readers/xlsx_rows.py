"""XLSX in, rows out: the first sheet of a workbook, its values and nothing that would have to be computed."""

import io
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from catalog.library.parsed_file import UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers.sheet import WIDTH_MAX, Cell, InvalidCell, Row, read_table
from catalog.library.readers.workbook_limits import find_workbook_fault
from catalog.library.readers.yaml_scalars import parse_plain_scalar

ROWS_MAX: Final = 1_048_576
"""The rows of a sheet in Excel."""

# ISO/IEC 29500-1, 22.9.2.19: what XML cannot hold is `_xFFFE_`, and what looks like that is `_x005F_xFFFE_`.
_ESCAPE: Final = re.compile("_x(005F|FFFE|FFFF)_")
_TO_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]")


def parse(content: bytes, file: Path) -> ParsedFile:
    """Read the first sheet of a workbook."""
    import openpyxl  # takes memory until a workbook is read

    if sentence := find_workbook_fault(content):
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, None, (), sentence),))
    try:
        with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)) as workbook:
            return read_table(_rows(workbook.worksheets[0]), file)
    except Exception:  # noqa: BLE001 - a broken part of a workbook comes out as whatever trips over it
        sentence = "is a damaged workbook: save it anew as XLSX"
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, None, (), sentence),))


def escape_xml_chars(text: str) -> str:
    """Return the text as a cell of a workbook holds it."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # which some programs write down wrong
    for line, cells in enumerate(sheet.iter_rows(max_row=ROWS_MAX, max_col=WIDTH_MAX), start=1):
        if any(each.value is not None for each in cells):
            yield line, [_cell(each) for each in cells]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return InvalidCell("holds a formula: put its value there")
    if cell.data_type == "e":
        return InvalidCell(f"holds the error {value}")
    if isinstance(value, date | time | timedelta):
        return InvalidCell("holds a date or time: make it a text or number cell, then type it again")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value


def _number(value: int | float) -> Cell:
    """With the digits that were typed: a spreadsheet keeps 15, and `repr` of a float has no others."""
    try:
        number = parse_plain_scalar(repr(value))
    except ValueError as error:
        return InvalidCell(str(error))
    return int(number) if isinstance(number, Decimal) and number == number.to_integral_value() else number
