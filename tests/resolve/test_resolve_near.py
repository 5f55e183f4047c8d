"""What a report that nothing fits comes near to: candidates for a person, never a match."""

from difflib import SequenceMatcher

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import StationModelFactory
from tests.resolve.resolve_helpers import candidates, create_synonym
from tests.strategies import rolled_back

pytestmark = pytest.mark.django_db


def _models(*models: str, vendor: str = "Wallbox") -> None:
    for model in models:
        StationModelFactory(vendor=vendor, model=model)


def test_the_nearest_stands_first_and_less_than_1_is_as_near_as_it_gets() -> None:
    _models("PLP2-0-2-2", "PLP1-0-2-3", "PLP1-0-2-4")

    found = candidates("Wallbox", "PLP1-0-2-5")

    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert {model for model, _ in found[:2]} == {"PLP1-0-2-3", "PLP1-0-2-4"}
    assert all(0.5 <= score < 1 for _, score in found)
    assert candidates("Wallbox", "PLP10-2-4")[0] == ("PLP1-0-2-4", 0.99)


def test_at_most_five_are_told() -> None:
    _models(*(f"Copper Business {letter}" for letter in "ABCDEFGH"))

    assert [model for model, _ in candidates("Wallbox", "Copper Business Z")] == [
        f"Copper Business {letter}" for letter in "ABCDE"
    ]


def test_equally_near_ones_stand_in_the_order_of_their_names_whenever_they_came_in() -> None:
    _models("Copper Business D", "Copper Business B", "Copper Business C", "Copper Business A")

    assert [model for model, _ in candidates("Wallbox", "Copper Business Z")] == [
        f"Copper Business {letter}" for letter in "ABCD"
    ]


def test_archived_ones_are_none() -> None:
    StationModelFactory(vendor="Wallbox", model="Copper Business A", archived=True)
    _models("Copper Business B")

    assert [model for model, _ in candidates("Wallbox", "Copper Business C")] == ["Copper Business B"]


def test_what_is_not_alike_is_none() -> None:
    _models("Pulsar", "Quasar")

    assert candidates("Wallbox", "7") == []


def test_a_model_of_another_vendor_is_less_near() -> None:
    _models("Copper Business A", vendor="Zaptec")
    _models("Copper Business B")

    (own, own_score), (other, other_score) = candidates("Wallbox", "Copper Business C")

    assert (own, other) == ("Copper Business B", "Copper Business A")
    assert own_score > other_score


def test_all_names_of_a_vendor_are_its_own() -> None:
    _models("Copper Business B")
    alone = candidates("Wallbox", "Copper Business C")
    create_synonym("Wall Box Chargers", "Wallbox")

    assert candidates("Wall Box Chargers", "Copper Business C") == alone


def test_the_same_name_of_another_vendor_is_near_and_no_match() -> None:
    _models("Copper Business", vendor="Zaptec")

    [(model, score)] = candidates("Zaptek", "Copper Business")

    assert model == "Copper Business"
    assert 0.8 < score < 1


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, *sorted((one, other)), autojunk=False).ratio()


names = st.text("abcx12", min_size=1, max_size=12)


@given(models=st.lists(names, min_size=1, max_size=19, unique=True), reported=names)
@example(models=["ng90060503", "ng90060507", "ng91060025", "ng91060523", "ng92061011"], reported="ng92052506")
@example(models=["kcp30ec220112000de", "kcp30ec2401b2m0r"], reported="kcp20es240030000st")
def test_those_told_are_the_best_of_all_that_stand_beside_the_report(models: list[str], reported: str) -> None:
    models = [each for each in models if each != reported]
    scores = {each: round(min(_ratio(reported, each), 0.99), 2) for each in models}
    best = sorted((each for each in models if scores[each] >= 0.5), key=lambda each: (-scores[each], each))[:5]
    with rolled_back():
        _models(*models)

        assert candidates("Wallbox", reported) == [(each, scores[each]) for each in best]
