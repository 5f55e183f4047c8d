"""The cells of a table, whatever its format: what a person sees in them, and the number behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from catalog.text import trim

_QUOTED_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number of a workbook. `shown` is what the sheet shows, None where its format is not understood."""

    value: int | Decimal
    shown: str | None
    unit: str = ""
    """What the format writes behind the number."""
    is_exact: bool = True
    """Whether the sheet shows all its digits, and neither a percentage nor thousands of it."""

    def __str__(self) -> str:
        return str(self.value) if self.shown is None else self.shown


@dataclass(frozen=True, slots=True)
class InvalidCell:
    """Stands for a cell of a kind that is not taken, such as a formula. The message needs the column as subject."""

    message: str

    def __str__(self) -> str:
        return ""


Cell = str | bool | NumberCell | InvalidCell | None

Row = tuple[int, Sequence[Cell]]
"""A row of a sheet, counted from 1, and its cells."""


def text_of(cell: Cell) -> str:
    """Return what a person sees in the cell, without white space around it."""
    if cell is None:
        return ""
    return str(cell).upper() if isinstance(cell, bool) else trim(str(cell))


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not trim(cell))


def quote_cell(text: str) -> str:
    """Return the text as it was typed, in quotes; cut where it is long, and escaped, so that no file can write to a
    terminal.
    """
    return repr(text if len(text) <= _QUOTED_MAX else text[:_QUOTED_MAX] + "...")


def column_letters(position: int) -> str:
    """Return the name of a column in a spreadsheet: A for 0, AA for 26."""
    first, last = divmod(position, 26)
    return (column_letters(first - 1) if first else "") + chr(ord("A") + last)
