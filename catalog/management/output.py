"""The data that commands print, in the form that `--format` asks for."""

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
        help="How data on stdout is written.",
    )


def render(records: Sequence[Record], form: str, *, columns: Sequence[str] = ()) -> str:
    """Return the records, which have the same keys, as lines of text. A table shows `columns`, or all."""
    return "".join(render_lines(records, form, columns=columns))


def render_lines(records: Iterable[Record], form: str, *, columns: Sequence[str] = ()) -> Iterator[str]:
    """Yield what `render` returns, in parts; `records` can be gone through more than once."""
    if form == "json":
        return _json(records)
    names = list(next(iter(records), {}))
    if form == "csv":
        return _csv(names, ([_text(record[name]) for name in names] for record in records))
    shown = list(columns) or names
    return _table(lambda: chain([shown], ([_text(record[name]) for name in shown] for record in records)))


def render_one(record: Record, form: str) -> str:
    """Return one record: a JSON object, or a line for each value."""
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
        # No text of JSON has a line break in it.
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
