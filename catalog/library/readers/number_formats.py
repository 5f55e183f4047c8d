"""What a workbook shows of a number: its format (ISO/IEC 29500-1, 18.8.31), as far as catalogues use it."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from catalog.library.readers.cells import NumberCell

_GENERAL_DIGITS: Final = 11
"""Digits that the format General shows before it turns to an exponent."""

_PLACES_MAX: Final = 20

_FORMAT: Final = re.compile(
    r"(?P<integer>(?:[#?]{1,3},)?[#?0]*?[#?0,]*?)(?P<zeros>0*)(?P<fraction>\.[0#?]+)?(?P<scale>,*)(?P<exponent>E\+0+)?(?P<percent>\s*%)?"
)
# A colour or a condition, the width of a character, a filler: not part of the number.
_INVISIBLE: Final = re.compile(r"\[[A-Za-z]+[0-9]*\]|\[\$-[0-9A-Fa-f,]+\]|_.|\*.")
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)')


class _Layout(NamedTuple):
    """How a format writes a number. `unit` is what stands behind it."""

    zeros: int
    places: int
    optional_places: int
    has_groups: bool
    is_scientific: bool
    is_scaled: bool
    unit: str


def read_number_cell(value: int | Decimal, number_format: str) -> NumberCell:
    """Return the cell of a workbook that holds the number in that format."""
    if number_format.lower() in ("general", "standard", "@", ""):
        return NumberCell(value, _show_general(value, is_text=number_format == "@"))
    layout = _read_layout(number_format)
    if layout is None:
        return NumberCell(value, None)
    if layout.is_scaled:
        return NumberCell(value, None, is_exact=False)
    try:
        shown = _show_scientific(value, layout) if layout.is_scientific else _show_plain(value, layout)
    except InvalidOperation:  # more digits than any figure has
        return NumberCell(value, None)
    return NumberCell(value, f"{shown} {layout.unit}".strip(), layout.unit, _holds(shown, value))


@lru_cache(maxsize=256)
def _read_layout(number_format: str) -> _Layout | None:
    """None for what is more than a number with a unit."""
    section = _INVISIBLE.sub("", number_format.split(";", maxsplit=1)[0])
    literals = _LITERAL.findall(section)
    bare = _LITERAL.sub("\0", section).strip()
    digits, _, behind = bare.partition("\0")
    found = _FORMAT.fullmatch(digits.strip())
    if found is None or behind.strip("\0 ") or not digits.strip():
        return None
    fraction = (found["fraction"] or "").lstrip(".")
    whole = (found["integer"] or "") + found["zeros"]
    return _Layout(
        zeros=whole.replace(",", "").count("0"),
        places=fraction.count("0"),
        optional_places=len(fraction),
        has_groups="," in whole,
        is_scientific=bool(found["exponent"]),
        is_scaled=bool(found["scale"] or found["percent"]),
        unit="".join(quoted or escaped for quoted, escaped in literals).strip(),
    )


def _show_general(value: int | Decimal, *, is_text: bool) -> str:
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if is_text or len(digits.lstrip("-").replace(".", "")) <= _GENERAL_DIGITS:
        return digits
    return f"{Decimal(value):.5E}"


def _show_plain(value: int | Decimal, layout: _Layout) -> str:
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-min(layout.optional_places, _PLACES_MAX)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".lstrip("-").partition(".")
    while len(fraction) > layout.places and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = f"{int(whole):,}" if layout.has_groups else whole.zfill(layout.zeros)
    return ("-" if value < 0 else "") + whole + (f".{fraction}" if fraction else "")


def _show_scientific(value: int | Decimal, layout: _Layout) -> str:
    mantissa, _, exponent = f"{Decimal(value):.{min(layout.optional_places, _PLACES_MAX)}E}".partition("E")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


def _holds(shown: str, value: int | Decimal) -> bool:
    """Whether no digit was rounded away."""
    return Decimal(shown.replace(",", "")) == value
