"""The contract's rule for texts, and which of them are the same, on every database alike."""

import hashlib
import re
import unicodedata

from django.core.exceptions import ValidationError

from catalog.messages import CONTROL_CHARACTER, INVALID_URL, INVISIBLE, UNPAIRED_SURROGATE

# C0 and C1 controls (NUL among them), line and paragraph separators, and the bidi overrides and isolates that make one
# text look like another.
_REFUSED = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_SURROGATES = r"\ud800-\udfff"

# White space, spelled out as ECMA-262 means `\s`: languages do not agree on it, and Python's also has five characters
# that are control characters here.
WHITESPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_WHITE = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

REFUSED_PATTERN = rf"[{_REFUSED}]"
"""A character that no text may hold."""

UNTRIMMED_PATTERN = rf"^[{_WHITE}]|[{_WHITE}]$"
"""White space that trimming takes away."""

# Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt): they are invisible. The public patterns have
# those of the BMP alone, because JavaScript without the flag `u` rejects a class with others.
_IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
_IGNORABLE_BEYOND_BMP = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"

# The empty braille pattern: a symbol without ink.
_BLANK = r"\u2800"

_VISIBLE = rf"[^{_WHITE}{_REFUSED}{_IGNORABLE}{_BLANK}]"

VISIBLE_PATTERN = _VISIBLE
"""A character that can be seen: each text has one."""

# Letters of Cyrillic and of Greek with the shape of a Latin one (Unicode Technical Standard 39, confusables).
_LOOKALIKES = frozenset(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
)

# Before the first character that can be seen: what is ignorable, and white space behind it. None of it can be read in
# two ways, or a text that does not fit would be tried over and over.
_UNSEEN = (
    _IGNORABLE.replace(r"\u202a-\u202e", "")
    .replace(r"\u2060-\u206f", r"\u2060-\u2065\u206a-\u206f")
    .replace(r"\ufeff", "")
    + _BLANK
)
_WHITE_WITHIN = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

TEXT_PATTERN = (
    rf"^[{_WHITE}]*([{_UNSEEN}][{_UNSEEN}\ufeff{_WHITE_WITHIN}]*)?{_VISIBLE}"
    rf"([^{_REFUSED}]*[^{_WHITE}{_REFUSED}])?[{_WHITE}]*$"
)
"""What the API document says of a text, before it is trimmed."""

ID_PATTERN = "^{8}-{4}-{4}-{4}-{12}$".replace("{", "[0-9A-Fa-f]{")
"""A station model's id as callers may send it, in either case."""

LAST_CHARACTER = chr(0x10FFFF)
"""A text and this is above all texts that begin with the text. `startswith` is not looked up in an index by SQLite."""

_LABEL = "[A-Za-z0-9][A-Za-z0-9_-]*"
_HEX = "[0-9A-Fa-f]{1,4}"
# IPv6 in full, or with up to four groups before and three behind the `::`: always an address, and readable.
_IPV6 = rf"\[(({_HEX}:){{7}}{_HEX}|({_HEX}(:{_HEX}){{0,3}})?::({_HEX}(:{_HEX}){{0,2}})?)\]"
WEB_URL_PATTERN = (
    rf"^[hH][tT][tT][pP][sS]?://({_LABEL}(\.{_LABEL})*|{_IPV6})(:[0-9]{{1,5}})?"
    rf'([/?#][^{_WHITE}{_REFUSED}<>"\\^`{{|}}]*)?$'
)
"""An absolute http(s) URL without credentials: no @ can stand before the path. An international host name is written
in its ASCII form, as it is in every URL: what looks like one in Unicode, some clients cannot even parse."""

_REFUSED_CHARACTER = re.compile(f"[{_REFUSED}{_SURROGATES}]")
_SURROGATE = re.compile(f"[{_SURROGATES}]")
_WEB_URL = re.compile(WEB_URL_PATTERN)
_IGNORABLE_CHARACTER = re.compile(f"[{_IGNORABLE}{_IGNORABLE_BEYOND_BMP}]")
# What is refused anyway is left to that refusal.
_VISIBLE_CHARACTER = re.compile(f"[^{_WHITE}{_UNSEEN}{_IGNORABLE_BEYOND_BMP}]")
_WHITE_RUN = re.compile(f"[{_WHITE}]+")

KEY_MAX = 600
"""Code points of a folded text."""

# Of an index's row, PostgreSQL takes some 2,700 bytes, and two keys stand in one.
_KEY_BYTES_MAX = 1_200
_KEY_BEGINNING = 100


def trim(text: str) -> str:
    """Drop surrounding white space. A control character there is none, and is refused later."""
    return text.strip(WHITESPACE)


def validate_no_control_characters(text: str) -> None:
    """Validate a text whose surrounding white space has been removed."""
    if _SURROGATE.search(text):
        raise ValidationError(UNPAIRED_SURROGATE, code="lone_surrogate")
    if _REFUSED_CHARACTER.search(text):
        raise ValidationError(CONTROL_CHARACTER, code="control_character")


def validate_visible(text: str) -> None:
    """Validate that a text has a visible character. An empty text is checked elsewhere."""
    if text and not _VISIBLE_CHARACTER.search(text):
        raise ValidationError(INVISIBLE, code="invisible")


def strip_control_characters(text: str) -> str:
    """Put a space where what is refused elsewhere stands, and trim: for texts that others wrote."""
    return trim(_REFUSED_CHARACTER.sub(" ", text))


def replace_surrogates(text: str) -> str:
    """Put U+FFFD for each half of a surrogate pair: no database can hold one, and no answer can be sent with it."""
    return _SURROGATE.sub("\ufffd", text)


def require_web_url(text: str) -> None:
    """Validate an absolute http or https URL."""
    if not _WEB_URL.match(text):
        raise ValidationError(INVALID_URL, code="invalid_url")


def find_lookalikes(text: str) -> str:
    """Return the letters of a text that look like Latin ones and are not, where the others are Latin or look so, too:
    "\u0410lfen" begins with a Cyrillic letter. A name that is in another script as a whole has none.
    """
    found = [each for each in text if each in _LOOKALIKES]
    others = any(each.isalpha() and not each.isascii() and each not in _LOOKALIKES for each in text)
    is_other_script = others and not any(each.isascii() and each.isalpha() for each in text)
    return "" if is_other_script else "".join(dict.fromkeys(found))


def casefold_key(text: str) -> str:
    """Return the key under which `text` is compared: NFKC, case folded, without what cannot be seen, trimmed, each run
    of white space as one space. Idempotent, at most 600 code points.

    Done here and not in SQL: SQLite's LOWER knows ASCII only, and PostgreSQL's follows the server's locale.
    """
    if text.isascii():
        folded = _WHITE_RUN.sub(" ", trim(text)).lower()
    else:
        # NFKC and case folding undo each other for a few characters.
        while (folded := _fold_once(text)) != text:
            text = folded
    return folded if _is_short(folded) else _shorten(folded)


def _fold_once(text: str) -> str:
    visible = _IGNORABLE_CHARACTER.sub("", unicodedata.normalize("NFKC", text))
    return trim(_WHITE_RUN.sub(" ", unicodedata.normalize("NFKC", visible.casefold())))


def _is_short(key: str) -> bool:
    return len(key) <= KEY_MAX and len(key.encode(errors="surrogatepass")) <= _KEY_BYTES_MAX


def _shorten(key: str) -> str:
    """NFKC can make eighteen characters of one. The beginning keeps the order, the digest what is different."""
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    return f"{key[:_KEY_BEGINNING].rstrip(' ')}#{digest}"
