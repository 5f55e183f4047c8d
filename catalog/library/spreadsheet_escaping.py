"""Texts that a spreadsheet would run as a formula, made harmless and back again.

A text that begins with one of `= + - @`, a tab or a carriage return, be it behind white space, is written with an
apostrophe before it, and so is one that has apostrophes before such a beginning already. The same is done behind each
semicolon, tab and line break of a text: a spreadsheet that takes one for the end of a cell begins a new one there,
whatever quotes stand around the text. A code such as 1.20E+05 gets an apostrophe too, to distinguish it from a
number that a spreadsheet has rounded. Reading takes that one apostrophe off. Every other text, `'t Zand` among them,
stands as it is: so each text is read back as it was.
"""

import re
from typing import Final

# The full-width signs too: some spreadsheets take them for the others.
_STARTS: Final = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"

# Where a cell begins, or a spreadsheet may begin one. A line break is none of the white space that is looked past:
# a cell begins behind it as well.
_BEGINNING: Final = r"(?:\A|(?<=[;\t\r\n]))"
_HARMFUL: Final = rf"(?='*[^\S\n]*[{_STARTS}])"
_EXPONENT: Final = r"\A(?='*-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,}\Z)"

_TO_NEUTRALISE: Final = re.compile(rf"{_BEGINNING}{_HARMFUL}|{_EXPONENT}")
_NEUTRALISED: Final = re.compile(rf"{_BEGINNING}'{_HARMFUL}|\A'(?='*-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{{2,}}\Z)")


def escape_formula(text: str) -> str:
    """Return the text as it can stand in a spreadsheet's cell."""
    return _TO_NEUTRALISE.sub("'", text)


def unescape_formula(cell: str) -> str:
    """Return the text that was neutralised; a cell that was not stays as it is."""
    return _NEUTRALISED.sub("", cell)
