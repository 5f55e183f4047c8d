"""Texts that a spreadsheet would run as a formula, made harmless and back again.

A text that begins with one of `= + - @`, a tab or a carriage return, be it behind white space, is written with an
apostrophe before it, and so is one that has apostrophes before such a beginning already. Reading takes that one
apostrophe off. Every other text, `'t Zand` among them, stands as it is: so each text is read back as it was.
"""

import re
from typing import Final

# The full-width signs too: some spreadsheets take them for the others.
_STARTS: Final = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = re.compile(rf"'*\s*[{_STARTS}]")


def escape_formula(text: str) -> str:
    """Return the text as it can stand in a spreadsheet's cell."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(cell: str) -> str:
    """Return the text that was neutralised; a cell that was not stays as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
