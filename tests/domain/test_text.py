"""Texts: what is refused, and what is the same without regard to case."""
# ruff: noqa: RUF001 - letters that look like others are what this is about

import sys
import unicodedata
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from catalog.limits import TEXT_MAX
from catalog.text import (
    KEY_MAX,
    WHITESPACE,
    casefold_key,
    require_web_url,
    trim,
    validate_no_control_characters,
    validate_visible,
)
from tests.strategies import texts, urls


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert casefold_key(casefold_key(text)) == casefold_key(text)


@given(st.text(alphabet="aAßẞſıİiI\u0130\u0131\u0307\u0345αΑςσΣᾳ\u0301\u0308ﬁǰ\u030cj \u00a0\u1e9e"))
def test_folding_is_stable_where_case_is_odd(text: str) -> None:
    assert casefold_key(casefold_key(text)) == casefold_key(text)


@given(st.text())
def test_what_is_written_in_another_form_is_the_same(text: str) -> None:
    assert (
        casefold_key(unicodedata.normalize("NFD", text))
        == casefold_key(unicodedata.normalize("NFC", text))
        == casefold_key(text)
    )


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_characters="ı")))
def test_upper_and_lower_case_are_the_same(text: str) -> None:
    assert casefold_key(text.lower()) == casefold_key(text.upper()) == casefold_key(text)


def test_no_text_takes_more_room_than_its_column_and_index_have() -> None:
    widest = sorted(
        (len(casefold_key(chr(code)).encode(errors="surrogatepass")), code) for code in range(sys.maxunicode + 1)
    )

    for _, code in widest[-20:]:
        folded = casefold_key(chr(code) * TEXT_MAX)
        assert len(folded) <= KEY_MAX
        assert len(folded.encode()) <= 1_200
        assert casefold_key(folded) == folded
        assert casefold_key(chr(code) * (TEXT_MAX - 1)) != folded


SAME = [
    *("a\u200bb", "a\u200db", "a\u2060b", "a\u00adb", "a\u200eb", "a\u061cb", "a\ufe0fb", "a\U000e0041b", "a\u034fb"),
    *("\uff41\uff42", "AB", "\u200bab ", " \u200b ab", "a\ufeffb", "\u3164ab"),
]


@pytest.mark.parametrize("text", SAME)
def test_what_nobody_can_see_does_not_count(text: str) -> None:
    assert casefold_key(text) == "ab"


@pytest.mark.parametrize("text", ["a b", "a  b", "a\u00a0b", "a \u2003 b", "A\u3000B", "a \u200b b", "a\u202f\tb"])
def test_white_space_of_any_sort_and_length_is_one_space(text: str) -> None:
    assert casefold_key(text) == "a b"


@pytest.mark.parametrize("text", ["\u200b", "\ufe0f", "\U000e0041", "\u3164", "\u2800", "\u00ad \u200d", "\u115f"])
def test_a_text_without_a_character_that_can_be_seen_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_visible(text)


@given(texts)
def test_what_the_pattern_of_texts_allows_can_be_seen(text: str) -> None:
    if not set(text) & set("\U0001bca0\U0001d173") and not any(0xE0000 <= ord(each) <= 0xE0FFF for each in text):
        validate_visible(trim(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ı", "i"),
        ("ı", "I"),
        ("İ", "i"),
        ("é", "e"),
        ("А", "A"),
        ("ab", "a b"),
        ("Ω", "O"),
        ("r+e", "re"),
        ("a-b", "ab"),
    ],
)
def test_letters_that_differ_are_not_the_same(one: str, other: str) -> None:
    assert casefold_key(one) != casefold_key(other)


REFUSED = [
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
]


def test_the_refused_characters_are_these_and_no_others() -> None:
    def is_refused(code: int) -> bool:
        try:
            validate_no_control_characters(f"a{chr(code)}b")
        except ValidationError:
            return True
        return False

    assert [code for code in range(sys.maxunicode + 1) if is_refused(code)] == REFUSED


@given(texts)
def test_what_the_pattern_of_texts_allows_is_allowed(text: str) -> None:
    validate_no_control_characters(text.strip())


@given(urls)
def test_what_the_pattern_of_urls_allows_has_a_host_and_no_credentials(url: str) -> None:
    require_web_url(url)

    parts = urlsplit(url)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert (parts.username, parts.password) == (None, None)


def test_a_separator_among_the_controls_is_no_white_space() -> None:
    assert trim("\u2003\t Eve \u00a0\n") == "Eve"
    assert trim("Eve\x1d") == "Eve\x1d"
    with pytest.raises(ValidationError):
        validate_no_control_characters(trim("Eve\x1d"))


def test_white_space_is_what_the_patterns_of_the_document_mean_by_it() -> None:
    """ECMA-262: TAB, LF, VT, FF, CR, LS, PS, the byte order mark, and every space separator of Unicode."""
    separators = {chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Zs"}

    assert set(WHITESPACE) == separators | set("\t\n\v\f\r\u2028\u2029\ufeff")
    assert trim(f"{WHITESPACE}a b{WHITESPACE}") == "a b"
