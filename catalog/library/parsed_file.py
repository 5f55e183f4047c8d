"""What reading a file of any format yields: plain values, the line of each, and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

Location = tuple[str | int, ...]
"""The way from the top of a file to a value: `(3, "connectors", 0)`."""

ISSUES_MAX: Final = 1_000
"""Of one file: enough to see what is wrong with it. A file of another kind has a fault in every line."""

UNKNOWN: Final = object()
"""Stands where a value was refused already, so that no second fault is raised about it."""


@dataclass(frozen=True, slots=True)
class ValidationIssue:
    """One thing that is wrong in a library file.

    `line` counts from 1; it is None where the fault is about the file as a whole.
    `sentence` needs `path` as its subject: "must be at most 10000, not 12000".
    """

    file: Path
    line: int | None
    location: Location
    message: str
    column: str = ""
    """Of a table: the name of the column. `line` is the number of the row then."""

    @property
    def path(self) -> str:
        """The place as a JSON pointer in fragment form (RFC 6901, section 6): `#/3/connectors/0/id`."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.location)
        # Quoting also keeps control characters of a hostile key away from the reader's terminal.
        return "#" + "".join("/" + quote(step, safe="~", errors="replace") for step in steps)

    @property
    def where(self) -> str:
        """The column, or else the path; "" where it is about the file as a whole."""
        return self.column or (self.path if self.location else "")

    def __str__(self) -> str:
        at = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{at}: {self.where} {self.message}" if self.where else f"{at}: {self.message}"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of one file, or of a part of it.

    `value` is the list of its rows, whatever the documents that they stand in, or the one value that is no row. It is
    made of dict, list, str, int, Decimal, bool, None and UNKNOWN: never of binary floats, which would change `0.1`.
    `issues` are those of the format itself. Of a text that could not be read to its end, `value` is UNKNOWN and a
    fault says why.
    """

    file: Path
    value: object
    lines: Mapping[Location, int] = field(default_factory=dict)
    issues: tuple[ValidationIssue, ...] = ()
    columns: Mapping[Location, str] = field(default_factory=dict)
    """Of a table: the column of each value of a model, by its place in the model without any numbers."""
    first: int = 0
    """Where the content is a part of a file: how many rows came before it."""

    def issue_at(self, place: Location, sentence: str) -> ValidationIssue:
        """A fault at the line of `place`."""
        column = self.columns.get(tuple(step for step in place if isinstance(step, str)), "")
        return ValidationIssue(self.file, self.line_of(place), place, sentence, column)

    def line_of(self, place: Location) -> int | None:
        """The line of `place`, or else of the nearest value around it."""
        around = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lines[near] for near in around if near in self.lines), None)

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """The entries of the file that are mappings, each with its index."""
        if isinstance(self.value, list):
            yield from ((index, row) for index, row in enumerate(self.value, self.first) if isinstance(row, dict))
