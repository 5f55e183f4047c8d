"""From a cell to its value. Each refusal is a ValueError whose sentence has the column as its subject."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from catalog.library.columns import ColumnKind
from catalog.library.readers import json_rows
from catalog.library.readers.cells import Cell, InvalidCell, NumberCell, is_empty, quote_cell, text_of
from catalog.library.readers.figures import parse_figure, scale_number
from catalog.library.readers.headings import TableColumn
from catalog.library.spreadsheet_escaping import unescape_formula
from catalog.library.table_words import (
    PHASES,
    find_several_values,
    find_usual_value,
    find_value,
    has_values,
    label_of_value,
    suggest_value,
    values_of,
)
from catalog.text import trim

EXPONENT: Final = re.compile(r"-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,}")
"""What a spreadsheet makes of a code such as 12E4."""

_RETYPE: Final = "make it a text cell, then type it again"
_POWER_TYPE: Final = "powerType"
_AC: Final = {"1": "AC_1_PHASE", "3": "AC_3_PHASE"}


def read_value(column: TableColumn, cell: Cell) -> Any:
    """Return the value of a cell, None for an empty one that may be."""
    if isinstance(cell, InvalidCell):
        raise ValueError(cell.message)
    if is_empty(cell):
        if column.column.is_required:
            raise ValueError("must not be empty")
        return None
    match column.column.kind:
        case ColumnKind.NUMBER:
            return _read_number(column, cell)
        case ColumnKind.BOOLEAN:
            return _read_flag(column, cell)
        case ColumnKind.LIST:
            return _read_list(cell)
    return _read_choice(column.column.name, cell) if has_values(column.column.name) else _read_text(cell)


def read_power_type(power_type: Cell, phases: Cell) -> str:
    """Return the power type that a cell says, and one with a number of phases, as far as they are there."""
    if is_empty(power_type) and is_empty(phases):
        raise ValueError("must not be empty")
    of_phases = "" if is_empty(phases) else _read_phases(phases)
    if is_empty(power_type):
        return of_phases
    text = _get_word(power_type)
    if of_phases.startswith("AC") and of_phases in find_several_values(_POWER_TYPE, text):
        return of_phases
    found = _read_choice(_POWER_TYPE, power_type)
    if of_phases and found not in (of_phases, "DC"):
        raise ValueError(f"is {quote_cell(text)}, and the phases say {of_phases}: correct one of the two")
    return found


def find_north_american_plug(value: object) -> bool:
    return value in ("IEC_62196_T1", "IEC_62196_T1_COMBO", "SAE_J3400")


def is_usual_word(column: str, cell: Cell) -> bool:
    """Return whether the cell has a word that means something else in some countries."""
    return isinstance(cell, str) and find_usual_value(column, trim(cell)) is not None


def _read_phases(cell: Cell) -> str:
    text = _get_word(cell)
    if (phases := find_value(PHASES, text)) is not None:
        return _AC[phases]
    if (power_type := find_value(_POWER_TYPE, text)) is not None:
        return power_type
    raise ValueError(f"must be 1 or 3, or DC, not {quote_cell(text)}")


def _read_choice(column: str, cell: Cell) -> str:
    text = _get_word(cell)
    value = find_value(column, text) or find_usual_value(column, text)
    if value is not None:
        return value
    sentence = f"cannot be {quote_cell(text)}"
    if several := find_several_values(column, text):
        raise ValueError(f"{sentence}, which may be {' or '.join(label_of_value(column, each) for each in several)}")
    if suggestion := suggest_value(column, text):
        raise ValueError(f"{sentence}; did you mean {label_of_value(column, suggestion)}?")
    raise ValueError(f"{sentence}; enter {' / '.join(label_of_value(column, each) for each in values_of(column))}")


def _get_word(cell: Cell) -> str:
    if isinstance(cell, InvalidCell):
        raise ValueError(cell.message)
    return unescape_formula(text_of(cell))


def _read_text(cell: Cell) -> str:
    if isinstance(cell, str):
        text = trim(cell)
        if EXPONENT.fullmatch(text):
            raise ValueError(f"holds a number that a spreadsheet shows as {text}: {_RETYPE}")
        return unescape_formula(text)
    if isinstance(cell, NumberCell):
        # An order code that became a number still is what the sheet shows, where that is digits alone.
        if cell.shown is not None and cell.shown.isdigit() and cell.is_exact:
            return cell.shown
        if cell.shown is not None and cell.shown != str(cell.value):
            raise ValueError(f"holds the number {cell.value} that the sheet shows as {cell.shown}: {_RETYPE}")
    raise ValueError(f"must be text, not {text_of(cell)}: {_RETYPE}")


def _read_flag(column: TableColumn, cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    if isinstance(cell, str) and (value := find_value(column.column.name, text)) is not None:
        return value == "true"
    raise ValueError(f"must be true or false, yes or no, not {quote_cell(text)}")


def _read_number(column: TableColumn, cell: Cell) -> int | Decimal:
    if isinstance(cell, NumberCell):
        if not cell.is_exact:
            shown = f"as {cell.shown}" if cell.shown else "as a percentage or in thousands"
            raise ValueError(f"holds {cell.value}, which the sheet shows {shown}: type the number that is meant")
        return scale_number(cell.value, cell.unit, column.heading)
    return parse_figure(text_of(cell), column.heading)


def _read_list(cell: Cell) -> Any:
    if not isinstance(cell, str):
        raise ValueError("must be a list in JSON")
    nodes = json_rows.parse(unescape_formula(trim(cell)), Path())
    if nodes.issues:
        raise ValueError(nodes.issues[0].message)
    return nodes.value or []
