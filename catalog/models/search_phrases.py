"""What people write of plugs, phases and power, as words of the search.

A model is indexed by these words for what it has, and for what its names say: "22 kW", "22kW" and "22.0 kW" are one
word, 22kw.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from catalog.choices import ConnectionType, PowerType
from catalog.normalise import fold_until_stable, split_words

_GAP: Final = r"[\s-]*"

_PLUG_TYPE: Final = re.compile(rf"\btype?{_GAP}([12])\b")
_COMBO: Final = re.compile(rf"\b(?:ccs|combo)(?:{_GAP}combo)?{_GAP}([12])\b")
_PHASES: Final = re.compile(rf"\b(?:([13])|(one|single)|three){_GAP}ph(?:ases?)?\b")
_POWER: Final = re.compile(rf"(?<![0-9.,])0*([0-9]{{1,6}})(?:[.,]([0-9]{{1,3}}))?{_GAP}kw\b")

_BOUNDARY: Final = re.compile("[0-9][^0-9]|[^0-9][0-9]")
_NUMBER_WITHIN: Final = re.compile("(?<=[^0-9])[0-9]")
_UNIT: Final = re.compile("[0-9]+([^0-9]{1,2})")

_PLUG_WORDS: Final[dict[str, tuple[str, ...]]] = {
    ConnectionType.CHADEMO: ("chademo",),
    ConnectionType.IEC_62196_T1: ("type1", "j1772"),
    ConnectionType.IEC_62196_T1_COMBO: ("ccs1",),
    ConnectionType.IEC_62196_T2: ("type2",),
    ConnectionType.IEC_62196_T2_COMBO: ("ccs2",),
    ConnectionType.TESLA_R: ("tesla",),
    ConnectionType.TESLA_S: ("tesla",),
    ConnectionType.SAE_J3400: ("nacs", "j3400"),
}
_CURRENT_WORDS: Final[dict[str, tuple[str, ...]]] = {
    PowerType.AC_1_PHASE: ("ac", "1phase"),
    PowerType.AC_3_PHASE: ("ac", "3phase"),
    PowerType.DC: ("dc",),
}

_DECIMALS: Final = (0, 1, 2)
"""22.08 kW is found as 22, 22.1 and 22.08 kW."""


def split_query(text: str) -> set[str]:
    """Return the words to search for. Those of a phrase are one word."""
    phrases, rest = _take_phrases(fold_until_stable(text))
    return phrases | set(split_words(rest))


def split_name(text: str) -> set[str]:
    """Return the words by which a name is found: its own, its phrases, the digits within a word, the unit behind them,
    and two words joined where letters and digits meet, so that NG910 and NG 910 find each other.
    """
    phrases, _ = _take_phrases(fold_until_stable(text))
    words = split_words(text)
    numbers = {word[found.start() :] for word in words for found in _NUMBER_WITHIN.finditer(word)}
    units = {found[1] for word in words if (found := _UNIT.fullmatch(word))}
    joined = {first + second for first, second in pairwise(words) if _BOUNDARY.fullmatch(first[-1] + second[0])}
    return phrases | {*words, *numbers, *units, *joined}


def fact_words(document: Mapping[str, Any]) -> set[str]:
    """Return the words for the current, the plugs and the power of each connector of a model's document."""
    words = {*_CURRENT_WORDS[document["powerType"]]}
    for connector in document["connectors"]:
        words |= {*_PLUG_WORDS[connector["connectionType"]], *_power_words(connector["maxPowerWatts"] / 1_000)}
    return words


def _power_words(kilowatts: float) -> set[str]:
    return {f"{rounded:.10g}kw" for digits in _DECIMALS if (rounded := round(kilowatts, digits))}


def _take_phrases(folded: str) -> tuple[set[str], str]:
    """Return the phrases of a folded text, each as one word, and the text without them."""
    phrases: set[str] = set()

    def take(word: str) -> str:
        phrases.add(word)
        return " "

    folded = _PLUG_TYPE.sub(lambda found: take(f"type{found[1]}"), folded)
    folded = _COMBO.sub(lambda found: take(f"ccs{found[1]}"), folded)
    folded = _PHASES.sub(lambda found: take(f"{found[1] or (1 if found[2] else 3)}phase"), folded)
    folded = _POWER.sub(lambda found: take(f"{_decimal(found[1], found[2])}kw"), folded)
    return phrases, folded


def _decimal(whole: str, fraction: str | None) -> str:
    digits = (fraction or "").rstrip("0")
    return f"{whole}.{digits}" if digits else whole
