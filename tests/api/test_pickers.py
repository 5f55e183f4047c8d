"""The filters that pickers offer: `powerType`, `connectionType`, `format`, `minPowerWatts`, `maxPowerWatts`."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


def found_by(caller: APIClient, query: dict[str, str]) -> list[str]:
    response = caller.get(MODELS, query)
    assert response.status_code == 200, response.content
    return [each["model"] for each in response.json()["data"]["items"]]


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"powerType": "AC_1_PHASE"}, ["ac"]),
        ({"powerType": "DC"}, ["dc", "both"]),
        ({"powerType": "AC_3_PHASE"}, []),
        ({"connectionType": "IEC_62196_T2"}, ["ac", "both"]),
        ({"connectionType": "CHADEMO"}, ["dc", "both"]),
        ({"connectionType": "TESLA_R"}, []),
        ({"format": "SOCKET"}, ["ac", "both"]),
        ({"format": "CABLE"}, ["dc", "both"]),
        ({"connectionType": "CHADEMO", "format": "CABLE"}, ["dc", "both"]),
        # One that has both: the CHAdeMO is a cable, and the socket beside it is no CHAdeMO.
        ({"connectionType": "CHADEMO", "format": "SOCKET"}, []),
        ({"powerType": "DC", "connectionType": "IEC_62196_T2"}, ["both"]),
        ({"powerType": "AC_1_PHASE", "connectionType": "CHADEMO"}, []),
    ],
)
def test_a_picker_keeps_what_has_it(reader: APIClient, query: dict[str, str], models: list[str]) -> None:
    chademo = connector_data(2, connection_type="CHADEMO", format="CABLE")
    StationModelFactory(model="ac", power_type="AC_1_PHASE", connectors=[connector_data(1), connector_data(2)])
    StationModelFactory(model="dc", power_type="DC", connectors=[chademo])
    StationModelFactory(model="both", power_type="DC", connectors=[connector_data(1), chademo])
    StationModelFactory(model="gone", power_type="DC", connectors=[connector_data(1), chademo], archived=True)

    assert found_by(reader, query) == models


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"minPowerWatts": "7360"}, ["weak", "uneven", "strong"]),
        ({"minPowerWatts": "7360.000001"}, ["uneven", "strong"]),
        ({"maxPowerWatts": "7360"}, ["weak"]),
        ({"maxPowerWatts": "7359.999999"}, []),
        # Its strongest connector counts: the other one has 7360 W.
        ({"minPowerWatts": "50000"}, ["uneven", "strong"]),
        ({"minPowerWatts": "7360", "maxPowerWatts": "50000.5"}, ["weak", "uneven"]),
        ({"minPowerWatts": "50000.5", "maxPowerWatts": "50000.5"}, ["uneven"]),
        ({"minPowerWatts": "00050000.500000000"}, ["uneven", "strong"]),
        ({"minPowerWatts": "5.00005e4"}, ["uneven", "strong"]),
        ({"minPowerWatts": "1e-06", "maxPowerWatts": "7.36E+3"}, ["weak"]),
        ({"minPowerWatts": "100000000"}, ["strong"]),
        ({"minPowerWatts": "100000000.0", "maxPowerWatts": "100000000"}, ["strong"]),
        ({"minPowerWatts": "0.000001"}, ["weak", "uneven", "strong"]),
        ({"maxPowerWatts": "0.5"}, []),
        ({"minPowerWatts": f"1.{'0' * 20_000}"}, ["weak", "uneven", "strong"]),
    ],
    ids=lambda given: "&".join(f"{name}={value:.20}" for name, value in given.items()) if given is dict else None,
)
def test_power_is_that_of_the_strongest_connector_with_both_limits_included(
    reader: APIClient, query: dict[str, str], models: list[str]
) -> None:
    StationModelFactory(model="weak", connectors=[connector_data(max_power_watts=7360)])
    StationModelFactory(
        model="uneven",
        connectors=[connector_data(1, max_power_watts=7360), connector_data(2, max_power_watts="50000.5")],
    )
    StationModelFactory(model="strong", connectors=[connector_data(max_power_watts=100_000_000)])

    assert found_by(reader, query) == models


def test_an_edited_model_is_found_by_what_it_has_now(reader: APIClient) -> None:
    station_model = StationModelFactory(model="edited", connectors=[connector_data(max_power_watts=7360)])

    station_model.edit(connectors=[connector_data(connection_type="SAE_J3400", max_power_watts=11000)], by=TEST_ACTOR)

    assert found_by(reader, {"connectionType": "SAE_J3400", "minPowerWatts": "11000"}) == ["edited"]
    assert found_by(reader, {"connectionType": "IEC_62196_T2"}) == []
    assert found_by(reader, {"maxPowerWatts": "7360"}) == []


def test_a_search_and_every_filter_keep_what_meets_them_all(reader: APIClient) -> None:
    wanted: dict[str, Any] = {
        "vendor": "Alfen",
        "model": "NG910",
        "friendly_name": "Eve Double",
        "power_type": "AC_3_PHASE",
        "connectors": [connector_data(format="CABLE", max_power_watts=22080)],
    }
    for missed in (
        {"vendor": "Zaptec"},
        {"model": "NG920"},
        {"vendor": "ALFEN AG", "friendly_name": "Eve Single"},
        {"power_type": "DC"},
        {"connectors": [connector_data(connection_type="TESLA_S", format="CABLE", max_power_watts=22080)]},
        {"connectors": [connector_data(format="SOCKET", max_power_watts=22080)]},
        {"connectors": [connector_data(format="CABLE", max_power_watts=22079)]},
        {"connectors": [connector_data(format="CABLE", max_power_watts=22081)]},
    ):
        StationModelFactory(**{**wanted, **missed}, archived=True)
    StationModelFactory(**{**wanted, "friendly_name": "Twice a double Eve"}, archived=True)
    StationModelFactory(**wanted)
    query = {
        "q": "dou ev",
        "vendor": "alfen",
        "model": "ng910",
        "powerType": "AC_3_PHASE",
        "connectionType": "IEC_62196_T2",
        "format": "CABLE",
        "minPowerWatts": "22080",
        "maxPowerWatts": "22080",
    }

    response = reader.get(MODELS, query | {"isArchived": "true"})

    assert [each["friendlyName"] for each in response.json()["data"]["items"]] == ["Twice a double Eve"]
    assert [each["friendlyName"] for each in reader.get(MODELS, query).json()["data"]["items"]] == ["Eve Double"]
