"""The rows of a table file of any kind: delimited text, or a workbook."""

from pathlib import Path

from catalog.library.formats import Format, format_for
from catalog.library.readers import csv_rows, xlsx_rows
from catalog.library.readers.table import IsHeading, Table
from catalog.library.table_words import find_heading


def read_table(source: Path | bytes, name: str = "", *, is_heading: IsHeading = find_heading) -> Table:
    """Return the rows of a table file, by its path or its content; `name`, or else the path, says its format.

    The heading is the row, of the first fifty, that has most headings of which `is_heading` is true; of a workbook, on
    whichever sheet. Where no row has any, it is the first one. Anything but a workbook is read as CSV, with whatever
    separator the heading shows.
    Raises TableError for what cannot be read, and OSError.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    is_workbook = format_for(name or (source if isinstance(source, Path) else "")) is Format.XLSX
    read = xlsx_rows.read_rows if is_workbook else csv_rows.read_rows
    return read(content, is_heading)
