"""JSON Lines in, rows with their lines out: a row on each line, read a thousand at a time, so in any number."""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final, Never

from catalog.library.parsed_file import UNKNOWN, Location, ParsedFile, ValidationIssue
from catalog.library.readers import json_rows
from catalog.library.readers.yaml_scalars import parse_plain_scalar

_ROWS: Final = 1_000

_WHITE: Final = b" \t\r\n"
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def parse_parts(lines: Iterable[bytes], file: Path) -> Iterator[ParsedFile]:
    """Read the lines of one file, each a JSON object. Skips empty lines, and reads on after one with an issue."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip(_WHITE))
    first = 0
    while part := list(islice(numbered, _ROWS)):
        yield _part(part, file, first)
        first += len(part)


def _part(numbered: list[tuple[int, bytes]], file: Path, first: int) -> ParsedFile:
    rows: list[object] = []
    lines: dict[Location, int] = {}
    issues: list[ValidationIssue] = []
    for index, (number, line) in enumerate(numbered, start=first):
        lines[(index,)] = number
        try:
            rows.append(_parse_fast(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line))
        except (ValueError, RecursionError):
            row, found = _parse_with_lines(line, file, number, index)
            rows.append(row)
            issues += found
    return ParsedFile(file, rows, lines, tuple(issues), first=first)


def _parse_fast(line: bytes) -> object:
    """Return the value of a line that has nothing unusual. Raises ValueError for any other, right or wrong."""
    if _SURROGATE.search(line):
        raise ValueError
    return json.loads(
        line.decode(),
        parse_int=_number,
        parse_float=_number,
        parse_constant=_reject_constant,
        object_pairs_hook=_reject_duplicates,
    )


def _number(text: str) -> int | Decimal:
    number = parse_plain_scalar(text)
    if not isinstance(number, int | Decimal):
        raise ValueError
    return number


def _reject_constant(_: str) -> Never:
    raise ValueError


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values


def _parse_with_lines(line: bytes, file: Path, number: int, index: int) -> tuple[object, list[ValidationIssue]]:
    """Return the value of a line, read as a file of its own, and its issues."""
    try:
        nodes = json_rows.parse(line.decode(), file)
    except UnicodeDecodeError as error:
        sentence = f"is not UTF-8: byte 0x{line[error.start]:02X} is no part of a character"
        return UNKNOWN, [ValidationIssue(file, number, (index,), sentence)]
    issues = [ValidationIssue(file, number, (index, *issue.location[1:]), issue.message) for issue in nodes.issues]
    match nodes.value:
        case [row]:
            return row, issues
        case None:
            return None, issues
        case list():
            return UNKNOWN, [*issues, ValidationIssue(file, number, (index,), "must be one row")]
    return UNKNOWN, issues
