"""`q`: words that people type, found at the beginning of the words that a model is known by."""
# ruff: noqa: RUF001 - letters that look like others are what this is about

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel, ReportedIdentity
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


def found_by(caller: APIClient, q: str, **query: str) -> list[str]:
    response = caller.get(MODELS, {"q": q, **query})
    assert response.status_code == 200, response.content
    return [each["model"] for each in response.json()["data"]["items"]]


def a_pulsar() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(
        vendor="Wallbox GmbH", model="PLP1-0-2-4", friendly_name="Pulsar Plus 22 kW, Type 2 cable"
    )
    return station_model


@pytest.mark.parametrize(
    "q",
    [
        "wallbox",
        "WALLBOX",
        "wallb",
        "w",
        "plp1",
        "PLP1-0-2-4",
        "plp1024",
        "pulsar plus",
        "plus pulsar",
        "cable 22 wallbox plp1",
        "22 kW",
        "22kw",
        "22.0kW type2",
        "pulsar 7",
        "pulsar, pulsar (pulsar)",
        "  pulsar\u00a0 ",
        "ｐｕｌｓａｒ",
        "p",
        "pul pulsar",
        "plp1-0-2-4 pulsar plus 22 kw type 2 cable",
    ],
)
def test_a_model_is_found_by_the_beginnings_of_its_words_in_any_order(reader: APIClient, q: str) -> None:
    a_pulsar()
    StationModelFactory(vendor="Alfen", model="NG910", friendly_name="Eve Double")

    assert found_by(reader, q) == ["PLP1-0-2-4"]


@pytest.mark.parametrize(
    "q", ["ulsar", "pulsarr", "wallbox alfen", "pulsar 8", "zaptec", "23kw", "plp10245", "\ufffd b"]
)
def test_a_model_that_lacks_one_of_the_words_is_not_found(reader: APIClient, q: str) -> None:
    a_pulsar()

    assert found_by(reader, q) == []


@pytest.mark.parametrize(
    ("friendly_name", "q"),
    [("Straße", "STRASSE"), ("Schnéider", "SCHNE\u0301IDER"), ("漢字 🔌 室", "漢"), ("ﬁlter", "fil"), ("२२ kW", "२")],
)
def test_words_of_every_alphabet_are_found(reader: APIClient, friendly_name: str, q: str) -> None:
    StationModelFactory(model="there", friendly_name=friendly_name)

    assert found_by(reader, q) == ["there"]


@pytest.mark.parametrize(
    ("q", "models"),
    [("_ulsar", []), ("p_lsar", []), ("pul%", ["PLP1-0-2-4"]), ("pulsar\\", ["PLP1-0-2-4"]), ("pulsar' OR 1=1 --", [])],
)
def test_signs_part_words_and_mean_nothing_else(reader: APIClient, q: str, models: list[str]) -> None:
    a_pulsar()

    assert found_by(reader, q) == models


def test_a_word_longer_than_any_that_is_kept_is_found_by_its_beginning(reader: APIClient) -> None:
    StationModelFactory(model="x" * 100)

    assert found_by(reader, "x" * 100) == ["x" * 100]
    assert found_by(reader, "x" * 39 + "y") == []


def test_a_model_is_found_by_the_names_under_which_stations_report_it(reader: APIClient) -> None:
    station_model = a_pulsar()
    other = StationModelFactory(model="other")
    identity = ReportedIdentity.objects.create_audited(
        by=TEST_ACTOR, station_models=[station_model, other], vendor="Wall-Box Chargers", model="QX7 Mk-II*"
    )

    assert found_by(reader, "charg qx7") == ["PLP1-0-2-4", "other"]
    assert found_by(reader, "qx7mkii") == ["PLP1-0-2-4", "other"]
    assert found_by(reader, "charg qx7 pulsar") == ["PLP1-0-2-4"]

    identity.edit(by=TEST_ACTOR, station_models=[other])
    assert found_by(reader, "qx7") == ["other"]

    identity.delete_audited(by=TEST_ACTOR)
    assert found_by(reader, "qx7") == []


def test_a_renamed_model_is_found_by_its_new_name_alone(reader: APIClient) -> None:
    station_model = a_pulsar()

    station_model.rename("Quasar", by=TEST_ACTOR)

    assert found_by(reader, "quasar") == ["PLP1-0-2-4"]
    assert found_by(reader, "pulsar") == []


def test_the_archived_are_searched_by_themselves(reader: APIClient) -> None:
    StationModelFactory(vendor="Alfen", model="active")
    StationModelFactory(vendor="Alfen", model="archived", archived=True)

    assert found_by(reader, "alf") == ["active"]
    assert found_by(reader, "alf", isArchived="true") == ["archived"]


@pytest.mark.parametrize(
    ("fields", "found", "missed"),
    [
        (
            {"power_type": "AC_3_PHASE", "connectors": [connector_data(max_power_watts=22_080)]},
            [
                "22kW",
                "22 kW",
                "22,08 kW",
                "22.1kw",
                "type 2",
                "Type2",
                "typ-2",
                "3 phase",
                "3-phases",
                "three ph",
                "ac",
            ],
            ["2 kW", "20 kW", "220 kW", "type 1", "1 phase", "dc", "ccs2"],
        ),
        (
            {"power_type": "DC", "connectors": [connector_data(connection_type="IEC_62196_T2_COMBO")]},
            ["ccs2", "CCS 2", "ccs", "combo 2", "dc", "7.4 kW", "7 kW dc ccs2"],
            ["type 2", "ac", "3 phase", "ccs1"],
        ),
        (
            {"model": "NG 910", "friendly_name": "Eve2 32A"},
            ["ng910", "NG 910", "eve 2", "32 A", "910 eve"],
            ["10", "ve2"],
        ),
        ({"friendly_name": "Type 1, three-phase, 11 kW"}, ["type1", "3phase", "11kW"], ["1 kW"]),
    ],
)
def test_letters_and_digits_plugs_phases_and_power_are_found_however_they_are_written(
    reader: APIClient, fields: dict[str, Any], found: list[str], missed: list[str]
) -> None:
    StationModelFactory(**{"vendor": "Vendor", "model": "it", **fields})

    assert [q for q in found if not found_by(reader, q)] == []
    assert [q for q in missed if found_by(reader, q)] == []


def test_a_model_whose_connectors_change_is_found_by_what_it_has_now(reader: APIClient) -> None:
    station_model = a_pulsar()

    station_model.edit(by=TEST_ACTOR, power_type="DC", connectors=[connector_data(connection_type="CHADEMO")])

    assert found_by(reader, "chademo dc") == ["PLP1-0-2-4"]
    assert found_by(reader, "1 phase") == []
