"""GET /charging-station-models/{id}/ocpi: what an operator copies into a Location."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ONE_OF = "Must be one of 2.1.1, 2.2, 2.2.1, 2.3.0, 2.3."
CCS = {"connection_type": "IEC_62196_T2_COMBO", "format": "CABLE", "max_amperage": "200.5", "max_voltage": 920}
NACS = {"connection_type": "SAE_J3400", "format": "CABLE", "max_amperage": 500, "max_voltage": 1000}


def ask(caller: APIClient, station_model: Any, query: str = "version=2.2.1", **headers: str) -> Any:
    return caller.get(f"{MODELS}/{getattr(station_model, 'pk', station_model)}/ocpi?{query}", headers=headers)


def test_the_evses_of_a_model_are_told_in_the_words_of_the_version(reader: APIClient) -> None:
    station_model = StationModelFactory(
        power_type="DC",
        connectors=[
            connector_data(1, evse=1, max_power_watts=150_000, **CCS),
            connector_data(2, evse=1, max_power_watts=150_000, **NACS),
            connector_data(3, evse=2, max_power_watts=22_080),
        ],
    )

    old, new = ask(reader, station_model), ask(reader, station_model, "version=2.3.0")

    assert (old.status_code, new.status_code) == (200, 200)
    assert old["Content-Type"] == "application/json"
    dc = {"format": "CABLE", "power_type": "DC", "max_electric_power": 150_000}
    ccs = {"id": "1", "standard": "IEC_62196_T2_COMBO", **dc, "max_voltage": 920, "max_amperage": 200}
    nacs = {"id": "2", **dc, "max_voltage": 1000, "max_amperage": 500}
    socket = {"id": "3", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE"}
    socket |= {"max_voltage": 230, "max_amperage": 32, "max_electric_power": 22_080}
    older, named_short = ask(reader, station_model, "version=2.2"), ask(reader, station_model, "version=2.3")
    assert older.json() == {"data": {**old.json()["data"], "version": "2.2"}}
    assert named_short.json() == new.json()
    for response, version, standard in ((old, "2.2.1", "TESLA_S"), (new, "2.3.0", "SAE_J3400")):
        first = {"uid": "1", "connectors": [ccs, nacs | {"standard": standard}]}
        assert response.json() == {"data": {"version": version, "evses": [first, {"uid": "2", "connectors": [socket]}]}}


def test_2_1_1_is_told_in_its_own_words(reader: APIClient) -> None:
    station_model = StationModelFactory(
        power_type="DC", connectors=[connector_data(1, max_power_watts=150_000, **CCS), connector_data(2, **NACS)]
    )

    response = ask(reader, station_model, "version=2.1.1")

    assert response.status_code == 200
    dc = {"format": "CABLE", "power_type": "DC"}
    ccs = {"id": "1", "standard": "IEC_62196_T2_COMBO", **dc, "voltage": 920, "amperage": 200}
    nacs = {"id": "2", "standard": "TESLA_S", **dc, "voltage": 1000, "amperage": 500}
    evses = [{"uid": each["id"], "connectors": [each]} for each in (ccs, nacs)]
    assert response.json() == {"data": {"version": "2.1.1", "evses": evses}}


def test_an_archived_model_is_told_too(reader: APIClient) -> None:
    response = ask(reader, StationModelFactory(archived=True))

    assert response.status_code == 200
    assert [evse["uid"] for evse in response.json()["data"]["evses"]] == ["1"]


def test_an_unchanged_answer_is_304_until_the_model_changes(reader: APIClient) -> None:
    station_model = StationModelFactory()
    tag = ask(reader, station_model)["ETag"]

    same = ask(reader, station_model, **{"If-None-Match": tag})
    station_model.edit(connectors=[connector_data(evse=7)], by=TEST_ACTOR)
    changed = ask(reader, station_model, **{"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed["ETag"] not in (tag, "")
    assert changed.json()["data"]["evses"][0]["uid"] == "7"


@pytest.mark.parametrize(
    ("query", "parameter", "code", "told"),
    [
        ("", "version", "required", "This field is required."),
        ("version=", "version", "invalid_choice", ONE_OF),
        ("version=2.1", "version", "invalid_choice", ONE_OF),
        ("version=2.2.1&version=2.3.0", "version", "repeated", "This parameter must be given only once."),
        ("version=2.2.1&limit=1", "limit", "unknown_parameter", "Unknown query parameter."),
    ],
)
def test_a_version_that_is_not_there_is_400_and_names_those_that_are(
    reader: APIClient, query: str, parameter: str, code: str, told: str
) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    response = ask(reader, station_model, query)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [{"parameter": parameter, "code": code, "detail": told}]
    assert catalogue_rows() == before


@pytest.mark.parametrize("station_model", [UNKNOWN, "x", "0"])
def test_a_model_that_is_not_there_is_404(reader: APIClient, station_model: str) -> None:
    response = ask(reader, station_model)

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("rows", [1, 20])
def test_it_takes_one_query_and_the_authentication(reader: APIClient, rows: int) -> None:
    station_model = StationModelFactory(connectors=[connector_data(number) for number in range(1, rows + 1)])

    with queries(AUTHENTICATION + 1):
        response = ask(reader, station_model)

    assert len(response.json()["data"]["evses"]) == rows
