"""The API document, as a literal table: operations, fields, limits, defaults."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from tests.api_clients import MODELS
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

POWER_TYPES = ["AC_1_PHASE", "AC_3_PHASE", "DC"]
CONNECTION_TYPES = [
    "CHADEMO",
    "IEC_62196_T1",
    "IEC_62196_T1_COMBO",
    "IEC_62196_T2",
    "IEC_62196_T2_COMBO",
    "TESLA_R",
    "TESLA_S",
    "SAE_J3400",
]
FORMATS = ["CABLE", "SOCKET"]

REQUIRED = [
    "vendor",
    "model",
    "powerType",
    "connectors",
    "connectors/0/id",
    "connectors/0/connectionType",
    "connectors/0/format",
    "connectors/0/maxAmperage",
    "connectors/0/maxVoltage",
    "connectors/0/maxPowerWatts",
    "configurationKeys",
    "configurationKeys/ocppUrl",
]
OPTIONAL = ["friendlyName", "imageUrl"]
ENUMS = {
    "powerType": POWER_TYPES,
    "connectors/0/connectionType": CONNECTION_TYPES,
    "connectors/0/format": FORMATS,
}
TEXTS = ["vendor", "model", "friendlyName", "configurationKeys/ocppUrl"]
RATINGS = {
    "connectors/0/maxAmperage": 10_000,
    "connectors/0/maxVoltage": 10_000,
    "connectors/0/maxPowerWatts": 100_000_000,
}
ANSWERED = [
    "id",
    "vendor",
    "model",
    "friendlyName",
    "powerType",
    "connectors",
    "configurationKeys",
    "imageUrl",
    "isArchived",
    "createdAt",
    "updatedAt",
]


def place(body: dict[str, Any], path: str) -> tuple[Any, Any]:
    """The container and the key that a path such as connectors/0/id leads to."""
    *way, last = path.split("/")
    inner: Any = body
    for step in way:
        inner = inner[int(step) if isinstance(inner, list) else step]
    return inner, last


def with_value(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    container, key = place(body, path)
    container[key] = value
    return body


@pytest.mark.parametrize("path", REQUIRED)
def test_what_is_required_cannot_be_left_out(staff: APIClient, create_body: dict[str, Any], path: str) -> None:
    container, key = place(create_body, path)
    del container[key]

    response = staff.post(MODELS, create_body)

    assert response.status_code == 400
    [issue] = response.json()["errors"]
    assert (issue["pointer"], issue["code"]) == (f"#/{path}", "required")
    assert not ChargingStationModel.objects.exists()


@pytest.mark.parametrize("path", REQUIRED)
def test_what_is_required_cannot_be_null(staff: APIClient, create_body: dict[str, Any], path: str) -> None:
    response = staff.post(MODELS, with_value(create_body, path, None))

    assert response.status_code == 400
    [issue] = response.json()["errors"]
    assert (issue["pointer"], issue["code"]) == (f"#/{path}", "null")
    assert not ChargingStationModel.objects.exists()


@pytest.mark.parametrize("absent", [True, False], ids=["left out", "null"])
@pytest.mark.parametrize("name", OPTIONAL)
def test_what_is_optional_is_null_when_unset(
    staff: APIClient, create_body: dict[str, Any], name: str, absent: bool
) -> None:
    create_body.pop(name) if absent else create_body.update({name: None})

    response = staff.post(MODELS, create_body)

    assert response.status_code == 201
    assert response.json()["data"][name] is None
    assert staff.get(response["Location"]).json()[name] is None


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in ENUMS.items() for value in values])
def test_every_value_of_an_enumeration_is_taken(
    staff: APIClient, create_body: dict[str, Any], path: str, value: str
) -> None:
    response = staff.post(MODELS, with_value(create_body, path, value))

    assert response.status_code == 201
    container, key = place(response.json()["data"], path)
    assert container[key] == value


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("character", ["x", "é", "漢", "🔌"])
def test_a_text_has_at_most_200_code_points(
    staff: APIClient, create_body: dict[str, Any], path: str, character: str
) -> None:
    longest = staff.post(MODELS, with_value(create_body, path, character * 200))
    longer = staff.post(MODELS, with_value({**create_body, "model": "another"}, path, character * 201))

    assert longest.status_code == 201
    container, key = place(staff.get(longest["Location"]).json(), path)
    assert container[key] == character * 200
    assert longer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in longer.json()["errors"]] == [(f"#/{path}", "max_length")]


def test_an_image_url_has_at_most_500_characters(staff: APIClient, create_body: dict[str, Any]) -> None:
    url = "https://images.example.com/" + "x" * 473

    longest = staff.post(MODELS, {**create_body, "imageUrl": url})
    longer = staff.post(MODELS, {**create_body, "model": "another", "imageUrl": url + "x"})

    assert longest.json()["data"]["imageUrl"] == url
    assert longer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in longer.json()["errors"]] == [("#/imageUrl", "max_length")]


@pytest.mark.parametrize("path", TEXTS)
def test_white_space_around_a_text_is_dropped_and_its_case_is_kept(
    staff: APIClient, create_body: dict[str, Any], path: str
) -> None:
    response = staff.post(MODELS, with_value(create_body, path, " \t\n\u00a0Eve  PRO line\u2003 "))

    assert response.status_code == 201
    container, key = place(staff.get(response["Location"]).json(), path)
    assert container[key] == "Eve  PRO line"


@pytest.mark.parametrize(("path", "maximum"), RATINGS.items())
def test_a_rating_reaches_its_maximum_and_no_further(
    staff: APIClient, create_body: dict[str, Any], path: str, maximum: int
) -> None:
    most = staff.post(MODELS, with_value(create_body, path, maximum))
    more = staff.post(MODELS, with_value({**create_body, "model": "another"}, path, maximum + 1))

    assert most.status_code == 201
    assert more.status_code == 400
    assert [(each["pointer"], each["code"]) for each in more.json()["errors"]] == [(f"#/{path}", "max_value")]


@pytest.mark.parametrize(("number", "status"), [(0, 400), (1, 201), (64, 201), (65, 400)])
def test_a_model_has_1_to_64_connectors(
    staff: APIClient, create_body: dict[str, Any], number: int, status: int
) -> None:
    connectors = [{**create_body["connectors"][0], "id": connector_id} for connector_id in range(1, number + 1)]

    response = staff.post(MODELS, {**create_body, "connectors": connectors})

    assert response.status_code == status
    if status == 201:
        assert response.json()["data"]["connectors"] == connectors
    else:
        assert [each["pointer"] for each in response.json()["errors"]] == ["#/connectors"]


def test_connectors_keep_their_order(staff: APIClient, create_body: dict[str, Any]) -> None:
    connectors = [{**create_body["connectors"][0], "id": connector_id} for connector_id in (7, 2, 2_147_483_647, 1)]

    created = staff.post(MODELS, {**create_body, "connectors": connectors})

    assert [each["id"] for each in created.json()["data"]["connectors"]] == [7, 2, 2_147_483_647, 1]
    assert staff.get(created["Location"]).json()["connectors"] == connectors


def test_every_answer_has_every_field_in_the_documents_order(staff: APIClient) -> None:
    station_model = StationModelFactory()

    data = staff.get(f"{MODELS}/{station_model.pk}").json()

    assert list(data) == ANSWERED
    assert list(data["connectors"][0]) == [
        "id",
        "connectionType",
        "format",
        "maxAmperage",
        "maxVoltage",
        "maxPowerWatts",
    ]
    assert list(data["configurationKeys"]) == ["ocppUrl"]
