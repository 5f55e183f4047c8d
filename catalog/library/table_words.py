"""What people write in the headings and cells of tables, out of `table_words.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from catalog.choices import ConnectionType, ConnectorFormat, EvidenceLevel, EvidenceSubject, PowerType
from catalog.library.column_labels import COLUMN_LABELS
from catalog.library.columns import COLUMNS_BY_NAME
from catalog.normalise import split_words

PHASES: Final = "phases"
"""A heading of its own: with the kind of current it makes the power type."""

POWER: Final = "maxPowerWatts"

_WORD_MAX: Final = 100
"""Characters of a word: no value has more, and what is looked up is remembered."""

_FILE: Final = Path(__file__).with_suffix(".toml")
_CHOICES: Final[dict[str, Any]] = {
    "powerType": PowerType,
    "connectionType": ConnectionType,
    "format": ConnectorFormat,
    **{f"{subject}Evidence": EvidenceLevel for subject in EvidenceSubject.values},
}
_PREFIXES: Final = {"k": 3, "M": 6}


@dataclass(frozen=True, slots=True)
class Unit:
    """`exponent` is the power of ten that makes A, V or W of it."""

    name: str
    exponent: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: the name of the column, and the unit of the numbers below it, where it has one."""

    column: str
    unit: Unit | None = None


def fold_words(text: str) -> str:
    """Return a text as headings and values are compared: letters and digits, ignoring case."""
    return "".join(split_words(text))


def find_heading(text: str) -> Heading | None:
    """Return what the heading says; None for one that is not known."""
    key = fold_words(text)
    if column := _headings().get(key):
        return Heading(column, _unit_in_name(column, key))
    return next(_with_unit(text, key), None)


def suggest_headings(text: str) -> list[str]:
    """Return the names of the columns that the heading may be meant to be, the likeliest first."""
    close = get_close_matches(fold_words(text), _headings(), n=3, cutoff=0.8)
    return list(dict.fromkeys(_headings()[each] for each in close))


def find_value(column: str, text: str) -> str | None:
    """Return the value of that column that the text stands for; None for one that is not known."""
    return _find_value(column, text) if len(text) <= _WORD_MAX else None


def find_usual_value(column: str, text: str) -> str | None:
    """Return what the text means in most of the world, where it has other meanings too."""
    return _usual(column).get(fold_words(text))


def find_several_values(column: str, text: str) -> list[str]:
    """Return the values that the text may stand for, where it is one of several."""
    return _several(column).get(fold_words(text), [])


def suggest_value(column: str, text: str) -> str | None:
    close = get_close_matches(fold_words(text), _values(column), n=1, cutoff=0.7)
    return _values(column)[close[0]] if close else None


def has_values(column: str) -> bool:
    return bool(_values(column))


def values_of(column: str) -> list[str]:
    """Return the values of that column, as a file of the catalogue has them."""
    choices = _CHOICES.get(column)
    return list(load_words()["values"].get(column, {}) if choices is None else choices.values)


def find_unit(column: str, text: str) -> Unit | None:
    """Return the unit of that column that the text names."""
    unit = _units(column).get(fold_words(text))
    return None if unit is None or _is_milli(unit, text) else unit


def units_of(column: str) -> list[str]:
    return list(load_words()["units"].get(column, {}))


def label_of_value(column: str, value: str) -> str:
    """Return what people call a value, as far as it is short: that of an evidence level is a sentence."""
    choices = _CHOICES.get(column)
    label = value if choices is None else str(dict(choices.choices)[value])
    return value if ":" in label else label


def label_of(column: str, unit: str = "") -> str:
    """Return what people call a column, with the unit of its numbers."""
    label = COLUMN_LABELS.get(column, column)
    units = units_of(column)
    if not units:
        return label
    if column == POWER and not unit:
        return f"{label} (unit is in each cell)"
    return f"{label} ({unit or units[0]})"


@lru_cache(maxsize=1_024)
def _find_value(column: str, text: str) -> str | None:
    return _values(column).get(fold_words(text))


def _with_unit(text: str, key: str) -> Iterator[Heading]:
    """Yield the readings of a heading that ends in a unit: "Power (kW)", "Leistung in kW", maxPowerKw."""
    *_, last = split_words(text) or [""]
    for column in load_words()["units"]:
        for spelling, unit in _units(column).items():
            if not key.endswith(spelling) or (len(spelling) == 1 and last != spelling):
                continue
            name = key.removesuffix(spelling)
            for each in (name, name.removesuffix("in")):
                if _headings().get(each) == column and not _is_milli(unit, text):
                    yield Heading(column, unit)


def _is_milli(unit: Unit, text: str) -> bool:
    """Return the exponent of a prefix. A small m is not mega."""
    return unit.name == "MW" and ("mW" in text or "mw" in text)


def _unit_in_name(column: str, key: str) -> Unit | None:
    """Amperes and volts are meant by everyone. Watts are only where the heading says so: most write kW."""
    units = load_words()["units"].get(column, {})
    says_so = column != POWER or key == fold_words(POWER)
    return Unit(next(iter(units)), 0) if units and says_so else None


@cache
def load_words() -> dict[str, Any]:
    """Return the file as it is written."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def _headings() -> dict[str, str]:
    names = {fold_words(name): name for name in (*COLUMNS_BY_NAME, PHASES)}
    words = load_words()["headings"]
    labels = {fold_words(COLUMN_LABELS[name]): name for name in names.values() if name in COLUMN_LABELS}
    return labels | names | {fold_words(word): column for column in names.values() for word in words.get(column, ())}


@cache
def _values(column: str) -> dict[str, str]:
    choices = _CHOICES.get(column)
    labels = {} if choices is None else {fold_words(each.label): each.value for each in choices}
    words = load_words()["values"].get(column, {})
    names = {fold_words(value): value for value in (*values_of(column), *words)}
    return labels | names | {fold_words(word): value for value in words for word in words[value]}


@cache
def _usual(column: str) -> dict[str, str]:
    return {fold_words(each): value for each, value in load_words()["usually"].get(column, {}).items()}


@cache
def _several(column: str) -> dict[str, list[str]]:
    return {fold_words(each): values for each, values in load_words()["several"].get(column, {}).items()}


@cache
def _units(column: str) -> dict[str, Unit]:
    return {
        fold_words(each): Unit(name, _PREFIXES.get(name[0], 0) if len(name) > 1 else 0)
        for name, words in load_words()["units"].get(column, {}).items()
        for each in (name, *words)
    }
