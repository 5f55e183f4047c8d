"""Output of commands as a table, JSON or CSV."""

import csv
import dataclasses
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from django.core.management.base import CommandParser

from catalog.library.spreadsheet_escaping import escape_formula

Record = Mapping[str, Any]

OUTPUT_FORMATS = ("table", "json", "csv")


def add_format(parser: CommandParser) -> None:
    parser.add_argument(
        "--format",
        dest="form",
        choices=OUTPUT_FORMATS,
        default=OUTPUT_FORMATS[0],
        help="Output format (default: table).",
    )


def render(records: Sequence[Record], form: str, *, columns: Sequence[str] = ()) -> str:
    """Return records with equal keys as text. A table is limited to `columns`, if given."""
    return "".join(render_lines(records, form, columns=columns))


def render_lines(records: Iterable[Record], form: str, *, columns: Sequence[str] = ()) -> Iterator[str]:
    """Yield the output of `render` in parts. `records` may be iterated more than once."""
    if form == "json":
        return _json(records)
    names = list(next(iter(records), {}))
    if form == "csv":
        return _csv(names, ([_text(record[name]) for name in names] for record in records))
    selected = list(columns) or names
    return _table(lambda: chain([selected], ([_text(record[name]) for name in selected] for record in records)))


def render_one(record: Record, form: str) -> str:
    """Return one record as a JSON object, as CSV, or as one line per value."""
    if form == "json":
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return render([record], form)
    return "".join(_table(lambda: [[name, _text(value)] for name, value in record.items()]))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _json(records: Iterable[Record]) -> Iterator[str]:
    before = "[\n  "
    for record in records:
        # JSON strings contain no line breaks, so this only indents.
        yield before + json.dumps(record, ensure_ascii=False, indent=2, default=dataclasses.asdict).replace(
            "\n", "\n  "
        )
        before = ",\n  "
    yield "[]\n" if before[0] == "[" else "\n]\n"


def _csv(names: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    for cells in chain([names], rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([escape_formula(text) for text in cells])
        yield line.getvalue()


def _table(rows: Callable[[], Iterable[list[str]]]) -> Iterator[str]:
    widths: list[int] = []
    for row in rows():
        widths = [max(*pair) for pair in zip_longest(widths, map(len, row), fillvalue=0)]
    for row in rows():
        line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        yield f"{line.rstrip()}\n"
