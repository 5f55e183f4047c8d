"""CSV in, rows with their lines out: with commas, semicolons, tabs or bars, in UTF-8 or UTF-16."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from catalog.library.parsed_file import UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers.cells import Row
from catalog.library.readers.column_choices import NO_CHOICES, ColumnChoices
from catalog.library.readers.sheet import read_models
from catalog.library.readers.table import (
    HEADING_SEARCH_MAX,
    IsHeading,
    Table,
    TableError,
    build_table,
    find_best_heading,
    without_empty,
)

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 256 * 1024
"""Characters in which the separator is looked for."""

# The line that names the separator for Excel.
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t|:^~])"?\r?\n?', re.IGNORECASE)
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(content: bytes, file: Path, choices: ColumnChoices = NO_CHOICES) -> ParsedFile:
    """Read the models of one table."""
    try:
        return read_models(read_rows(content, choices.is_heading), file, choices)
    except TableError as error:
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, error.line, (), error.sentence, ""),))


def read_rows(content: bytes, is_heading: IsHeading) -> Table:
    """Read one table. Its separator is the one with which it has most headings; with none, the one that makes most
    cells of its first row.
    """
    text = _decode(content)
    separator_line = _SEPARATOR_LINE.match(text)
    delimiter = separator_line[1] if separator_line else None
    sample = text[:_SAMPLE]
    found = {each: _look_at(sample, each, is_heading) for each in ([delimiter] if delimiter else _DELIMITERS)}
    best = max(found, key=lambda each: found[each][:2])
    return build_table(_rows(text, best, base_number=2 if separator_line else 1), found[best][2])


def _decode(content: bytes) -> str:
    if content.startswith(_UTF_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise TableError("is not UTF-16 to its end: save it as CSV UTF-8") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"is not UTF-8: byte 0x{content[error.start]:02X} is no part of a character; save it as CSV UTF-8"
        raise TableError(sentence, line) from error


def _look_at(sample: str, delimiter: str, is_heading: IsHeading) -> tuple[int, int, int]:
    """Return the number of headings with that separator, that of the cells of the first row, and the heading's line."""
    rows: list[Row] = []
    # The sample may end in the middle of a cell. What is wrong with the file is said when it is read.
    with suppress(TableError):
        rows.extend(islice(without_empty(_rows(sample, delimiter)), HEADING_SEARCH_MAX))
    count, line = find_best_heading(rows, is_heading)
    return count, len(rows[0][1]) if rows else 0, line


def _rows(text: str, delimiter: str, *, base_number: int = 1) -> Iterator[Row]:
    reader: Any = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if line >= base_number:
                yield line, cells
            line = reader.line_num + 1  # a cell in quotes can go over many lines
    except csv.Error as error:
        raise TableError(f"is not valid CSV: {error}", reader.line_num) from error
