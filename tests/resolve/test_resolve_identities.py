"""Reports that staff know: for what they wrote down, which of it decides, and what is in doubt."""

import pytest

from catalog.models import ChargingStationModel
from tests.factories import StationModelFactory
from tests.resolve.resolve_helpers import a_synonym, an_identity, candidates, names, resolved, told

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
    identity = an_identity("Wall Box", "ZAP-1.0", one, source="a log")

    resolution = resolved("WALLBOX Inc.", " zap 1.0 ")

    assert (resolution.match, resolution.rule, names(resolution.models)) == ("identity", "identity", ["One"])
    assert resolution.identity is not None
    assert (resolution.identity.pk, resolution.identity.source) == (identity.pk, "a log")


@pytest.mark.parametrize("reported", ["zap 10", "ZAP-10", "ZAP-1", "ZAP-1.0.1"])
def test_digits_count_in_identities_as_they_do_in_names(one: ChargingStationModel, reported: str) -> None:
    an_identity("Wall Box", "ZAP-1.0", one)

    assert told("Wall Box", reported) == ("none", [])


@pytest.mark.parametrize("vendor", ["", "  ", "\x00", "-"])
def test_a_vendor_may_be_empty(one: ChargingStationModel, vendor: str) -> None:
    an_identity("", "ACChargePoint", one)

    assert told(vendor, "ACChargePoint") == ("identity", ["One"])
    assert told("Huawei", "ACChargePoint") == ("none", [])


def test_an_identity_of_several_models_is_ambiguous_in_the_order_of_the_catalogue(
    one: ChargingStationModel, two: ChargingStationModel
) -> None:
    an_identity("Zaptec", "ZAP", two, one)

    resolution = resolved("Zaptec", "ZAP")

    assert (resolution.match, names(resolution.models)) == ("ambiguous", ["One", "Two"])
    assert [(each.found.model, each.score) for each in resolution.candidates] == [("One", 1), ("Two", 1)]
    assert resolution.rule == "identity"


def test_an_identity_works_under_all_names_of_its_vendor(one: ChargingStationModel) -> None:
    a_synonym("Zap Chargers", "Zaptec")
    an_identity("Zap Chargers", "ZAP", one)

    assert told("Zaptec", "ZAP") == ("identity", ["One"])
    assert told("Zap Chargers", "ZAP") == ("identity", ["One"])


# Beside names


def test_staffs_word_stands_above_a_name_where_the_two_differ(one: ChargingStationModel) -> None:
    an_identity("Zaptec", "Two", one)
    _a_model("Two")

    assert told("Zaptec", "Two") == ("identity", ["One"])


def test_a_name_stands_where_staff_say_the_same(one: ChargingStationModel) -> None:
    identity = an_identity("Zaptec", "one", one)

    resolution = resolved("Zaptec", "ONE")

    assert (resolution.match, resolution.rule, names(resolution.models)) == ("exact", "name", ["One"])
    assert resolution.identity is not None
    assert resolution.identity.pk == identity.pk


def test_staff_may_say_that_a_name_is_several_models(one: ChargingStationModel, two: ChargingStationModel) -> None:
    an_identity("Zaptec", "One", one, two)

    assert told("Zaptec", "One") == ("ambiguous", ["One", "Two"])


# Serial numbers and firmware


def test_the_longest_serial_number_that_fits_decides(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    an_identity("Zaptec", "ZAP", one)
    an_identity("Zaptec", "ZAP", two, serial_prefix="EVF2")
    an_identity("Zaptec", "ZAP", three, serial_prefix="EVF2S22")

    assert told("Zaptec", "ZAP", "EVF2S22-0001") == ("identity", ["Three"])
    assert told("Zaptec", "ZAP", " evf2 s7 ") == ("identity", ["Two"])
    assert told("Zaptec", "ZAP", "EVW") == ("identity", ["One"])
    assert told("Zaptec", "ZAP") == ("identity", ["One"])


def test_punctuation_counts_in_serial_numbers(one: ChargingStationModel) -> None:
    an_identity("Zaptec", "ZAP", one, serial_prefix="1-2")

    assert told("Zaptec", "ZAP", "12") == ("none", [])


def test_firmware_tells_models_apart_and_a_serial_number_does_so_before(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    an_identity("Zaptec", "ZAP", one, firmware_prefix="V1.")
    an_identity("Zaptec", "ZAP", two, firmware_prefix="V2.0.0.0.0")
    an_identity("Zaptec", "ZAP", three, serial_prefix="Z")

    assert told("Zaptec", "ZAP", "", "v1.9") == ("identity", ["One"])
    assert told("Zaptec", "ZAP", "ZZZ", "v2.0.0.0.0") == ("identity", ["Three"])
    assert told("Zaptec", "ZAP", "A", "v2.0.0.0.0") == ("identity", ["Two"])
    assert told("Zaptec", "ZAP", "A", "v3") == ("none", [])


def test_both_must_fit_where_both_are_asked_for(one: ChargingStationModel) -> None:
    an_identity("Zaptec", "ZAP", one, serial_prefix="Z", firmware_prefix="V1")

    assert told("Zaptec", "ZAP", "Z1", "V1.0") == ("identity", ["One"])
    assert told("Zaptec", "ZAP", "Z1", "V2") == ("none", [])
    assert told("Zaptec", "ZAP", "A", "") == ("none", [])


def test_a_condition_stands_above_a_name(one: ChargingStationModel, two: ChargingStationModel) -> None:
    an_identity("Zaptec", "One", two, serial_prefix="Z")

    assert told("Zaptec", "One", "Z1") == ("identity", ["Two"])
    assert told("Zaptec", "One", "A1") == told("Zaptec", "One") == ("exact", ["One"])


def test_a_number_that_would_tell_and_is_missing_leaves_it_in_doubt(
    one: ChargingStationModel, two: ChargingStationModel
) -> None:
    an_identity("Zaptec", "ZAP", two, serial_prefix="B")
    an_identity("Zaptec", "ZAP", one, serial_prefix="A")

    assert sorted(candidates("Zaptec", "ZAP")) == [("One", 0.9), ("Two", 0.9)]
    assert sorted(candidates("Zaptec", "ZAP", "  ")) == [("One", 0.9), ("Two", 0.9)]
    assert [each for each in candidates("Zaptec", "ZAP", "C") if each[1] == 0.9] == []


# Prefixes


def test_the_longest_beginning_decides(
    one: ChargingStationModel, two: ChargingStationModel, three: ChargingStationModel
) -> None:
    an_identity("Zaptec", "ZAP-*", one)
    an_identity("Zaptec", "ZAP-P*", two)
    an_identity("Zaptec", "ZAP-PRO", three)

    assert told("Zaptec", "zap_go") == ("identity", ["One"])
    assert told("Zaptec", "zap") == ("identity", ["One"])
    assert told("Zaptec", "ZAP PLUS") == ("identity", ["Two"])
    assert told("Zaptec", "ZAP-PRO") == ("identity", ["Three"])
    assert told("Zaptec", "ZAP-PRO-2") == ("identity", ["Two"])
    assert told("Zaptec", "ZA") == ("none", [])


def test_a_name_in_full_stands_above_a_beginning(one: ChargingStationModel, two: ChargingStationModel) -> None:
    an_identity("Zaptec", "Two*", one)

    assert told("Zaptec", "two") == ("exact", ["Two"])
    assert told("Zaptec", "two-b") == ("identity", ["One"])


def test_a_name_that_was_cut_stands_above_a_beginning(one: ChargingStationModel) -> None:
    _a_model("Zaptec Charger Type Two")
    an_identity("Zaptec", "Zaptec*", one)

    assert told("Zaptec", "Zaptec Charger Type ") == ("exact", ["Zaptec Charger Type Two"])


def test_a_beginning_keeps_its_digits_apart(one: ChargingStationModel) -> None:
    an_identity("Zaptec", "ZAP1-0-2*", one)

    assert told("Zaptec", "ZAP1-0-2-44") == ("identity", ["One"])
    assert told("Zaptec", "ZAP1024") == ("identity", ["One"])
    assert told("Zaptec", "ZAP10-2-4") == ("none", [])


def test_a_beginning_may_ask_for_a_serial_number_too(one: ChargingStationModel, two: ChargingStationModel) -> None:
    an_identity("Zaptec", "ZAP*", one)
    an_identity("Zaptec", "ZAP*", two, serial_prefix="Z")

    assert told("Zaptec", "ZAP-1", "Z1") == ("identity", ["Two"])
    assert told("Zaptec", "ZAP-1", "A1") == told("Zaptec", "ZAP-1") == ("identity", ["One"])
