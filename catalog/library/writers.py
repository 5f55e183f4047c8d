"""From the catalogue to library files of each format: `read` and `apply` make the same models of them."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any, Final

import yaml

from catalog.exceptions import ExportTooLarge
from catalog.library.columns import COLUMNS, ROW_NUMBER_COLUMN, Column
from catalog.library.export_rows import ExportRow, export_rows
from catalog.library.formats import Format
from catalog.library.readers.xlsx_rows import escape_xml_chars
from catalog.library.readers.yaml_scalars import parse_plain_scalar
from catalog.library.spreadsheet_escaping import escape_formula
from catalog.models.querysets.creation import StationModelQuerySet

WORKBOOK_MAX: Final = 100_000
"""Models of one workbook: it is made in whole."""

CELL_MAX: Final = 32_767
"""Characters of a workbook's cell. The library that writes it would cut off the others without a word."""

# Bytes that are sent at a time, and that are put aside in memory.
_BYTES: Final = 64 * 1024
_IN_MEMORY: Final = 8 * 1024 * 1024

# Columns of a line of YAML: more than any has.
_YAML_WIDTH: Final = 100_000

_GROUP: Final = 3
"""Digits that thousands are grouped by."""

_NAMES: Final = [column.name for column in COLUMNS]


def export_models(station_models: StationModelQuerySet, form: Format) -> Iterator[bytes]:
    """Yield the parts of one file that holds the models, in the order in which they came in, as `export_rows`
    reads them.

    A model is the create request that makes it, with null for what is unset, plus the extra fields of library files.
    All formats have every value exactly; `columns.py` names the columns of tables. A workbook is complete before its
    first part. Raises ExportTooLarge for what a workbook cannot hold.
    """
    return serialise_rows(export_rows(station_models), form)


def serialise_rows(rows: Iterable[ExportRow], form: Format) -> Iterator[bytes]:
    """Yield the parts of one file with those rows."""
    return _WRITERS[form](rows)


def write_to_temp_file(station_models: StationModelQuerySet, form: Format) -> IO[bytes]:
    """Return a file with all that `write` yields, from its beginning: for callers who take it slowly.

    The database is not needed any more then. The file has no name, and is gone once it is closed.
    """
    file: IO[bytes] = io.BytesIO()
    try:
        for part in export_models(station_models, form):
            file.write(part)
            if isinstance(file, io.BytesIO) and file.tell() > _IN_MEMORY:
                in_memory, file = file, TemporaryFile()  # noqa: SIM115 - closed by the caller
                file.write(in_memory.getbuffer())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _json(rows: Iterable[ExportRow]) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        # Of at most 15 digits, so that the float's are the same.
        yield before + json.dumps(row, ensure_ascii=False, default=float)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(rows: Iterable[ExportRow]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=float) + "\n"


def _yaml(rows: Iterable[ExportRow]) -> Iterator[str]:
    is_empty = True
    for row in rows:
        is_empty = False
        yield yaml.dump(
            [row],
            Dumper=_Dumper,
            sort_keys=False,
            default_flow_style=None,
            allow_unicode=True,
            width=_YAML_WIDTH,
        )
    if is_empty:
        yield "[]\n"


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """As the shipped library is written, a line a connector: lists and mappings of plain values stand in one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    try:
        is_text = parse_plain_scalar(text) == text
    except ValueError:
        is_text = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_text else "'")


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}", style="")
)


def _cells(rows: Iterable[ExportRow]) -> Iterator[list[Any]]:
    """Yield the rows of a table: texts neutralised, numbers as they are, None for an empty cell."""
    for number, row in enumerate(rows, start=1):
        for connector in row["connectors"]:
            yield [_cell(column, row, connector, number) for column in COLUMNS]


def _cell(column: Column, row: ExportRow, connector: ExportRow, number: int) -> Any:
    if column is ROW_NUMBER_COLUMN:
        return number
    value: Any = row
    for step in column.place:
        value = connector if step == "connectors" else value.get(step) if value else None
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False) if value else None
    return escape_formula(value) if isinstance(value, str) else value


def _csv(rows: Iterable[ExportRow]) -> Iterator[str]:
    yield "\ufeff"  # by which spreadsheets know UTF-8
    for cells in chain([_NAMES], _cells(rows)):
        line = io.StringIO()
        csv.writer(line).writerow(_plain_text(cell) for cell in cells)
        yield line.getvalue()


def _plain_text(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return _unambiguous(f"{cell:f}") if isinstance(cell, Decimal) else cell


def _unambiguous(number: str) -> str:
    """22.125 can be read as 22125. With a fourth decimal it cannot."""
    whole, _, fraction = number.partition(".")
    may_be_thousands = len(fraction) == _GROUP and len(whole) <= _GROUP
    return f"{number}0" if may_be_thousands else number


def _xlsx(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    import openpyxl  # loaded for workbooks only: it takes memory

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Charging station models")
    sheet.freeze_panes = "A2"
    try:
        for cells in chain([_NAMES], _cells(_check_workbook_limit(rows))):
            sheet.append([_text_cell(sheet, cell) if isinstance(cell, str) else cell for cell in cells])
    except ExportTooLarge:
        sheet.close()  # or its writer complains when it is thrown away
        raise
    content = io.BytesIO()
    workbook.save(content)
    yield content.getvalue()


def _check_workbook_limit(rows: Iterable[ExportRow]) -> Iterator[ExportRow]:
    for number, row in enumerate(rows, start=1):
        if number > WORKBOOK_MAX:
            raise ExportTooLarge(f"A workbook takes {WORKBOOK_MAX:,} models. Export fewer, or in another format.")
        yield row


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if len(escape_xml_chars(text)) > CELL_MAX:
        raise ExportTooLarge(
            f"A cell of a workbook takes {CELL_MAX:,} characters, and a model has more reported identities."
        )
    cell = WriteOnlyCell(sheet, escape_xml_chars(text))
    cell.data_type = "s"  # also what looks like an error, such as #N/A
    return cell


def _parts(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the texts one after the other, in parts that are large enough to send."""
    part, size = [], 0
    for text in texts:
        part.append(text.encode())
        size += len(part[-1])
        if size >= _BYTES:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)


_WRITERS: Final[dict[Format, Callable[[Iterable[ExportRow]], Iterator[bytes]]]] = {
    Format.YAML: lambda rows: _parts(_yaml(rows)),
    Format.JSON: lambda rows: _parts(_json(rows)),
    Format.JSONL: lambda rows: _parts(_jsonl(rows)),
    Format.CSV: lambda rows: _parts(_csv(rows)),
    Format.XLSX: _xlsx,
}
