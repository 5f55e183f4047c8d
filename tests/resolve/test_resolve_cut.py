"""Names of which OCPP 1.6 left the first 20 characters."""

import pytest

from catalog.models import ChargingStationModel
from tests.factories import StationModelFactory
from tests.resolve.resolve_helpers import candidates, create_identity, create_synonym, match_of, resolved

pytestmark = pytest.mark.django_db

NONE = ("none", [])
IN_DOUBT = 0.9


def _a_model(model: str, vendor: str = "Zaptec", **fields: bool) -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor=vendor, model=model, **fields)
    return station_model


def test_the_one_model_that_begins_like_20_characters_is_it() -> None:
    _a_model("EVlink Smart Charger Home")
    reported = "EVLINK SMART CHARGER"
    assert len(reported) == 20

    resolution = resolved("Zaptec", reported)

    assert match_of("Zaptec", reported) == ("exact", ["EVlink Smart Charger Home"])
    assert (resolution.is_truncated, resolution.rule, resolution.identity) == (True, "name", None)


@pytest.mark.parametrize("reported", ["EVLINK SMART CHARGE", "EVLINK SMART CHARGER ", "EVLINK SMART CHARGER H"])
def test_other_lengths_are_not_cut(reported: str) -> None:
    _a_model("EVlink Smart Charger Home")

    assert len(reported) != 20
    assert match_of("Zaptec", reported) == NONE


def test_20_characters_that_are_a_name_in_full_are_that_name() -> None:
    _a_model("EVlink Smart Charger Home")
    _a_model("EVlink Smart Charger")

    resolution = resolved("Zaptec", "EVlink Smart Charger")

    assert [each.model for each in resolution.models] == ["EVlink Smart Charger"]
    assert resolution.is_truncated is False


@pytest.mark.parametrize("model", ["EVlink Smart Charger 22 kW", "EVlink Smart Charger T2"])
def test_a_figure_that_was_cut_off_leaves_it_in_doubt(model: str) -> None:
    _a_model(model)

    assert candidates("Zaptec", "EVlink Smart Charger") == [(model, IN_DOUBT)]


def test_several_that_begin_so_are_ambiguous() -> None:
    _a_model("EVlink Smart Charger 22 kW")
    _a_model("EVlink Smart Charger Home")

    resolution = resolved("Zaptec", "EVlink Smart Charger")

    assert (resolution.match, resolution.is_truncated) == ("ambiguous", True)
    assert match_of("Zaptec", "EVlink Smart Charger")[1] == ["EVlink Smart Charger 22 kW", "EVlink Smart Charger Home"]


def test_an_archived_one_may_be_what_was_cut_as_well_as_an_active_one() -> None:
    _a_model("EVlink Smart Charger Home", archived=True)
    _a_model("EVlink Smart Charger Depot")

    assert match_of("Zaptec", "EVlink Smart Charger") == (
        "ambiguous",
        ["EVlink Smart Charger Home", "EVlink Smart Charger Depot"],
    )


def test_generations_of_one_name_are_one() -> None:
    _a_model("EVlink Smart Charger Home", archived=True)
    active = _a_model("evlink smart charger home")

    assert [each.pk for each in resolved("Zaptec", "EVlink Smart Charger").models] == [active.pk]


def test_less_than_12_letters_and_digits_could_be_the_beginning_of_anything() -> None:
    _a_model("EV - - - - - - Smart Home")
    reported = "EV - - - - - - Smart"

    assert len(reported) == 20
    assert match_of("Zaptec", reported) == NONE


def test_digits_are_kept_apart_in_what_is_left() -> None:
    _a_model("PLP1-0-2-4 Pulsar Plus Home")

    assert match_of("Zaptec", "PLP1-0-2-4 Pulsar Pl") == ("exact", ["PLP1-0-2-4 Pulsar Plus Home"])
    assert match_of("Zaptec", "PLP10-2-4 Pulsar Plu") == NONE


def test_more_than_64_that_begin_so_are_nothing() -> None:
    for number in range(65):
        _a_model(f"EVlink Smart Charger {chr(65 + number // 26)}{chr(65 + number % 26)}")

    assert match_of("Zaptec", "EVlink Smart Charger") == NONE


def test_the_one_that_fits_among_more_than_can_be_read_is_not_claimed() -> None:
    _a_model("EVlink11-1 Charger Home")
    for number in range(70):
        _a_model(f"EVlink1-11 Charger {chr(65 + number // 26)}{chr(65 + number % 26)}")

    assert match_of("Zaptec", "EVlink11-1 - Charger") == NONE


# Vendors


def test_a_vendor_is_cut_too() -> None:
    _a_model("ADC-180", vendor="Phoenix Contact E-Mobility")
    reported = "Phoenix Contact E-Mo"
    assert len(reported) == 20

    resolution = resolved(reported, "ADC 180")

    assert match_of(reported, "ADC 180") == ("exact", ["ADC-180"])
    assert resolution.is_truncated is True
    assert match_of(reported[:-1], "ADC 180") == NONE


def test_both_are_cut_together() -> None:
    _a_model("EVlink Smart Charger Home", vendor="Phoenix Contact E-Mobility")
    _a_model("EVlink Smart Charger Depot", vendor="Another")

    assert match_of("Phoenix Contact E-Mo", "EVlink Smart Charger") == ("exact", ["EVlink Smart Charger Home"])


def test_two_vendors_that_begin_so_are_ambiguous() -> None:
    for vendor in ("Phoenix Contact E-Mobility", "Phoenix Contact E-Motion"):
        _a_model("ADC-180", vendor=vendor)

    assert match_of("Phoenix Contact E-Mo", "ADC 180") == ("ambiguous", ["ADC-180", "ADC-180"])


@pytest.mark.parametrize("reported", ["Schneider Electric G", "Schneider Elektra In"])
def test_a_legal_form_is_cut_too(reported: str) -> None:
    _a_model("EVlink", vendor="Schneider Electric")
    _a_model("EVlink", vendor="Schneider Elektra")

    assert len(reported) == 20
    match, [model] = match_of(reported, "EVLINK")
    assert (match, model) == ("exact", "EVlink")
    [found] = resolved(reported, "EVLINK").models
    assert reported.startswith(found.vendor)


def test_the_other_name_of_a_vendor_is_cut_too() -> None:
    _a_model("ADC-180", vendor="Phoenix")
    create_synonym("Phoenix Contact E-Mobility", "Phoenix")

    resolution = resolved("Phoenix Contact E-Mo", "ADC 180")

    assert [each.model for each in resolution.models] == ["ADC-180"]
    assert resolution.synonym is not None
    assert resolution.synonym.name == "Phoenix Contact E-Mobility"


# Identities


def test_an_identity_is_cut_as_a_name_is() -> None:
    identity = create_identity("Zap", "EV-CC-AC1-M3-CBC-RCM-ETH", _a_model("One"))
    reported = "EV-CC-AC1-M3-CBC-RCM"
    assert len(reported) == 20

    resolution = resolved("ZAP", reported)

    assert match_of("ZAP", reported) == ("identity", ["One"])
    assert resolution.identity is not None
    assert (resolution.identity.pk, resolution.is_truncated) == (identity.pk, True)


def test_a_figure_cut_off_an_identity_leaves_it_in_doubt() -> None:
    create_identity("Zap", "EV-CC-AC1-M3-CBC-RCM-3PN", _a_model("One"))

    assert candidates("Zap", "EV-CC-AC1-M3-CBC-RCM")[0] == ("One", IN_DOUBT)


def test_an_identity_and_a_name_of_two_models_are_ambiguous() -> None:
    create_identity("Zaptec", "EVlink Smart Charger Home", _a_model("One"))
    _a_model("EVlink Smart Charger Depot")

    assert match_of("Zaptec", "EVlink Smart Charger") == ("ambiguous", ["One", "EVlink Smart Charger Depot"])


def test_a_serial_number_that_is_missing_leaves_it_in_doubt_as_well() -> None:
    create_identity("Zaptec", "EVlink Smart Charger Home", _a_model("One"), serial_prefix="Z")
    _a_model("EVlink Smart Charger Depot")
    reported = "EVlink Smart Charger"

    assert sorted(candidates("Zaptec", reported)) == [("EVlink Smart Charger Depot", IN_DOUBT), ("One", IN_DOUBT)]
    assert match_of("Zaptec", reported, "A1") == ("exact", ["EVlink Smart Charger Depot"])
    assert match_of("Zaptec", reported, "Z1")[0] == "ambiguous"


def test_20_characters_that_end_in_a_hyphen_can_be_each_name_that_begins_so() -> None:
    _a_model("KC-P20-ES240030-000", "KEBA")
    _a_model("KC-P20-ES240030-000-ST", "KEBA")
    reported = "KC-P20-ES240030-000-"
    assert len(reported) == 20

    assert match_of("KEBA", reported) == ("ambiguous", ["KC-P20-ES240030-000", "KC-P20-ES240030-000-ST"])
    assert match_of("KEBA", "KC-P20-ES240030-000") == ("exact", ["KC-P20-ES240030-000"])


def test_20_characters_that_end_in_a_hyphen_and_begin_no_longer_name_are_the_one_without() -> None:
    _a_model("KC-P20-ES240030-000", "KEBA")

    assert match_of("KEBA", "KC-P20-ES240030-000-") == ("exact", ["KC-P20-ES240030-000"])
