"""The OpenAPI document: the committed copy is the served one, and says what the contract says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from catalog.api.error_codes import ERROR_CODES

COPY = Path(__file__).parents[2] / "docs" / "openapi.json"
MODELS = "/asset-management/v1/charging-station-models"

OPERATIONS = {
    ("get", MODELS): "listChargingStationModels",
    ("post", MODELS): "createChargingStationModel",
    ("get", f"{MODELS}/changes"): "listChargingStationModelChanges",
    ("get", f"{MODELS}/export"): "exportChargingStationModels",
    ("get", f"{MODELS}/resolve"): "resolveReport",
    ("post", f"{MODELS}/resolve"): "resolveReports",
    ("get", f"{MODELS}/{{id}}"): "getChargingStationModel",
    ("get", f"{MODELS}/{{id}}/ocpi"): "getOcpiSkeletons",
    ("get", f"{MODELS}/vendors"): "listVendors",
    ("get", f"{MODELS}/{{id}}/evidence"): "getChargingStationModelEvidence",
    ("get", f"{MODELS}/{{id}}/history"): "listChargingStationModelHistory",
    ("patch", f"{MODELS}/{{id}}"): "updateChargingStationModel",
    ("post", f"{MODELS}/{{id}}/archive"): "archiveChargingStationModel",
    ("post", f"{MODELS}/{{id}}/unarchive"): "unarchiveChargingStationModel",
}


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    document: dict[str, Any] = Client().get("/openapi.json").json()
    return document


def operations_of(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(method, path): each for path, item in document["paths"].items() for method, each in item.items()}


def test_the_committed_copy_is_the_served_document() -> None:
    served = Client().get("/openapi.json").content.decode()

    assert COPY.read_text() == served, "write it anew: python manage.py write_openapi"


def test_the_document_is_valid_openapi_3_1(served: dict[str, Any]) -> None:
    assert served["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(served).iter_errors()) == []


def test_every_operation_has_its_camel_case_id_and_no_other_operation_is_there(served: dict[str, Any]) -> None:
    assert {where: each["operationId"] for where, each in operations_of(served).items()} == OPERATIONS


def test_every_operation_is_told_in_full(served: dict[str, Any]) -> None:
    for where, operation in operations_of(served).items():
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["security"][0]["clientCredentials"], where
        for media in operation.get("requestBody", {"content": {}})["content"].values():
            assert media["examples"], where
        for status, response in operation["responses"].items():
            answer = response
            if "$ref" in response:
                answer = served["components"]["responses"][response["$ref"].rpartition("/")[2]]
            assert "X-Request-Id" in answer["headers"], (where, status)
            if status == "304":
                continue
            assert answer["content"], (where, status)
            # A file comes in several formats, and a workbook is no example.
            shown = [media["examples"] for media in answer["content"].values() if "examples" in media]
            assert shown, (where, status)
            if status >= "400":
                [examples] = shown
                assert {ERROR_CODES[code].status for code in examples} == {int(status)}, where


def test_the_create_request_has_the_limits_of_the_contract(served: dict[str, Any]) -> None:
    schema = served["components"]["schemas"]["CreateChargingStationModelRequest"]

    assert set(schema["required"]) == {"vendor", "model", "powerType", "connectors", "configurationKeys"}
    limits = {name: field.get("maxLength") for name, field in schema["properties"].items()}
    assert limits == {
        "vendor": 200,
        "model": 200,
        "friendlyName": 200,
        "powerType": None,
        "connectors": None,
        "configurationKeys": None,
        "imageUrl": 500,
    }
    assert schema["additionalProperties"] is False
    enums = {name: served["components"]["schemas"][name]["enum"] for name in ("PowerType", "ConnectorFormat")}
    assert enums == {"PowerType": ["AC_1_PHASE", "AC_3_PHASE", "DC"], "ConnectorFormat": ["CABLE", "SOCKET"]}
    assert served["components"]["schemas"]["ConnectionType"]["enum"] == [
        "CHADEMO",
        "IEC_62196_T1",
        "IEC_62196_T1_COMBO",
        "IEC_62196_T2",
        "IEC_62196_T2_COMBO",
        "TESLA_R",
        "TESLA_S",
        "SAE_J3400",
    ]


def schemas_in(part: Any) -> Iterator[dict[str, Any]]:
    """Each schema of the part that has a type, in whatever depth."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), (str, list)):
            yield part
        for name, inner in part.items():
            yield from schemas_in(inner) if name != "examples" else ()
    elif isinstance(part, list):
        for inner in part:
            yield from schemas_in(inner)


def test_what_callers_send_has_its_limits(served: dict[str, Any]) -> None:
    schemas = served["components"]["schemas"]
    sent = [schema for name, schema in schemas.items() if name.endswith("Request")]
    sent += [each["schema"] for operation in operations_of(served).values() for each in operation.get("parameters", [])]
    wanted = {
        "string": ({"maxLength", "pattern"}, {"enum"}),
        "integer": ({"format", "minimum", "maximum"},),
        "number": ({"exclusiveMinimum", "maximum"},),
        "array": ({"maxItems"},),
    }

    unlimited = [
        schema
        for schema in schemas_in(sent)
        for kind, alternatives in wanted.items()
        if kind in schema["type"] and not any(each <= schema.keys() for each in alternatives)
    ]

    assert unlimited == []
    assert len(list(schemas_in(sent))) > 50


@pytest.mark.parametrize("path", [MODELS, f"{MODELS}/export"])
def test_filters_by_power_are_numbers(served: dict[str, Any], path: str) -> None:
    types = {each["name"]: each["schema"].get("type") for each in served["paths"][path]["get"]["parameters"]}

    assert (types["minPowerWatts"], types["maxPowerWatts"]) == ("number", "number")


def test_what_is_not_given_has_no_default_that_asks_for_something_else(served: dict[str, Any]) -> None:
    parameters = served["paths"][f"{MODELS}/{{id}}/history"]["get"]["parameters"]

    [before] = [each["schema"] for each in parameters if each["name"] == "before"]

    assert "default" not in before


def test_the_page_that_shows_it_loads_from_this_host_alone(client: Client) -> None:
    page = client.get("/docs/reference").content.decode()

    assert "https://" not in page
    assert "http://" not in page


def test_the_document_is_json_with_a_final_newline() -> None:
    text = COPY.read_text()

    assert text.endswith("}\n")
    json.loads(text)
