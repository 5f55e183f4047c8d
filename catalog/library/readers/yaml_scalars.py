"""What an unquoted word of a library file means."""

import re
from decimal import Decimal
from typing import Final

NUMBER_LENGTH_MAX: Final = 30
EXPONENT_LENGTH_MAX: Final = 3

_KEYWORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<rest>(?:\.[0-9]+)?(?:[eE][+-]?(?P<exponent>[0-9]+))?)")


def parse_plain_scalar(text: str) -> str | int | Decimal | bool | None:
    """Return the value of a scalar without quotes.

    A JSON number becomes int, or Decimal where it has a fraction or an exponent. The words for null, true and
    false are those of YAML 1.2 (core schema, section 10.3.2). All else is text as it is written, also
    `yes`, `0o17`, `1_000`, `007`, `12:30:00`, `2024-01-31` and `.inf`.

    Raises ValueError for a number of too many digits.
    """
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    # Far beyond any figure; without this bound, arithmetic on 1e999999999 would not come to an end.
    if len(text) > NUMBER_LENGTH_MAX or len(number["exponent"] or "") > EXPONENT_LENGTH_MAX:
        raise ValueError("has more digits than can be stored exactly")
    return Decimal(text) if number["rest"] else int(text)
