"""The words of tables: each stands for one thing, and every column and value has one without being listed."""

import pytest

from catalog.choices import ConnectionType, ConnectorFormat, EvidenceLevel, PowerType
from catalog.library.columns import COLUMNS
from catalog.library.table_words import (
    PHASES,
    find_heading,
    find_several_values,
    find_unit,
    find_usual_value,
    find_value,
    fold_words,
    load_words,
)


def test_every_column_has_its_name_for_a_heading() -> None:
    assert [find_heading(each.name).column for each in COLUMNS] == [each.name for each in COLUMNS]


@pytest.mark.parametrize(
    ("column", "choices"),
    [
        ("powerType", PowerType),
        ("connectionType", ConnectionType),
        ("format", ConnectorFormat),
        ("ratingsEvidence", EvidenceLevel),
    ],
)
def test_every_value_and_label_is_known(column: str, choices: type) -> None:
    for each in choices:
        assert find_value(column, each.value) == find_value(column, each.value.lower()) == each.value
        assert find_value(column, each.label) == each.value


def test_no_word_stands_for_two_things() -> None:
    groups = [load_words()["headings"], *load_words()["values"].values(), *load_words()["units"].values()]

    for group in groups:
        folded = [fold_words(word) for words in group.values() for word in {fold_words(each) for each in words}]
        assert "" not in folded
        assert sorted(folded) == sorted(set(folded))


def test_a_word_of_several_values_is_none_of_them() -> None:
    for column, words in load_words()["several"].items():
        for word, values in words.items():
            assert find_value(column, word) is None
            assert find_several_values(column, word) == values
            assert [find_value(column, value) for value in values] == values
    for column, words in load_words()["usually"].items():
        for word, value in words.items():
            assert (find_value(column, word), find_usual_value(column, word)) == (None, value)


@pytest.mark.parametrize(
    "heading", ["", "?", "Notes", "Power (mW)", "Power (A)", "Current (kW)", "kW", "Connector", "Name"]
)
def test_a_heading_that_may_be_anything_is_not_known(heading: str) -> None:
    assert find_heading(heading) is None


def test_units_are_told_apart() -> None:
    assert [find_unit("maxPowerWatts", each).exponent for each in ("W", "kW", "KW", "MW")] == [0, 3, 3, 6]
    assert find_unit("maxPowerWatts", "mW") is None
    assert find_unit("maxPowerWatts", "A") is None
    assert find_unit("connectorId", "A") is None
    assert find_heading("PHASES") == find_heading(PHASES)
