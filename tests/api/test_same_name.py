"""Two models whose names cannot be told apart: the second one is refused, whatever stands in it that nobody sees."""
# ruff: noqa: RUF001 - characters that look like others are what this is about

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows

pytestmark = pytest.mark.django_db

SAME = [
    *("Stra\u200bße X1", "Stra\u200dße X1", "Stra\u2060ße X1", "Stra\u00adße X1", "Stra\u200eße X1", "Stra\u061cße X1"),
    *(
        "Straße\ufe0f X1",
        "Straße\U000e0041 X1",
        "Straße\u00a0X1",
        "Straße  X1",
        "Ｓｔｒａße Ｘ1",
        "STRASSE X1",
        "\u200bStraße X1",
    ),
]


@pytest.mark.parametrize("field", ["vendor", "model"])
@pytest.mark.parametrize("name", SAME, ids=ascii)
def test_a_name_that_looks_the_same_is_409_with_the_id_of_the_first(
    staff: APIClient, create_body: dict[str, Any], field: str, name: str
) -> None:
    first = staff.post(MODELS, create_body | {field: "Straße X1"}).json()["data"]
    before = catalogue_rows()

    response = staff.post(MODELS, create_body | {field: name})

    assert response.status_code == 409
    assert first["id"] in response.json()["detail"]
    assert catalogue_rows() == before


@pytest.mark.parametrize("name", ["RE", "R E", "R-E", "R+E+", "RЕ"], ids=ascii)
def test_a_name_that_can_be_told_apart_is_another(staff: APIClient, create_body: dict[str, Any], name: str) -> None:
    staff.post(MODELS, create_body | {"model": "R+E"})

    response = staff.post(MODELS, create_body | {"model": name})

    assert response.status_code == 201
    assert response.json()["data"]["model"] == name
    assert ChargingStationModel.objects.active().count() == 2


@pytest.mark.parametrize("field", ["vendor", "model", "friendlyName"])
@pytest.mark.parametrize(
    "name", ["\u200b", "\u00ad\u2060", "\ufe0f \u200d", "\U000e0041", "\u3164", "\u2800"], ids=ascii
)
def test_a_name_that_cannot_be_seen_is_400(
    staff: APIClient, create_body: dict[str, Any], field: str, name: str
) -> None:
    response = staff.post(MODELS, create_body | {field: name})

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert (error["pointer"], error["detail"]) == (f"#/{field}", "Must contain a visible character.")
    assert ChargingStationModel.objects.count() == 0


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"], ids=ascii)
def test_a_line_separator_is_a_control_character(staff: APIClient, create_body: dict[str, Any], separator: str) -> None:
    response = staff.post(MODELS, create_body | {"model": f"X{separator}1"})

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/model", "control_character")
    assert ChargingStationModel.objects.count() == 0


def test_text_is_kept_as_it_was_sent_and_found_by_what_is_seen(staff: APIClient, create_body: dict[str, Any]) -> None:
    created = staff.post(MODELS, create_body | {"model": "X\u200b1  a"}).json()["data"]

    assert created["model"] == "X\u200b1  a"
    found = staff.get(MODELS, {"vendor": create_body["vendor"], "model": "x1 A"}).json()["data"]["items"]
    assert [each["id"] for each in found] == [created["id"]]
