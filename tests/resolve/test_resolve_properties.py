"""Of resolving, whatever the catalogue holds and whatever is reported."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from catalog.exceptions import IdentityExists, SynonymExists
from catalog.models import ChargingStationModel
from catalog.normalise import normalise_model, normalise_vendor
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match, Resolution
from catalog.resolve.resolver import resolve, resolve_many
from tests.factories import StationModelFactory
from tests.resolve.resolve_helpers import create_identity, create_synonym
from tests.strategies import rolled_back, texts

pytestmark = pytest.mark.django_db

VENDORS = ["Alfen", "ALFEN B.V.", "Wallbox", "Wall Box Chargers", "Delta"]
MODELS = ["Eve", "EVE-1", "Eve 1", "Eve 1.1", "Eve 11", "EVlink Smart Charger Home", "EVlink Smart Charger 22"]
REPORTED = [*MODELS, "eve1", "eve 1 1", "EVlink Smart Charger", "Eve 12"]

anything = st.text(st.characters(), max_size=200) | st.sampled_from(["\x00", "\ud800", "\ufdfa" * 200, "", "\u0130"])
pairs = st.lists(st.tuples(st.sampled_from(VENDORS), st.sampled_from(MODELS)), min_size=1, max_size=6, unique=True)
reports = st.builds(BootReport, st.sampled_from(["", *VENDORS]), st.sampled_from(REPORTED))


def without_ids(resolution: Resolution) -> tuple[Any, ...]:
    """What it says, in the words of the catalogue: ids and revisions are given anew to each."""
    return (
        resolution.match,
        sorted((each.vendor, each.model) for each in resolution.models),
        resolution.rule,
        resolution.identity and (resolution.identity.vendor, resolution.identity.model),
        resolution.synonym and resolution.synonym.name,
        resolution.is_truncated,
        sorted((-each.score, each.found.vendor, each.found.model) for each in resolution.candidates),
    )


def fill(models: list[tuple[str, str]], identities: list[tuple[str, str]], synonyms: list[tuple[str, str]]) -> None:
    made = {pair: StationModelFactory(vendor=pair[0], model=pair[1]) for pair in models}
    named = sorted(made)
    for vendor, model in identities:
        create_identity(vendor, model, made[named[len(model) % len(named)]])
    for name, vendor in synonyms:
        create_synonym(name, vendor)


def distinct(models: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without those that the catalogue takes for one."""
    return list({(vendor.casefold(), model.casefold()): (vendor, model) for vendor, model in models}.values())


@given(data=st.data(), models=pairs, identities=pairs, asked=st.lists(reports, min_size=1, max_size=8))
def test_the_order_in_which_the_catalogue_was_filled_does_not_matter(
    data: st.DataObject, models: list[tuple[str, str]], identities: list[tuple[str, str]], asked: list[BootReport]
) -> None:
    models = distinct(models)
    synonyms = [("Wall Box Chargers", "Wallbox"), ("Alfen ICU", "Alfen")]
    answers = []
    try:
        for shuffled in (False, True):
            with rolled_back():
                rows = [data.draw(st.permutations(each)) if shuffled else each for each in (models, identities)]
                fill(*rows, synonyms)
                answers.append([without_ids(each) for each in resolve_many(asked)])
    except (IdentityExists, SynonymExists):
        assume(False)

    assert answers[0] == answers[1]


@pytest.mark.parametrize("models", list(permutations([("Wall Box Chargers", "EVE-1"), ("Wallbox", "EVE-1")])))
def test_the_synonym_is_told_whichever_of_the_models_came_first(models: tuple[tuple[str, str], ...]) -> None:
    fill(list(models), [], [("Wall Box Chargers", "Wallbox")])

    resolution = resolve(BootReport("Wall Box Chargers", "eve 1"))

    assert without_ids(resolution)[4] == "Wall Box Chargers"


@given(models=pairs, identities=pairs, asked=st.lists(reports, min_size=1, max_size=8))
def test_a_report_is_what_it_is_among_others(
    models: list[tuple[str, str]], identities: list[tuple[str, str]], asked: list[BootReport]
) -> None:
    try:
        with rolled_back():
            fill(distinct(models), identities, [("Wall Box Chargers", "Wallbox")])

            assert resolve_many(asked) == [resolve(each) for each in asked]
    except (IdentityExists, SynonymExists):
        assume(False)


@given(vendor=texts, model=texts, other_vendor=texts, other_model=texts)
def test_an_unrelated_pair_never_matches(vendor: str, model: str, other_vendor: str, other_model: str) -> None:
    keys = (
        {normalise_vendor(vendor), normalise_vendor(other_vendor)},
        {normalise_model(model), normalise_model(other_model)},
    )
    assume(any(len({key[:3] for key in each}) == 2 for each in keys))
    with rolled_back():
        fill([(vendor, model)], [], [])

        assert resolve(BootReport(other_vendor, other_model)).match is Match.NONE


@given(vendor=texts, model=texts)
@example(vendor="***", model="One")
@example(vendor="GmbH", model="GmbH")
@example(vendor="KebaAG", model="1.1")
@example(vendor="\ufdfa" * 200, model="\ufdfa" * 200)
def test_a_name_is_itself(vendor: str, model: str) -> None:
    assume(normalise_model(model))
    with rolled_back():
        station_model: ChargingStationModel = StationModelFactory(vendor=vendor, model=model)

        resolution = resolve(BootReport(vendor, model))

    assert resolution.match is Match.EXACT
    assert [each.pk for each in resolution.models] == [station_model.pk]


@given(report=st.builds(BootReport, anything, anything, anything, anything))
@example(report=BootReport("\ufdfa" * 200, "\ufdfa" * 200, "\ufdfa" * 200, "\ufdfa" * 200))
@example(report=BootReport("\ud800" * 20, "\udfff" * 20, "\ud800", "\ud800"))
@example(report=BootReport("\x00" * 20, "a\x00b" * 6 + "ab", "\x00", "\x00"))
@example(report=BootReport("\U0010ffff" * 20, "a" * 19 + "\U0010ffff"))
def test_whatever_is_reported_is_answered(report: BootReport) -> None:
    with rolled_back():
        fill([("Alfen", "Eve")], [("Alfen", "E-V-1*")], [("ICU", "Alfen")])

        resolution = resolve(report)

    assert resolution.match in Match


def test_a_batch_of_the_longest_names_is_answered() -> None:
    asked = [BootReport(f"{number}" + "v" * 190, f"{number}" + "m" * 190) for number in range(100, 200)]

    assert {each.match for each in resolve_many(asked)} == {Match.NONE}
