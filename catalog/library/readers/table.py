"""The one reader of tables, CSV, TSV and XLSX alike: the rows of a file, and the row of it that is the heading."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from catalog.library.readers.cells import Cell, Row, is_empty, text_of

HEADING_SEARCH_MAX: Final = 50
"""Rows, empty ones aside, among which the heading is looked for: titles and notes stand above it."""

IsHeading = Callable[[str], object]
"""Says whether a text is a heading that is looked for: true of a known one."""


class TableError(Exception):
    """A file that is no table. `line` counts from 1, and is None where the file as a whole is meant; the sentence has
    the file as its subject.
    """

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line

    def __str__(self) -> str:
        return self.sentence if self.line is None else f"line {self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and the rows below it, empty ones left out.

    `line` is the row of the heading, counted from 1. `rows` can be gone through once: each is its row in the file and
    its cells, of which `text_of` says what a person sees. `TableError` can come up to the last row.
    """

    line: int
    headings: Sequence[str]
    rows: Iterable[Row]
    sheet: str = ""
    """The name of its sheet, where the workbook has several."""


def count_headings(cells: Sequence[Cell], is_heading: IsHeading) -> int:
    """Return how many different headings the row has."""
    return len({text_of(each).casefold() for each in cells if isinstance(each, str) and is_heading(text_of(each))})


def find_best_heading(rows: Iterable[Row], is_heading: IsHeading) -> tuple[int, int]:
    """Return how many headings the best of the first rows has, and its line; no line where none has any."""
    found = (
        (count_headings(cells, is_heading), line) for line, cells in islice(without_empty(rows), HEADING_SEARCH_MAX)
    )
    return max(found, key=lambda each: each[0], default=(0, 0))


def build_table(rows: Iterator[Row], line: int, sheet: str = "") -> Table:
    """Return the table whose heading is in that line, or in the first one."""
    rows = without_empty(rows)
    base_number, heading = next((row for row in rows if row[0] >= line), (1, ()))
    return Table(base_number, [text_of(each) for each in heading], rows, sheet)


def without_empty(rows: Iterable[Row]) -> Iterator[Row]:
    return ((line, cells) for line, cells in rows if not all(map(is_empty, cells)))
