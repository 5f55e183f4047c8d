"""What a user says of the columns of a table: which to ignore, what each one is, and values that it does not have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.library.readers.cells import column_letters
from catalog.library.table_words import Heading, find_heading, find_unit, fold_words

IgnoresColumn = Callable[[str], bool]
"""Says of a heading, or of the letter of a column without one, whether the user wants the column ignored."""

NUMBERED: Final = "1, 2, 3"
"""As the value of connectorId for all rows: the connectors of a model are numbered in the order of its rows."""


def ignores_none(heading: str) -> bool:
    return False


def ignores_all(heading: str) -> bool:
    return True


def build_ignored(names: Sequence[str]) -> IgnoresColumn:
    """Return what ignores the columns of those headings, whose case and punctuation do not count, or letters."""
    folded = {fold_words(name) or name for name in names}
    return lambda heading: (fold_words(heading) or heading) in folded


def heading_key(text: str, position: int) -> str:
    """Return what a column is chosen by: its heading without case and punctuation, or else its letter."""
    return fold_words(text) or text or column_letters(position)


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """What one column is: a column of the catalogue, or "" to ignore it. `unit` is "" where heading or cells say it."""

    column: str = ""
    unit: str = ""

    @property
    def heading(self) -> Heading:
        unit = find_unit(self.column, self.unit) if self.unit else None
        return Heading(self.column, unit)


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """All that a user says of the columns of a file.

    `chosen` is by the key of the heading. `values` has the value of every row for a column that the table lacks.
    """

    ignores: IgnoresColumn = ignores_none
    chosen: Mapping[str, ChosenColumn] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def find_chosen(self, text: str, position: int) -> ChosenColumn | None:
        return self.chosen.get(heading_key(text, position))

    def is_heading(self, text: str) -> bool:
        """Return whether a text is the heading of a known or chosen column."""
        return bool(text) and (heading_key(text, 0) in self.chosen or find_heading(text) is not None)


NO_CHOICES: Final = ColumnChoices()
