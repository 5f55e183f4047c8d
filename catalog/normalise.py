"""From what firmware people write to a key that can be looked up: the written rule of how dirty a name may be.

Of every text: NFKC, case, white space and punctuation do not count. Of a vendor, neither do legal forms at its end. Of
a model, `+` counts, for "Eve Mini+" is not the "Eve Mini"; and what stands between two digits does, as `Spelling` says.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

KEY_MAX = 200
"""Code points of a key. NFKC can make eighteen of one. No two products differ only behind them."""

OCPP_16_NAME_LENGTH = 20
"""Characters that OCPP 1.6 leaves of chargePointVendor and chargePointModel (CiString20Type)."""

# As they stand at the end of a vendor's name, without their dots.
_LEGAL_FORMS = frozenset(
    {"ab", "ag", "aps", "as", "asa", "bhd", "bv", "co", "company", "corp", "corporation", "eg", "ek", "gbr", "gesmbh"}
    | {"gmbh", "inc", "incorporated", "kft", "kg", "kgaa", "limited", "llc", "llp", "lp", "ltd", "ltda", "mbh", "nv"}
    | {"ohg", "oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "sarl", "sas", "sdnbhd", "se", "sl", "spa", "spzoo"}
    | {"srl", "sro", "ug", "zrt"}
)
# As they can be glued to a name: what always comes together is one.
_GLUED_FORMS = sorted(_LEGAL_FORMS | {"cokg", "coltd", "gmbhcokg", "gmbhcokgaa"}, key=lambda form: (-len(form), form))
_CONJUNCTIONS = frozenset({"and", "und", "et"})
_LEGAL_WORDS_MAX = 4  # of a form whose letters are set apart: S. p. A., Sp. z o. o.
_GLUED_STEM_MIN = 3
_GLUED_FORMS_MAX = 2  # "KebaIncCoLtd" has two; each more would be a key to look up that matches no name

# Most names are ASCII, for which the rule is this short.
_ASCII_WORD = re.compile(r"[0-9a-z]+")

# The same names come again: of one report, of the model that is added, of what it is compared with.
_CACHE_SIZE = 512


def fold_until_stable(text: str) -> str:
    """NFKC and case folding undo each other for a few characters: repeated until nothing changes."""
    if text.isascii():
        return text.lower()
    while (folded := unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())) != text:
        text = folded
    return text


def _is_part(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _is_visible(character: str) -> bool:
    return not (character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cs"})


def split_words(text: str) -> list[str]:
    """Return the words of a text, folded: its runs of letters and digits."""
    folded = fold_until_stable(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return "".join(each if _is_part(each) else " " for each in folded).split()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A model's name as a key, and where in the key two digits were set apart.

    `points` are places of a decimal point or comma, `gaps` of anything else: "7.4 kW, PLP1-0" has a point behind the
    first character and a gap before the last.
    """

    key: str
    points: frozenset[int]
    gaps: frozenset[int]

    def can_be_written_as(self, reported: "Spelling", length: int | None = None) -> bool:
        """Return whether `reported` can be this name, whose key it shares, up to `length` characters of it.

        1-0-2-4 may come as 1 0 2 4 or 1024, never as 10-2-4: all its gaps are there or none, points always are.
        """
        end = len(self.key) if length is None else length
        points = {each for each in self.points if each < end}
        gaps = {each for each in self.gaps if each < end}
        return {each for each in reported.apart if each < end} in (points | gaps, points)

    @property
    def apart(self) -> frozenset[int]:
        return self.points | self.gaps


@lru_cache(maxsize=_CACHE_SIZE)
def spelling_of(model: str) -> Spelling:
    """Return how a model is looked up and compared."""
    key: list[str] = []
    points: set[int] = set()
    gaps: set[int] = set()
    digits = 0
    between = ""
    for character in fold_until_stable(model):
        if not (_is_part(character) or character == "+"):
            between += character
            continue
        if between and key and key[-1].isdigit() and character.isdigit():
            (points if between in {".", ","} else gaps).add(digits)
        digits += character.isdigit()
        key.append(character)
        between = ""
    folded = fold_until_stable("".join(key))
    # Letters can have grown together, digits never do: so a place is found again by its digit.
    places = [place for place, character in enumerate(folded) if character.isdigit()]
    return Spelling(
        folded[:KEY_MAX], frozenset(places[each] for each in points), frozenset(places[each] for each in gaps)
    )


def normalise_model(text: str) -> str:
    """Return the key of a model's name. Idempotent, at most 200 code points."""
    return spelling_of(text).key


@lru_cache(maxsize=_CACHE_SIZE)
def normalise_vendor(text: str) -> str:
    """Return the key of a vendor's name, without the legal forms at its end. Idempotent, at most 200 code
    points. A name that is nothing but a legal form keeps it.
    """
    words = split_words(text)
    while (shorter := _without_legal_form(words)) is not None:
        words = shorter
    # Folded again: what stood apart can grow together, such as a letter and an accent.
    return fold_until_stable("".join(words))[:KEY_MAX]


def vendor_key_candidates(reported: str) -> list[str]:
    """Return the keys that a reported vendor can have, the likeliest first.

    The others are for a legal form that OCPP 1.6 may have cut ("Schneider Electric G"), or that lost the white space
    before it ("KebaAG").
    """
    keys = [normalise_vendor(reported)]
    if may_be_truncated(reported):
        *stem, last = split_words(reported) or [""]
        if stem and any(form.startswith(last) for form in _LEGAL_FORMS):
            keys.append(normalise_vendor(" ".join(stem)))
    return list(dict.fromkeys([*keys, *_strip_glued_legal_form(keys[0])]))


def normalise_number(text: str) -> str:
    """Return a serial number or firmware version as it is compared: without case, white space and
    characters that cannot be seen. Idempotent, at most 200 code points.
    """
    while (plain := "".join(each for each in fold_until_stable(text) if _is_visible(each))) != text:
        text = plain
    return text[:KEY_MAX]


def may_be_truncated(reported: str) -> bool:
    """Return whether a text, as it was reported, may be the beginning of a longer one."""
    return len(reported) == OCPP_16_NAME_LENGTH


def _without_legal_form(words: list[str]) -> list[str] | None:
    for count in range(min(_LEGAL_WORDS_MAX, len(words) - 1), 0, -1):
        if "".join(words[-count:]) in _LEGAL_FORMS:
            stem = words[:-count]
            return stem[:-1] if len(stem) > 1 and stem[-1] in _CONJUNCTIONS else stem
    return None


def _strip_glued_legal_form(key: str) -> Iterator[str]:
    for _ in range(_GLUED_FORMS_MAX):
        form = next((each for each in _GLUED_FORMS if key.endswith(each)), "")
        if not form or len(key) - len(form) < _GLUED_STEM_MIN:
            return
        key = key.removesuffix(form)
        yield key
