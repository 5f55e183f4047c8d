"""What is answered, whole: each operation's status, envelope, headers; and what no operation answers."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def station_model() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(
        vendor="Wall Box Chargers",
        model="PLP1-0-2-4",
        friendly_name="Pulsar Plus",
        power_type="AC_1_PHASE",
        ocpp_url_key="CentralSystemAddress",
        image_url="https://images.example.com/pulsar.png",
        connectors=[connector_data(1, format="CABLE", max_amperage=Decimal("32.5")), connector_data(2)],
    )
    return station_model


def document(station_model: ChargingStationModel, **changed: Any) -> dict[str, Any]:
    """What the contract says of the model above."""
    station_model.refresh_from_db()
    return {
        "id": str(station_model.pk),
        "vendor": "Wall Box Chargers",
        "model": "PLP1-0-2-4",
        "friendlyName": "Pulsar Plus",
        "powerType": "AC_1_PHASE",
        "connectors": [
            {
                "id": 1,
                "connectionType": "IEC_62196_T2",
                "format": "CABLE",
                "maxAmperage": 32.5,
                "maxVoltage": 230,
                "maxPowerWatts": 7360,
            },
            {
                "id": 2,
                "connectionType": "IEC_62196_T2",
                "format": "SOCKET",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 7360,
            },
        ],
        "configurationKeys": {"ocppUrl": "CentralSystemAddress"},
        "imageUrl": "https://images.example.com/pulsar.png",
        "isArchived": False,
        "createdAt": f"{station_model.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updatedAt": f"{station_model.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        **changed,
    }


def test_get_answers_the_model_bare(reader: APIClient, station_model: ChargingStationModel) -> None:
    response = reader.get(f"{MODELS}/{station_model.pk}")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == f'"1-{station_model.revision}"'
    assert response.json() == document(station_model)


def test_list_answers_models_and_whether_there_are_more(reader: APIClient, station_model: ChargingStationModel) -> None:
    response = reader.get(MODELS)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"data": {"hasMore": False, "items": [document(station_model)]}}


def test_an_empty_catalogue_is_an_empty_list(reader: APIClient) -> None:
    response = reader.get(MODELS)

    assert response.status_code == 200
    assert response.json() == {"data": {"hasMore": False, "items": []}}


def test_update_answers_the_model_as_it_is_now(writer: APIClient, station_model: ChargingStationModel) -> None:
    response = writer.patch(f"{MODELS}/{station_model.pk}", {"friendlyName": "Pulsar"})

    assert response.status_code == 200
    assert response.json() == {"data": document(station_model, friendlyName="Pulsar")}
    assert response["ETag"] == f'"1-{station_model.revision}"'
    assert station_model.friendly_name == "Pulsar"


def test_archive_answers_the_model_as_archived(staff: APIClient, station_model: ChargingStationModel) -> None:
    response = staff.post(f"{MODELS}/{station_model.pk}/archive")

    assert response.status_code == 200
    assert response.json() == {"data": document(station_model, isArchived=True)}
    assert response["ETag"] == f'"1-{station_model.revision}"'
    assert station_model.is_archived


def test_unarchive_answers_the_model_as_active(staff: APIClient, station_model: ChargingStationModel) -> None:
    staff.post(f"{MODELS}/{station_model.pk}/archive")

    response = staff.post(f"{MODELS}/{station_model.pk}/unarchive")

    assert response.status_code == 200
    assert response.json() == {"data": document(station_model)}
    assert response["ETag"] == f'"1-{station_model.revision}"'
    assert not station_model.is_archived


@pytest.mark.parametrize("route", ["", "/{id}", "/{id}/archive", "/{id}/unarchive"])
def test_a_slash_at_the_end_makes_no_difference(staff: APIClient, route: str) -> None:
    path = MODELS + route.format(id=StationModelFactory(vendor="Another").pk)
    if route in {"", "/{id}"}:
        without, with_slash = staff.get(path), staff.get(f"{path}/")
    else:
        without, with_slash = staff.post(path), staff.post(f"{path}/")

    assert without.status_code == with_slash.status_code == 200
    assert with_slash.json() == without.json()


def test_create_and_update_take_a_slash_at_the_end(staff: APIClient, create_body: dict[str, Any]) -> None:
    created = staff.post(f"{MODELS}/", create_body)
    renamed = staff.patch(f"{created['Location']}/", {"friendlyName": "Renamed"})

    assert created.status_code == 201
    assert renamed.status_code == 200
    assert ChargingStationModel.objects.get().friendly_name == "Renamed"


@pytest.mark.parametrize("route", ["", "/{id}"])
def test_head_is_get_without_its_body(reader: APIClient, route: str) -> None:
    path = MODELS + route.format(id=StationModelFactory().pk)

    response = reader.head(path)

    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Type"] == "application/json"
    assert response.get("ETag") == reader.get(path).get("ETag")


@pytest.mark.parametrize(
    ("route", "methods"),
    [
        ("", {"GET", "POST", "HEAD", "OPTIONS"}),
        ("/{id}", {"GET", "PATCH", "HEAD", "OPTIONS"}),
        ("/{id}/archive", {"POST", "OPTIONS"}),
        ("/{id}/unarchive", {"POST", "OPTIONS"}),
    ],
)
def test_other_methods_are_405_and_options_says_which_there_are(
    staff: APIClient, route: str, methods: set[str]
) -> None:
    path = MODELS + route.format(id=StationModelFactory().pk)
    before = catalogue_rows()

    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "LINK"} - methods:
        refused = staff.generic(method, path)
        assert refused.status_code == 405, method
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["code"] == "method_not_allowed"
        assert set(refused["Allow"].split(", ")) == methods
    told = staff.options(path)
    assert told.status_code == 200
    assert set(told["Allow"].split(", ")) == methods
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    "path",
    [
        "/asset-management",
        "/asset-management/v1",
        "/asset-management/v1/",
        "/asset-management/v1/nothing",
        "/asset-management/v2/charging-station-models",
        f"{MODELS}//",
        f"{MODELS}/{UNKNOWN}/nothing",
        "/nothing/at/all",
    ],
)
def test_an_unknown_path_is_404_in_json_whoever_asks(anonymous: APIClient, reader: APIClient, path: str) -> None:
    for caller in (anonymous, reader):
        response = caller.get(path)

        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert problem == {
            "type": "/problems/not-found",
            "title": "Not Found",
            "status": 404,
            "detail": "Not found. Check the path and the ID.",
            "instance": path,
            "code": "not_found",
            "requestId": response["X-Request-Id"],
        }
