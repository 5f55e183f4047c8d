"""Reports that are a model of the catalogue by name, however dirty they are; and how much they cost."""

import pytest

from catalog.models import ChargingStationModel
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve_many
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import queries
from tests.resolve.resolve_helpers import create_identity, create_synonym, match_of, names, resolved

pytestmark = pytest.mark.django_db

NONE = ("none", [])


# Names


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("Wallbox", "PLP1-0-2-4"),
        ("WALLBOX", "plp1-0-2-4"),
        ("  Wallbox\t", "\u00a0PLP1-0-2-4\r\n"),
        ("Wall box", "PLP 1 0 2 4"),
        ("wall.box", "PLP1_0_2_4"),
        ("Wallbox", "PLP1024"),
        ("\uff37\uff41llbox", "\uff30\uff2c\uff30\u2460-0-2-4"),  # full width, and a circled 1: NFKC
        ("Wallbox\x00", "PLP1\u20110\u20112\u20114\x00"),  # C strings, and hyphens that do not break
        ("Wallbox, S.L.", "PLP1-0-2-4"),
        ("Wallbox GmbH & Co. KG", "PLP1-0-2-4"),
        ("Wallbox Co., Ltd.", "PLP1-0-2-4"),
        ("Wallbox S. p. A.", "PLP1-0-2-4"),
        ("Wallbox Inc", "PLP1-0-2-4"),
        ("WallboxAG", "PLP1-0-2-4"),
    ],
)
def test_case_white_space_punctuation_and_legal_forms_do_not_count(vendor: str, model: str) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")

    assert match_of(vendor, model) == ("exact", ["PLP1-0-2-4"])


def test_a_legal_form_in_the_catalogue_need_not_be_reported() -> None:
    StationModelFactory(vendor="Bender GmbH & Co. KG", model="CC612")

    assert match_of("BENDER", "cc612") == ("exact", ["CC612"])


@pytest.mark.parametrize(
    ("model", "reported"),
    [
        ("PLP1-0-2-4", "PLP10-2-4"),
        ("PLP1-0-2-4", "PLP1-02-4"),
        ("Live 7.4 kW", "Live 74 kW"),
        ("Live 74 kW", "Live 7.4 kW"),
        ("Eve Mini", "Eve Mini+"),
        ("Eve Mini+", "Eve Mini"),
        ("Eve 22", "Eve 2"),
        ("Eve", "Eve Double"),
        ("Eve Double", "Eve"),
    ],
)
def test_what_can_tell_two_products_apart_counts(model: str, reported: str) -> None:
    StationModelFactory(vendor="Wallbox", model=model)

    assert match_of("Wallbox", reported) == NONE


@pytest.mark.parametrize("reported", ["live 7,4kw", "LIVE_7_4_KW", "Live 7 4 kW"])
def test_a_point_may_come_as_anything_but_nothing(reported: str) -> None:
    StationModelFactory(vendor="Webasto", model="Live 7.4 kW")

    assert match_of("Webasto", reported) == ("exact", ["Live 7.4 kW"])


def test_codes_that_differ_by_where_their_digits_stand_apart_are_each_their_own() -> None:
    for model in ("A1-11", "A11-1"):
        StationModelFactory(vendor="Wallbox", model=model)

    assert match_of("Wallbox", "a1 11") == ("exact", ["A1-11"])
    assert match_of("Wallbox", "a11 1") == ("exact", ["A11-1"])
    assert match_of("Wallbox", "a111") == ("ambiguous", ["A1-11", "A11-1"])


def test_the_same_but_for_case_stands_above_the_same_but_for_punctuation() -> None:
    for model in ("EVE-MINI", "Eve Mini", "EveMini"):
        StationModelFactory(vendor="Alfen", model=model)

    assert match_of("Alfen", "eve mini") == ("exact", ["Eve Mini"])
    assert match_of("Alfen", "eve_mini") == ("ambiguous", ["EVE-MINI", "Eve Mini", "EveMini"])


def test_the_vendor_as_it_is_written_decides_between_two_of_one_key() -> None:
    StationModelFactory(vendor="Delta GmbH", model="AC Mini", ocpp_url_key="first")
    StationModelFactory(vendor="Delta", model="AC Mini", ocpp_url_key="second")

    assert [each.vendor for each in resolved("DELTA", "ac mini").models] == ["Delta"]
    assert [each.vendor for each in resolved("Delta AG", "ac mini").models] == ["Delta GmbH", "Delta"]


@pytest.mark.parametrize("vendor", ["Wallbox", "", "GmbH", "Zaptec 2", "Zap"])
def test_the_same_model_of_another_vendor_is_no_match(vendor: str) -> None:
    StationModelFactory(vendor="Zaptec", model="Pro")
    create_identity("Zaptec", "ZPR*", StationModelFactory(vendor="Zaptec", model="Go"))

    assert match_of(vendor, "Pro") == NONE
    assert match_of(vendor, "ZPR-22") == NONE


@pytest.mark.parametrize("model", ["", "   ", "-", "\x00", "\u202e"])
def test_a_model_without_a_letter_or_digit_is_nothing(model: str) -> None:
    StationModelFactory(vendor="Zaptec", model="Pro")

    resolution = resolved("Zaptec", model)

    assert (resolution.match, resolution.candidates) == ("none", ())


def test_a_vendor_that_reports_nothing_is_not_the_one_that_is_all_punctuation() -> None:
    StationModelFactory(vendor="***", model="One")

    assert match_of("", "One") == NONE
    assert match_of("!!!", "One") == NONE
    assert match_of("***", "one") == ("exact", ["One"])


# Other names of vendors


def test_a_synonym_stands_for_all_models_of_its_vendor() -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    StationModelFactory(vendor="Wallbox", model="PLP2-0-2-2")
    create_synonym("Wall Box Chargers", "WALLBOX S.L.")

    assert match_of("Wall Box Chargers", "PLP1-0-2-4") == ("exact", ["PLP1-0-2-4"])
    assert match_of("WALLBOXCHARGERS Ltd.", "plp2 0 2 2") == ("exact", ["PLP2-0-2-2"])
    synonym = resolved("wall-box-chargers", "PLP2-0-2-2").synonym
    assert synonym is not None
    assert (synonym.name, synonym.vendor) == ("Wall Box Chargers", "WALLBOX S.L.")


def test_a_synonym_works_for_models_that_stand_under_it() -> None:
    StationModelFactory(vendor="UnitedChargers", model="Grizzl-E")
    create_synonym("UnitedChargers", "Grizzl")
    create_synonym("Grizzl-E Chargers", "Grizzl")

    assert match_of("Grizzl", "grizzle") == ("exact", ["Grizzl-E"])
    assert match_of("Grizzl-E Chargers", "grizzle") == ("exact", ["Grizzl-E"])


def test_no_synonym_is_named_where_none_was_needed() -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    create_synonym("Wall Box Chargers", "Wallbox")

    assert resolved("Wallbox AG", "PLP1-0-2-4").synonym is None


# Archived ones


def test_an_archived_model_is_found_and_has_no_successor_of_its_own() -> None:
    StationModelFactory(vendor="Alfen", model="NG900", archived=True)

    resolution = resolved("Alfen", "ng900")

    assert (resolution.match, names(resolution.models), resolution.successor) == ("exact", ["NG900"], None)
    assert resolution.models[0].is_archived is True


def test_an_active_model_stands_above_archived_ones_of_its_name() -> None:
    StationModelFactory(vendor="Alfen", model="NG-900", archived=True)
    active = StationModelFactory(vendor="Alfen", model="NG900")

    for reported in ("NG900", "ng_900"):
        assert [each.pk for each in resolved("Alfen", reported).models] == [active.pk]


def test_of_several_generations_that_are_archived_it_is_the_last() -> None:
    _, last = (StationModelFactory(vendor="Alfen", model=model, archived=True) for model in ("NG900", "ng900"))

    assert [each.pk for each in resolved("Alfen", "NG900").models] == [last.pk]


def _replaced(station_model: ChargingStationModel, model: str) -> ChargingStationModel:
    return station_model.replace(
        vendor="Alfen",
        model=model,
        power_type="AC_1_PHASE",
        ocpp_url_key="x",
        connectors=[connector_data()],
        by=TEST_ACTOR,
    )


def test_the_end_of_the_line_of_replacements_is_the_successor() -> None:
    first = StationModelFactory(vendor="Alfen", model="NG900")
    last = _replaced(_replaced(first, "NG910"), "NG920")

    resolution = resolved("Alfen", "NG900")

    assert names(resolution.models) == ["NG900"]
    assert resolution.successor is not None
    assert resolution.successor.pk == last.pk


def test_a_line_that_ends_with_an_archived_model_has_no_successor() -> None:
    last = _replaced(StationModelFactory(vendor="Alfen", model="NG900"), "NG910")
    last.archive(by=TEST_ACTOR)

    assert resolved("Alfen", "NG900").successor is None


def test_the_active_twin_of_what_an_identity_points_to_is_its_successor() -> None:
    archived = StationModelFactory(vendor="Alfen", model="NG900", archived=True)
    create_identity("ICU", "Eve", archived)
    twin = StationModelFactory(vendor="ALFEN", model="ng900")

    resolution = resolved("ICU", "Eve")

    assert [each.pk for each in resolution.models] == [archived.pk]
    assert resolution.successor is not None
    assert resolution.successor.pk == twin.pk


# What it costs


def test_a_match_takes_two_queries() -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    create_identity("Wallbox", "Pulsar", station_model)
    create_identity("Wallbox", "PUL-*", station_model)

    for reported in ("PLP1-0-2-4", "Pulsar", "PUL-1"):
        with queries(2):
            assert resolved("Wallbox", reported).match != "none"


@pytest.mark.parametrize("rows", [1, 40])
def test_what_nothing_fits_takes_a_few_more_whatever_there_is(rows: int) -> None:
    for number in range(rows):
        StationModelFactory(vendor="Wallbox", model=f"Copper Business {number}")

    with queries(4):
        assert resolved("Wallbox", "Copper Busines").match == "none"
    with queries(5):
        assert resolved("Wallbox", "Copper Bxsiness 0123").match == "none"  # 20 characters, maybe cut


def test_a_hundred_matches_take_as_many_queries_as_one() -> None:
    for number in range(100):
        StationModelFactory(vendor="Wallbox", model=f"PLP{number}")

    with queries(2):
        resolutions = resolve_many([BootReport("WALLBOX", f"plp {number}") for number in range(100)])

    assert [names(each.models) for each in resolutions] == [[f"PLP{number}"] for number in range(100)]


def test_nothing_is_asked_of_the_models_for_reports_without_one() -> None:
    with queries(1):
        [resolution] = resolve_many([BootReport("Wallbox", "")])

    assert resolution.match == "none"
