"""CSV text in, rows with their lines out: with commas, or the semicolons or tabs that some spreadsheets write."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from catalog.library.parsed_file import UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers.sheet import Row, read_table

_DELIMITERS: Final = (";", "\t", ",")


def parse(text: str, file: Path) -> ParsedFile:
    """Read one table. Its first line shows the delimiter; beside semicolons, numbers may have a decimal comma."""
    text = text.removeprefix("\ufeff")
    names = text.partition("\n")[0]
    delimiter = next((each for each in _DELIMITERS if each in names), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return read_table(_rows(reader), file, decimal_comma=delimiter == ";")
    except csv.Error as error:
        fault = ValidationIssue(file, reader.line_num, (), f"is not CSV that can be read: {error}")
        return ParsedFile(file, UNKNOWN, issues=(fault,))


def _rows(reader: Any) -> Iterator[Row]:
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1  # a cell in quotes can go over many lines
