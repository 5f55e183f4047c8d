"""From the catalogue to library files of each format: `read` and `apply` make the same models of them."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

import openpyxl
import yaml
from django.db.models import FilteredRelation, Q
from openpyxl.cell import WriteOnlyCell

from catalog.library.compare import MADE_BY_THE_CATALOGUE
from catalog.library.formats import Format
from catalog.library.formulas import neutralised
from catalog.library.scalars import plain_scalar
from catalog.library.tables import COLUMNS, NUMBER, Column
from catalog.library.xlsx_rows import escaped
from catalog.models.creation import StationModelQuerySet

Row = dict[str, Any]

# Rows fetched, and bytes sent, at a time: memory does not grow with the catalogue.
_ROWS: Final = 500
_BYTES: Final = 64 * 1024

# Columns of a line of YAML: more than any has.
_UNFOLDED: Final = 100_000

# The catalogue does not keep where a fact comes from.
_COLUMNS: Final = tuple(column for column in COLUMNS if column.name not in ("source", "confidence"))
_NAMES: Final = [column.name for column in _COLUMNS]


def write(station_models: StationModelQuerySet, form: Format) -> Iterator[bytes]:
    """This will yield the parts of one file that holds the models, in the order in which they came in.

    Read by one query, so that all are as they were at one moment. A model is the create request that makes it, with
    null for what is unset, and `archived: true` if it is. JSON and YAML have every value exactly, and so have the
    tables, whose columns `tables.py` names; a workbook is made in whole before its first part.
    """
    # A model's document does not tell the EVSEs of its connectors: those of them that have one are joined.
    told = FilteredRelation("connectors", condition=Q(connectors__evse__isnull=False))
    found = station_models.prefetch_related(None).in_order().annotate(told=told)
    values = found.values_list("document", "told__connector_id", "told__evse").iterator(chunk_size=_ROWS)
    return _WRITERS[form](
        _row(document, {connector_id: evse for _, connector_id, evse in rows})
        for document, rows in groupby(values, key=itemgetter(0))
    )


def _row(document: str, evses: Mapping[int, int]) -> Row:
    known = json.loads(document, parse_float=Decimal)
    row = {name: value for name, value in known.items() if name not in MADE_BY_THE_CATALOGUE}
    row["connectors"] = [_connector(each, evses.get(each["id"])) for each in row["connectors"]]
    return row | ({"archived": True} if known["isArchived"] else {})


def _connector(connector: Row, evse: int | None) -> Row:
    return connector if evse is None else {"id": connector["id"], "evse": evse, **connector}


def _json(rows: Iterable[Row]) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        # Of at most 15 digits, so that the float's are the same.
        yield before + json.dumps(row, ensure_ascii=False, default=float)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _yaml(rows: Iterable[Row]) -> Iterator[str]:
    is_empty = True
    for row in rows:
        is_empty = False
        yield yaml.dump(
            [row],
            Dumper=_Dumper,
            sort_keys=False,
            default_flow_style=None,
            allow_unicode=True,
            width=_UNFOLDED,
        )
    if is_empty:
        yield "[]\n"


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """As the shipped library is written, a line a connector: lists and mappings of plain values stand in one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    try:
        is_text = plain_scalar(text) == text
    except ValueError:
        is_text = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_text else "'")


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}", style="")
)


def _cells(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """The rows of a table: texts neutralised, numbers as they are, None for an empty cell."""
    for number, row in enumerate(rows, start=1):
        for connector in row["connectors"]:
            yield [_cell(column, row, connector, number) for column in _COLUMNS]


def _cell(column: Column, row: Row, connector: Row, number: int) -> Any:
    if column is NUMBER:
        return number
    value: Any = row
    for step in column.place:
        value = connector if step == "connectors" else value.get(step)
    return neutralised(value) if isinstance(value, str) else value


def _csv(rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff"  # by which spreadsheets know UTF-8
    for cells in chain([_NAMES], _cells(rows)):
        line = io.StringIO()
        csv.writer(line).writerow(_plain(cell) for cell in cells)
        yield line.getvalue()


def _plain(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def _xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Charging station models")
    sheet.freeze_panes = "A2"
    for cells in chain([_NAMES], _cells(rows)):
        sheet.append([_text_cell(sheet, cell) if isinstance(cell, str) else cell for cell in cells])
    content = io.BytesIO()
    workbook.save(content)
    yield content.getvalue()


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, escaped(text))
    cell.data_type = "s"  # also what looks like an error, such as #N/A
    return cell


def _parts(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts one after the other, in parts that are worth sending."""
    part, size = [], 0
    for text in texts:
        part.append(text.encode())
        size += len(part[-1])
        if size >= _BYTES:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)


_WRITERS: Final[dict[Format, Callable[[Iterable[Row]], Iterator[bytes]]]] = {
    Format.YAML: lambda rows: _parts(_yaml(rows)),
    Format.JSON: lambda rows: _parts(_json(rows)),
    Format.CSV: lambda rows: _parts(_csv(rows)),
    Format.XLSX: _xlsx,
}
