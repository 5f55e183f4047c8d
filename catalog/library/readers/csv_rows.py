"""CSV text in, rows with their lines out: with commas, or the semicolons or tabs that some spreadsheets write."""

from pathlib import Path

from catalog.library.parsed_file import UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers.delimited import DelimitedTextError, split_rows
from catalog.library.readers.sheet import read_table


def parse(text: str, file: Path) -> ParsedFile:
    """Read one table. Its heading shows the delimiter; beside semicolons, numbers may have a decimal comma."""
    delimiter, rows = split_rows(text.removeprefix("\ufeff"))
    try:
        return read_table(rows, file, decimal_comma=delimiter == ";")
    except DelimitedTextError as error:
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, error.line, (), error.sentence),))
