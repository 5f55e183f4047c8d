"""The `detail` of an error is the service's own text, and the same one wherever the problem is found."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from rest_framework import exceptions
from rest_framework.test import APIClient

from catalog.api.error_codes import ERROR_CODES
from catalog.messages import DUPLICATE_CONNECTOR_ID
from catalog.models import ChargingStationModel
from tests.factories import TEST_ACTOR, connector_data

DOCS = Path(__file__).parents[2] / "docs"
MODELS = "/asset-management/v1/charging-station-models"
DRF_ERRORS = (
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.NotAuthenticated,
    exceptions.Throttled,
    exceptions.UnsupportedMediaType,
)


@pytest.mark.parametrize(
    ("method", "headers", "code"),
    [
        ("PUT", {}, "method_not_allowed"),
        ("GET", {"Accept": "text/html"}, "not_acceptable"),
        ("POST", {"Content-Type": "text/plain"}, "unsupported_media_type"),
    ],
)
def test_refusal_by_drf_has_the_documented_detail(
    staff: APIClient, method: str, headers: dict[str, str], code: str
) -> None:
    response = staff.generic(method, MODELS, "text", headers=headers)

    assert (response.status_code, response.json()["code"]) == (ERROR_CODES[code].status, code)
    assert response.json()["detail"] == ERROR_CODES[code].example_detail
    assert not ChargingStationModel.objects.exists()


@pytest.mark.django_db
def test_request_without_a_token_has_the_documented_detail() -> None:
    response = APIClient().get(MODELS)

    assert (response.status_code, response.json()["detail"]) == (401, ERROR_CODES["not_authenticated"].example_detail)


def test_no_documented_detail_is_a_text_of_drf() -> None:
    beginnings = [str(each.default_detail).partition("{")[0] for each in DRF_ERRORS]

    assert [
        each.example_detail for each in ERROR_CODES.values() if each.example_detail.startswith(tuple(beginnings))
    ] == []


def test_documentation_shows_the_details_that_the_api_returns(staff: APIClient, create_body: dict[str, Any]) -> None:
    create_body["connectors"][0]["maxVoltage"] = "high"
    create_body["conectors"] = []

    problem = staff.post(MODELS, create_body, format="json").json()

    guide, page = ((DOCS / name).read_text() for name in ("guide/errors.md", "problems/validation-error.md"))
    assert f'"detail": "{problem["detail"]}"' in guide
    for error in problem["errors"]:
        assert f'{{"pointer": "{error["pointer"]}", "code": "{error["code"]}", "detail": "{error["detail"]}"}}' in page


def test_a_duplicate_connector_id_has_one_text(staff: APIClient, create_body: dict[str, Any]) -> None:
    create_body["connectors"] = [create_body["connectors"][0]] * 2
    by_api = staff.post(MODELS, create_body, format="json")

    with pytest.raises(ValidationError) as by_model:
        ChargingStationModel.objects.create_with_connectors(
            vendor="Alfen", model="Eve", connectors=[connector_data(1), connector_data(1)], by=TEST_ACTOR
        )

    assert by_api.status_code == 400
    assert [each["detail"] for each in by_api.json()["errors"]] == [DUPLICATE_CONNECTOR_ID]
    assert DUPLICATE_CONNECTOR_ID in by_model.value.messages
    assert not ChargingStationModel.objects.exists()
