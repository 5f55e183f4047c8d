"""Dirt, as firmware and the people who configure it add it: the same name, written otherwise."""

import random
import re
from collections.abc import Callable
from itertools import combinations

Pair = tuple[str, str]
Mangle = Callable[[random.Random, str, str], Pair]

_LEGAL_FORMS = ["GmbH", "GmbH & Co. KG", "B.V.", "BV", "Inc.", "AB", "AG", "S.p.A.", "Ltd", "SE", "S.A.", "Co., Ltd."]
_AT_THE_END = re.compile(r"[\s,]*(GmbH( &)?( Co\.? KG)?|BV|B\.V\.|AG|AB|Inc\.?)$")
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def _both(ways: list[Callable[[str], str]]) -> Mangle:
    def mangle(chance: random.Random, vendor: str, model: str) -> Pair:
        way = chance.choice(ways)
        return way(vendor), way(model)

    return mangle


def _with_legal_form(chance: random.Random, vendor: str, model: str) -> Pair:
    return vendor and vendor + chance.choice([" ", ", "]) + chance.choice(_LEGAL_FORMS), model


def _without_legal_form(_: random.Random, vendor: str, model: str) -> Pair:
    return _AT_THE_END.sub("", vendor), model


def _cut(_: random.Random, vendor: str, model: str) -> Pair:
    return vendor[:20], model[:20]


MANGLES: dict[str, Mangle] = {
    "case": _both([str.upper, str.lower, str.swapcase, str.title]),
    "spaces": _both(
        [
            lambda text: text.replace(" ", ""),
            lambda text: f"  {text.replace(' ', '   ')} ",
            lambda text: text.replace(" ", "_"),
            lambda text: text.replace(" ", "\u00a0"),
        ]
    ),
    "punctuation": _both([lambda text, instead=each: _PUNCTUATION.sub(instead, text) for each in " -_."]),
    "no punctuation": _both([lambda text: _PUNCTUATION.sub("", text)]),
    "legal form": _with_legal_form,
    "no legal form": _without_legal_form,
    "cut": _cut,
}

COMBINATIONS = [each for count in (1, 2, 3, 4) for each in combinations(MANGLES, count)]
"""Each is applied in this order: what is cut is cut last, as the protocol does."""


def mangled(chance: random.Random, pair: Pair, names: tuple[str, ...]) -> Pair:
    for name in names:
        pair = MANGLES[name](chance, *pair)
    return pair
