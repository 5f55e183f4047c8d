"""The data that commands print, in the form that `--format` asks for."""

import csv
import dataclasses
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser

from catalog.library.formulas import neutralised

Record = Mapping[str, Any]

FORMS = ("table", "json", "csv")


def add_format(parser: CommandParser) -> None:
    parser.add_argument("--format", dest="form", choices=FORMS, default=FORMS[0], help="How data on stdout is written.")


def render(records: Sequence[Record], form: str, *, columns: Sequence[str] = ()) -> str:
    """This will return the records, which have the same keys, as lines of text. A table shows `columns`, or all."""
    if form == "json":
        return json.dumps(records, ensure_ascii=False, indent=2, default=dataclasses.asdict) + "\n"
    names = list(records[0]) if records else []
    if form == "csv":
        return _csv(names, [[_text(record[name]) for name in names] for record in records])
    shown = list(columns) or names
    return _table([shown, *([_text(record[name]) for name in shown] for record in records)])


def render_one(record: Record, form: str) -> str:
    """This will return one record: a JSON object, or a line for each value."""
    if form == "json":
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return render([record], form) if form == "csv" else _table([[name, _text(value)] for name, value in record.items()])


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _csv(names: list[str], rows: list[list[str]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([neutralised(text) for text in row] for row in rows)
    return lines.getvalue()


def _table(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
