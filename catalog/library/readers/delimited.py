"""Delimited text in, rows of cells with their lines out: what every reader of such files shares."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from catalog.text import trim

Line = tuple[int, list[str]]
"""The number of the line on which a row begins, from 1, and its cells."""

_DELIMITERS: Final = (",", ";", "\t")
_SEP: Final = "sep="
"""What a first line may begin with, to name the delimiter to spreadsheets."""


class DelimitedTextError(Exception):
    """A file that is no delimited text. The sentence needs the file, or its line, as subject."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}")
        self.line = line
        self.sentence = sentence


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, without a byte order mark. Raises DelimitedTextError for another encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"is not UTF-8: byte 0x{content[error.start]:02X} is no part of a character; save it as CSV UTF-8"
        raise DelimitedTextError(line, sentence) from None


def split_rows(text: str) -> tuple[str, Iterator[Line]]:
    """Return the delimiter of a text, and its rows that hold something, the heading first.

    The delimiter is that of a `sep=` line, else the comma, semicolon or tab that the heading has most of. Going through
    the rows raises DelimitedTextError for quotes that are never closed, and the like.
    """
    lines = io.StringIO(text, newline="")
    before, heading, delimiter = 0, "", ""
    for line in lines:
        if not delimiter and line.lower().startswith(_SEP):
            delimiter = line[len(_SEP) : len(_SEP) + 1].strip("\r\n")
        elif trim(line).strip("".join(_DELIMITERS)):
            heading = line
            break
        before += 1
    delimiter = delimiter or _most_frequent(heading)
    return delimiter, _rows(chain([heading], lines), delimiter, before)


def _rows(lines: Iterable[str], delimiter: str, before: int) -> Iterator[Line]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(trim, cells)):
                yield before + begins, cells
            begins = reader.line_num + 1  # a cell in quotes can go over many lines
    except csv.Error as error:
        raise DelimitedTextError(before + reader.line_num, f"is not CSV that can be read: {error}") from None


def _most_frequent(heading: str) -> str:
    """Return the delimiter of a heading: what stands in quotes does not count."""
    outside = Counter("".join(heading.split('"')[::2]))
    return max(_DELIMITERS, key=lambda each: outside[each])
