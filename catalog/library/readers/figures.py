"""Numbers as people write them, with a unit or without. What can be read in two ways is refused with both."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from catalog.library.readers.cells import quote_cell
from catalog.library.readers.yaml_scalars import parse_plain_scalar
from catalog.library.table_words import Heading, Unit, find_unit, units_of
from catalog.text import trim

_SHOWN_MAX: Final = 20

# Characters of a figure that is remembered: the same few come again and again.
_REMEMBERED_MAX: Final = 40

# White space within a number, and Switzerland's apostrophe: they set thousands apart, and are no decimal sign.
_GAPS: Final = " \u00a0\u2007\u2009\u202f'\u2019"
_FIGURE: Final = re.compile(
    rf"(?P<number>[+-]?[0-9](?:[0-9.,{_GAPS}]*[0-9])?(?:[eE][+-]?[0-9]+)?)[{_GAPS}]*(?P<unit>[^0-9.,]*)"
)
_GROUPED: Final = re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{_GAPS}][0-9]{{3}})+(?:[.,][0-9]+)?")
_TWO_WAYS: Final = re.compile(r"(?P<before>[+-]?[1-9][0-9]{0,2})[.,](?P<after>[0-9]{3})")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(?P<sign>[.,])[0-9]{3}(?:(?P=sign)[0-9]{3})*(?:[.,][0-9]+)?")
_PLAIN: Final = re.compile(r"(?P<sign>[+-]?)0*(?P<whole>[0-9]+)(?:[.,](?P<rest>[0-9]+))?(?P<exponent>[eE][+-]?[0-9]+)?")


class AmbiguousFigure(ValueError):
    """A number that can be read in two ways: as `whole`, or as `fraction`. `unit` is what stands behind it."""

    def __init__(self, message: str, *, whole: str, fraction: str, unit: str) -> None:
        self.whole, self.fraction, self.unit = whole, fraction, unit
        super().__init__(message)


def parse_figure(text: str, heading: Heading) -> int | Decimal:
    """Return the number, in A, V or W where the column has a unit.

    Raises ValueError with a sentence that has the column as its subject, AmbiguousFigure for two readings.
    """
    return _parse_short(text, heading) if len(text) <= _REMEMBERED_MAX else _parse(text, heading)


def _parse(text: str, heading: Heading) -> int | Decimal:
    figure = _FIGURE.fullmatch(trim(text))
    if figure is None:
        raise ValueError(f"must be a number{_example(heading)}, not {quote_cell(text)}")
    number = _parse_number(figure["number"], trim(figure["unit"]), text)
    return _scale(number, _choose_unit(figure["unit"], heading, text))


_parse_short = lru_cache(maxsize=1_024)(_parse)


def scale_number(number: int | Decimal, shown_unit: str, heading: Heading) -> int | Decimal:
    """Return a number that a workbook holds, with the unit that its format shows, in A, V or W."""
    return _scale(number, _choose_unit(shown_unit, heading, f"{number} {shown_unit}".strip()))


def _parse_number(number: str, unit: str, text: str) -> int | Decimal:
    if _GROUPED.fullmatch(number):
        number = re.sub(f"[{_GAPS}]", "", number)
    elif two := _TWO_WAYS.fullmatch(number):
        whole, fraction = two["before"] + two["after"], f"{two['before']}.{two['after'].rstrip('0') or '0'}"
        spelled = fraction if len(fraction.partition(".")[2]) < len(two["after"]) else fraction + "0"
        message = f"can be read as {whole} or as {fraction}: write {whole} or {spelled}, not {quote_cell(text)}"
        raise AmbiguousFigure(message, whole=whole, fraction=spelled, unit=unit)
    elif _THOUSANDS.fullmatch(number):
        raise ValueError(f"has separators of thousands, {quote_cell(text)}: write {_without_thousands(number)}")
    plain = _PLAIN.fullmatch(number)
    if plain is None:
        raise ValueError(f"must be a number, not {quote_cell(text)}")
    sign = "-" if plain["sign"] == "-" else ""
    rest = f".{plain['rest']}" if plain["rest"] else ""
    parsed = parse_plain_scalar(f"{sign}{plain['whole']}{rest}{plain['exponent'] or ''}")
    if not isinstance(parsed, int | Decimal):
        raise ValueError(f"must be a number, not {quote_cell(text)}")
    return parsed


def _without_thousands(number: str) -> str:
    """1.234,5 without its dot, 1.234.567 without both."""
    first = next(each for each in number if each in ".,")
    return number.replace(first, "").replace(",", ".")


def _choose_unit(written: str, heading: Heading, text: str) -> Unit | None:
    """Return the unit behind the number, or else that of the heading."""
    written = trim(written)
    units = units_of(heading.column)
    if not written:
        if units and heading.unit is None:
            readings = " or ".join(f"{trim(text)[:_SHOWN_MAX]} {unit}" for unit in units[:2])
            raise ValueError(f"may be {readings}: write the unit behind the number, or into the heading")
        return heading.unit
    unit = find_unit(heading.column, written)
    if unit is None:
        expected = f"in {' or '.join(units)}" if units else "without a unit"
        raise ValueError(f"must be a number {expected}, not {quote_cell(text)}")
    return unit


def _scale(number: int | Decimal, unit: Unit | None) -> int | Decimal:
    if unit is None or unit.exponent == 0:
        return number
    scaled = Decimal(number).scaleb(unit.exponent)
    return int(scaled) if scaled == scaled.to_integral_value() else scaled


def _example(heading: Heading) -> str:
    """Return what could be written instead."""
    return f", such as 32 or 32 {heading.unit.name}" if heading.unit else ""
