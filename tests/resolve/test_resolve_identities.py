"""Reports that staff know: for what they wrote down, which of it decides, and what is in doubt."""

import pytest

from catalog.models import ChargingStationModel
from tests.factories import StationModelFactory
from tests.resolve.resolve_helpers import candidates, create_identity, create_synonym, match_of, names, resolved

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> ChargingStationModel:
    return _a_model("One")


@pytest.fixture
def two() -> ChargingStationModel:
    return _a_model("Two")


@pytest.fixture
def three() -> ChargingStationModel:
    return _a_model("Three")


def _a_model(model: str) -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Zaptec", model=model)
    return station_model


def test_a_reported_identity_is_its_model(one: ChargingStationModel) -> None:
    identity = create_identity("Wall Box", "ZAP-1.0", one, source="a log")

    resolution = resolved("WALLBOX Inc.", " zap 1.0 ")

    assert (resolution.match, resolution.rule, names(resolution.models)) == ("identity", "identity", ["One"])
    assert resolution.identity is not None
    assert (resolution.identity.pk, resolution.identity.source) == (identity.pk, "a log")


@pytest.mark.parametrize("reported", ["zap 10", "ZAP-10", "ZAP-1", "ZAP-1.0.1"])
def test_digits_count_in_identities_as_they_do_in_names(one: ChargingStationModel, reported: str) -> None:
    create_identity("Wall Box", "ZAP-1.0", one)

    assert match_of("Wall Box", reported) == ("none", [])


@pytest.mark.parametrize("vendor", ["", "  ", "\x00", "-"])
def test_a_vendor_may_be_empty(one: ChargingStationModel, vendor: str) -> None:
    create_identity("", "ACChargePoint", one)

    assert match_of(vendor, "ACChargePoint") == ("identity", ["One"])
    assert match_of("Huawei", "ACChargePoint") == ("none", [])


def test_an_identity_of_several_models_is_ambiguous_in_the_order_of_the_catalogue(
    one: ChargingStationModel, two: ChargingStationModel
) -> None:
    create_identity("Zaptec", "ZAP", two, one)

    resolution = resolved("Zaptec", "ZAP")

    assert (resolution.match, names(resolution.models)) == ("ambiguous", ["One", "Two"])
    assert [(each.found.model, each.score) for each in resolution.candidates] == [("One", 1), ("Two", 1)]
    assert resolution.rule == "identity"


def test_an_identity_works_under_all_names_of_its_vendor(one: ChargingStationModel) -> None:
    create_synonym("Zap Chargers", "Zaptec")
    create_identity("Zap Chargers", "ZAP", one)

    assert match_of("Zaptec", "ZAP") == ("identity", ["One"])
    assert match_of("Zap Chargers", "ZAP") == ("identity", ["One"])


# Beside names


def test_staffs_word_stands_above_a_name_where_the_two_differ(one: ChargingStationModel) -> None:
    create_identity("Zaptec", "Two", one)
    _a_model("Two")

    assert match_of("Zaptec", "Two") == ("identity", ["One"])


def test_a_name_stands_where_staff_say_the_same(one: ChargingStationModel) -> None:
    identity = create_identity("Zaptec", "one", one)

    resolution = resolved("Zaptec", "ONE")

    assert (resolution.match, resolution.rule, names(resolution.models)) == ("exact", "name", ["One"])
    assert resolution.identity is not None
    assert resolution.identity.pk == identity.pk


def test_staff_may_say_that_a_name_is_several_models(one: ChargingStationModel, two: ChargingStationModel) -> None:
    create_identity("Zaptec", "One", one, two)

    assert match_of("Zaptec", "One") == ("ambiguous", ["One", "Two"])


# Serial numbers and firmware


def test_the_longest_serial_number_that_fits_decides(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    create_identity("Zaptec", "ZAP", one)
    create_identity("Zaptec", "ZAP", two, serial_prefix="EVF2")
    create_identity("Zaptec", "ZAP", three, serial_prefix="EVF2S22")

    assert match_of("Zaptec", "ZAP", "EVF2S22-0001") == ("identity", ["Three"])
    assert match_of("Zaptec", "ZAP", " evf2 s7 ") == ("identity", ["Two"])
    assert match_of("Zaptec", "ZAP", "EVW") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP") == ("identity", ["One"])


def test_punctuation_counts_in_serial_numbers(one: ChargingStationModel) -> None:
    create_identity("Zaptec", "ZAP", one, serial_prefix="1-2")

    assert match_of("Zaptec", "ZAP", "12") == ("none", [])


def test_firmware_tells_models_apart_and_a_serial_number_does_so_before(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    create_identity("Zaptec", "ZAP", one, firmware_prefix="V1.")
    create_identity("Zaptec", "ZAP", two, firmware_prefix="V2.0.0.0.0")
    create_identity("Zaptec", "ZAP", three, serial_prefix="Z")

    assert match_of("Zaptec", "ZAP", "", "v1.9") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP", "ZZZ", "v2.0.0.0.0") == ("identity", ["Three"])
    assert match_of("Zaptec", "ZAP", "A", "v2.0.0.0.0") == ("identity", ["Two"])
    assert match_of("Zaptec", "ZAP", "A", "v3") == ("none", [])


def test_both_must_fit_where_both_are_asked_for(one: ChargingStationModel) -> None:
    create_identity("Zaptec", "ZAP", one, serial_prefix="Z", firmware_prefix="V1")

    assert match_of("Zaptec", "ZAP", "Z1", "V1.0") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP", "Z1", "V2") == ("none", [])
    assert match_of("Zaptec", "ZAP", "A", "") == ("none", [])


def test_a_condition_stands_above_a_name(one: ChargingStationModel, two: ChargingStationModel) -> None:
    create_identity("Zaptec", "One", two, serial_prefix="Z")

    assert match_of("Zaptec", "One", "Z1") == ("identity", ["Two"])
    assert match_of("Zaptec", "One", "A1") == match_of("Zaptec", "One") == ("exact", ["One"])


def test_a_number_that_would_tell_and_is_missing_leaves_it_in_doubt(
    one: ChargingStationModel, two: ChargingStationModel
) -> None:
    create_identity("Zaptec", "ZAP", two, serial_prefix="B")
    create_identity("Zaptec", "ZAP", one, serial_prefix="A")

    assert sorted(candidates("Zaptec", "ZAP")) == [("One", 0.9), ("Two", 0.9)]
    assert sorted(candidates("Zaptec", "ZAP", "  ")) == [("One", 0.9), ("Two", 0.9)]
    assert [each for each in candidates("Zaptec", "ZAP", "C") if each[1] == 0.9] == []


# Prefixes


def test_the_longest_beginning_decides(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    create_identity("Zaptec", "ZAP-*", one)
    create_identity("Zaptec", "ZAP-P*", two)
    create_identity("Zaptec", "ZAP-PRO", three)

    assert match_of("Zaptec", "zap_go") == ("identity", ["One"])
    assert match_of("Zaptec", "zap") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP PLUS") == ("identity", ["Two"])
    assert match_of("Zaptec", "ZAP-PRO") == ("identity", ["Three"])
    assert match_of("Zaptec", "ZAP-PRO-2") == ("identity", ["Two"])
    assert match_of("Zaptec", "ZA") == ("none", [])


def test_a_name_in_full_stands_above_a_beginning(one: ChargingStationModel, two: ChargingStationModel) -> None:
    create_identity("Zaptec", "Two*", one)

    assert match_of("Zaptec", "two") == ("exact", ["Two"])
    assert match_of("Zaptec", "two-b") == ("identity", ["One"])


def test_a_name_that_was_cut_stands_above_a_beginning(one: ChargingStationModel) -> None:
    _a_model("Zaptec Charger Type Two")
    create_identity("Zaptec", "Zaptec*", one)

    assert match_of("Zaptec", "Zaptec Charger Type ") == ("exact", ["Zaptec Charger Type Two"])


def test_a_beginning_keeps_its_digits_apart(one: ChargingStationModel) -> None:
    create_identity("Zaptec", "ZAP1-0-2*", one)

    assert match_of("Zaptec", "ZAP1-0-2-44") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP1024") == ("identity", ["One"])
    assert match_of("Zaptec", "ZAP10-2-4") == ("none", [])


def test_a_beginning_may_ask_for_a_serial_number_too(one: ChargingStationModel, two: ChargingStationModel) -> None:
    create_identity("Zaptec", "ZAP*", one)
    create_identity("Zaptec", "ZAP*", two, serial_prefix="Z")

    assert match_of("Zaptec", "ZAP-1", "Z1") == ("identity", ["Two"])
    assert match_of("Zaptec", "ZAP-1", "A1") == match_of("Zaptec", "ZAP-1") == ("identity", ["One"])
