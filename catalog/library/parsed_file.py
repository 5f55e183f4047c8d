"""What reading a file of any format yields: plain values, the line of each, and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

Location = tuple[str | int, ...]
"""The path from the top of a file to a value: `(3, "connectors", 0)`."""

ISSUES_MAX: Final = 1_000
"""Issues of one file: enough to see what is wrong. A file of another kind has an issue in every line."""

UNKNOWN: Final = object()
"""Placeholder for a value that was rejected, so that it has no second issue."""


@dataclass(frozen=True, slots=True)
class ValidationIssue:
    """One thing that is wrong in a library file.

    `line` counts from 1; it is None if the issue is about the file as a whole.
    `message` needs `path` as its subject: "must be at most 10000, not 12000".
    """

    file: Path
    line: int | None
    location: Location
    message: str
    column: str | None = None
    """Of a table: the column, "" where a row or the table as a whole is meant. `line` is the number of the row then."""
    position: int = 0
    """Of a table: the place of the column in its row."""
    row_number: int | None = None
    """The number of the row among the valid ones, where the catalogue is what it does not go with."""

    @property
    def is_of_a_row(self) -> bool:
        """Return whether the other rows of the file can do without this one."""
        return bool(self.location) or self.row_number is not None

    @property
    def path(self) -> str:
        """The column, or else the place as a JSON pointer in fragment form (RFC 6901, section 6), but without its
        encoding: `#/3/connectors/0/id`.
        """
        if self.column is not None:
            return self.column
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.location)
        # Escaped, to keep control characters of a hostile key away from the reader's terminal.
        return "#" + "".join("/" + "".join(map(_escape_unprintable, step)) for step in steps)

    @property
    def where(self) -> str:
        """The path; "" if the issue is about the file, or a row of a table, as a whole."""
        return self.path if self.location or self.column else ""

    def __str__(self) -> str:
        at = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{at}: {self.where} {self.message}" if self.where else f"{at}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableCell:
    """Where a value of a model stands in a table: the column, as people name it, and its place in the row."""

    column: str
    position: int


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of one file, or of a part of it.

    `value` is the list of its rows, whatever the documents that they stand in, or the one value that is no row. It is
    made of dict, list, str, int, Decimal, bool, None and UNKNOWN: never of binary floats, which would change `0.1`.
    `issues` are those of the format itself. If the text could not be read to its end, `value` is UNKNOWN and an
    issue says why.
    """

    file: Path
    value: object
    lines: Mapping[Location, int] = field(default_factory=dict)
    issues: tuple[ValidationIssue, ...] = ()
    columns: Mapping[Location, TableCell] | None = None
    """Of a table: the column of each value of a model, by its place in the model without any numbers."""
    typed: Mapping[Location, str] = field(default_factory=dict)
    """Of a table: what was typed where the value is another, such as 22 kW for 22000."""
    notes: tuple[ValidationIssue, ...] = ()
    """Remarks that are not issues."""
    unsaid: frozenset[str] = frozenset()
    """Of a table: the names of the fields of a model for which it has no column."""
    first: int = 0
    """Where the content is a part of a file: how many rows came before it."""

    @property
    def line_word(self) -> str:
        """What a line of this file is called."""
        return "line" if self.columns is None else "row"

    def at_line(self, line: int | None) -> str:
        return f"{'on' if self.columns is None else 'in'} {self.line_word} {line}"

    def issue_at(self, place: Location, sentence: str) -> ValidationIssue:
        """Return an issue at the line of `place`."""
        if self.columns is None:
            return ValidationIssue(self.file, self.line_of(place), place, sentence)
        cell = self.columns.get(tuple(step for step in place if isinstance(step, str)), TableCell("", 0))
        if (typed := self.typed.get(place)) is not None:
            sentence = f"{sentence} (the cell says {typed!r})"
        return ValidationIssue(self.file, self.line_of(place), place, sentence, cell.column, cell.position)

    def line_of(self, place: Location) -> int | None:
        """Return the line of `place`, or else of the nearest value around it."""
        around = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lines[near] for near in around if near in self.lines), None)

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield the entries of the file that are mappings, each with its index."""
        if isinstance(self.value, list):
            yield from ((index, row) for index, row in enumerate(self.value, self.first) if isinstance(row, dict))


def _escape_unprintable(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
