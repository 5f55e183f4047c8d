"""What does not count in a reported name, and what does."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.normalise import (
    may_be_truncated,
    normalise_model,
    normalise_number,
    normalise_vendor,
    spelling_of,
    split_words,
    vendor_key_candidates,
)

# Any text at all, lone surrogates included, and what is known to grow, to vanish or to grow together.
anything = st.text() | st.text(
    alphabet="aA eE\u0301\u0323\u00b4=\u0338+-.,109İ\u017fßﬀǅ\u1100\u1161\ufdfa\u200b\x00\ud800GmbHgO"
)


@pytest.mark.parametrize(
    ("reported", "key"),
    [
        ("Alfen", "alfen"),
        ("ALFEN", "alfen"),
        ("\uff21\uff2c\uff26\uff25\uff2e", "alfen"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "café"),
        ("  Wall\u00a0Box\tChargers ", "wallboxchargers"),
        ("Wall-Box_Chargers!", "wallboxchargers"),
        ("Keba AG", "keba"),
        ("MENNEKES Elektrotechnik GmbH & Co. KG", "mennekeselektrotechnik"),
        ("Walther und Co", "walther"),
        ("Alfen B.V.", "alfen"),
        ("Enel X S.p.A.", "enelx"),
        ("Ekoenergetyka Sp. z o.o.", "ekoenergetyka"),
        ("ABB Ltd.", "abb"),
        ("AG", "ag"),
        ("GmbH & Co. KG", "gmbh"),
        ("KebaAG", "kebaag"),
        ("充电桩", "充电桩"),
        ("---", ""),
        ("", ""),
    ],
)
def test_case_punctuation_and_legal_forms_of_a_vendor_do_not_count(reported: str, key: str) -> None:
    assert normalise_vendor(reported) == key


@pytest.mark.parametrize(
    ("reported", "keys"),
    [
        ("Keba", ["keba"]),
        ("KebaAG", ["kebaag", "keba"]),
        ("MennekesGmbHCoKG", ["mennekesgmbhcokg", "mennekes"]),
        ("KebaCoLtdInc", ["kebacoltdinc", "kebacoltd", "keba"]),
        ("ab00" + "ag" * 98, ["ab00" + "ag" * each for each in (98, 97, 96)]),
        ("Schneider Electric G", ["schneiderelectricg", "schneiderelectric"]),
        ("Schneider Electric", ["schneiderelectric"]),
        ("ABAG", ["abag"]),
        ("", [""]),
    ],
)
def test_a_form_that_is_cut_or_glued_gives_another_key(reported: str, keys: list[str]) -> None:
    assert vendor_key_candidates(reported) == keys


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("PLP1-0-2-4", "plp1024"),
        ("Eve Mini+", "evemini+"),
        ("Eve Mini", "evemini"),
        ("AMTRON® 4You 560", "amtron4you560"),
        ("7,4 kW", "74kw"),
        ("²", "2"),
        ("...", ""),
    ],
)
def test_the_key_of_a_model_keeps_letters_digits_and_plus(name: str, key: str) -> None:
    assert normalise_model(name) == key


@pytest.mark.parametrize(
    ("name", "reported", "may_be"),
    [
        ("PLP1-0-2-4", "plp1 0 2 4", True),
        ("PLP1-0-2-4", "PLP1024", True),
        ("PLP1-0-2-4", "PLP10-2-4", False),
        ("PLP1-0-2-4", "PLP1-02-4", False),
        ("PLP1024", "PLP1-0-2-4", False),
        ("Wallbox 7.4", "wallbox 7,4", True),
        ("Wallbox 7.4", "wallbox 74", False),
        ("Wallbox 74", "wallbox 7.4", False),
        ("7.4 1-2", "7.412", True),
        ("7.4 1-2", "74 1 2", False),
        # The places are those of the key, whatever grew together before them.
        ("e-\u0301 1-0", "é 1 0", True),
        ("e-\u0301 1-0 2", "é 10-2", False),
    ],
)
def test_what_stands_between_two_digits_counts(name: str, reported: str, may_be: bool) -> None:
    assert spelling_of(name).key == spelling_of(reported).key

    assert spelling_of(name).can_be_written_as(spelling_of(reported)) is may_be


def test_only_the_beginning_is_compared_where_a_name_was_cut() -> None:
    assert spelling_of("A1-0-2-4").can_be_written_as(spelling_of("A1-024"), length=3)
    assert not spelling_of("A1-0-2-4").can_be_written_as(spelling_of("A1-024"), length=4)


@pytest.mark.parametrize(
    ("number", "key"),
    [(" SN 12-34 ", "sn12-34"), ("v1.2 .3", "v1.2.3"), ("\u200b\x00a\ud800", "a"), ("a\u00b4", "á")],
)
def test_case_and_white_space_of_a_number_do_not_count_and_punctuation_does(number: str, key: str) -> None:
    assert normalise_number(number) == key


def test_twenty_characters_are_a_cut_text() -> None:
    assert may_be_truncated("Schneider Electric G")
    assert not may_be_truncated("Schneider Electric")


@pytest.mark.parametrize("of", [normalise_vendor, normalise_model, normalise_number])
@given(text=anything)
def test_a_key_is_its_own_key_and_no_longer_than_the_column(of: Callable[[str], str], text: str) -> None:
    key = of(text)

    assert of(key) == key
    assert len(key) <= 200
    key.encode()
    assert "\x00" not in key


@pytest.mark.parametrize("of", [normalise_vendor, normalise_model, normalise_number])
def test_a_text_that_grows_is_kept_within_the_column(of: Callable[[str], str]) -> None:
    key = of("\ufdfa" * 200)

    assert len(key) == 200
    assert of(key) == key


@given(text=anything)
def test_nothing_that_is_reported_is_too_odd_for_the_rule(text: str) -> None:
    vendors = vendor_key_candidates(text)
    words = split_words(text)
    itself = spelling_of(text)

    assert vendors[0] == normalise_vendor(text)
    assert len(vendors) <= 3
    assert all(words)
    assert itself.can_be_written_as(itself)


@given(text=st.text(st.characters(codec="ascii")))
def test_ascii_is_read_as_every_other_text(text: str) -> None:
    assert [*split_words(text), "é"] == split_words(f"{text} É")
