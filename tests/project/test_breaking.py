"""Each kind of break is found, and what only adds is none: done to today's document."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.project.breaking import Break, breaks

TODAY = Path(__file__).parents[2] / "docs" / "openapi.json"
MODELS = "/asset-management/v1/charging-station-models"

type_of_document = dict[str, Any]


def a_path(new: type_of_document) -> None:
    del new["paths"][f"{MODELS}/{{id}}/history"]


def an_operation(new: type_of_document) -> None:
    del new["paths"][MODELS]["post"]


def a_name(new: type_of_document) -> None:
    new["paths"][MODELS]["get"]["operationId"] = "listModels"


def a_scope(new: type_of_document) -> None:
    new["paths"][MODELS]["get"]["security"][0]["clientCredentials"] = ["models:write"]


def a_parameter(new: type_of_document) -> None:
    list_of = new["paths"][MODELS]["get"]["parameters"]
    list_of[:] = [each for each in list_of if each["name"] != "vendor"]


def parameter_of(new: type_of_document, name: str) -> type_of_document:
    parameters: list[type_of_document] = new["paths"][MODELS]["get"]["parameters"]
    return next(each for each in parameters if each["name"] == name)


def a_required_parameter(new: type_of_document) -> None:
    parameter_of(new, "vendor")["required"] = True


def a_limit_of_a_parameter(new: type_of_document) -> None:
    parameter_of(new, "vendor")["schema"]["maxLength"] = 100


def a_type_of_a_parameter(new: type_of_document) -> None:
    parameter_of(new, "limit")["schema"]["type"] = "integer"


def schema_of(new: type_of_document, name: str) -> type_of_document:
    found: type_of_document = new["components"]["schemas"][name]
    return found


def a_field_of_a_request(new: type_of_document) -> None:
    del schema_of(new, "CreateChargingStationModelRequest")["properties"]["imageUrl"]


def a_required_field_of_a_request(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["required"].append("imageUrl")


def a_new_required_field_of_a_request(new: type_of_document) -> None:
    schema_of(new, "ConnectorRequest")["properties"]["evseId"] = {"type": "integer"}
    schema_of(new, "ConnectorRequest")["required"].append("evseId")


def a_limit_of_a_request(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["properties"]["connectors"]["maxItems"] = 8


def a_limit_that_was_not(new: type_of_document) -> None:
    schema_of(new, "ReportRequest")["properties"]["vendor"]["minLength"] = 1


def a_pattern_of_a_request(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["properties"]["vendor"]["pattern"] = "^[A-Z]+$"


def null_in_a_request(new: type_of_document) -> None:
    schema_of(new, "UpdateChargingStationModelRequest")["properties"]["friendlyName"]["type"] = "string"


def a_choice(new: type_of_document) -> None:
    schema_of(new, "ConnectionType")["enum"].remove("TESLA_R")


def a_new_choice_of_an_answer(new: type_of_document) -> None:
    schema_of(new, "Match")["enum"].append("probable")


def a_required_body(new: type_of_document) -> None:
    new["paths"][f"{MODELS}/{{id}}/archive"]["post"]["requestBody"] = {"required": True, "content": {}}


def a_field_of_an_answer(new: type_of_document) -> None:
    del schema_of(new, "ChargingStationModel")["properties"]["imageUrl"]


def a_field_that_was_always_there(new: type_of_document) -> None:
    schema_of(new, "ChargingStationModel")["required"].remove("imageUrl")


def null_in_an_answer(new: type_of_document) -> None:
    schema_of(new, "ChargingStationModel")["properties"]["vendor"]["type"] = ["string", "null"]


def a_type_of_an_answer(new: type_of_document) -> None:
    schema_of(new, "Connector")["properties"]["maxPowerWatts"]["type"] = "string"


def a_status(new: type_of_document) -> None:
    responses = new["paths"][MODELS]["post"]["responses"]
    responses["200"] = responses.pop("201")


def a_header_of_an_answer(new: type_of_document) -> None:
    del new["paths"][MODELS]["post"]["responses"]["201"]["headers"]["Location"]


def an_error_code(new: type_of_document) -> None:
    del new["paths"][MODELS]["post"]["responses"]["409"]


@pytest.mark.parametrize(
    ("change", "operation", "what"),
    [
        (a_path, "listChargingStationModelHistory", "it is gone"),
        (an_operation, "createChargingStationModel", "it is gone"),
        (a_name, "listChargingStationModels", "its name is listModels"),
        (a_scope, "listChargingStationModels", "it needs the scope models:write"),
        (a_parameter, "listChargingStationModels", "parameter vendor is gone"),
        (a_required_parameter, "listChargingStationModels", "parameter vendor is required"),
        (a_limit_of_a_parameter, "listChargingStationModels", "maxLength of parameter vendor is 100"),
        (a_type_of_a_parameter, "listChargingStationModels", "parameter limit may not be string"),
        (a_field_of_a_request, "createChargingStationModel", "body.imageUrl is gone"),
        (a_required_field_of_a_request, "createChargingStationModel", "body.imageUrl is required"),
        (a_new_required_field_of_a_request, "createChargingStationModel", "body.connectors[].evseId is required"),
        (a_limit_of_a_request, "createChargingStationModel", "maxItems of body.connectors is 8"),
        (a_limit_that_was_not, "resolveReports", "minLength of body.items[].vendor is 1"),
        (a_pattern_of_a_request, "createChargingStationModel", "pattern of body.vendor is ^[A-Z]+$"),
        (null_in_a_request, "updateChargingStationModel", "body.friendlyName may not be null"),
        (a_choice, "createChargingStationModel", "body.connectors[].connectionType may not be TESLA_R"),
        (a_choice, "listChargingStationModels", "parameter connectionType may not be TESLA_R"),
        (a_new_choice_of_an_answer, "resolveReport", "answer.data.match may be probable"),
        (a_required_body, "archiveChargingStationModel", "a body is required"),
        (a_field_of_an_answer, "getChargingStationModel", "answer.imageUrl is gone"),
        (a_field_of_an_answer, "resolveReport", "answer.data.successor.imageUrl is gone"),
        (a_field_that_was_always_there, "getChargingStationModel", "answer.imageUrl may be absent"),
        (null_in_an_answer, "getChargingStationModel", "answer.vendor may be null"),
        (a_type_of_an_answer, "getChargingStationModel", "answer.connectors[].maxPowerWatts may be string"),
        (a_status, "createChargingStationModel", "the answer 201 is gone"),
        (a_header_of_an_answer, "createChargingStationModel", "header Location of 201 is gone"),
        (an_error_code, "createChargingStationModel", "the error code already_exists is gone"),
    ],
)
def test_a_break_is_found(change: Callable[[type_of_document], None], operation: str, what: str) -> None:
    old = json.loads(TODAY.read_text())
    new = copy.deepcopy(old)
    change(new)

    assert Break(operation, what) in breaks(old, new)
    assert breaks(old, old) == []


def a_new_path(new: type_of_document) -> None:
    new["paths"][f"{MODELS}/compare"] = {"get": {**new["paths"][MODELS]["get"], "operationId": "compare"}}


def a_new_parameter(new: type_of_document) -> None:
    new["paths"][MODELS]["get"]["parameters"].append({"in": "query", "name": "order", "schema": {"type": "string"}})


def a_new_field_of_an_answer(new: type_of_document) -> None:
    schema = schema_of(new, "ChargingStationModel")
    schema["properties"]["notes"] = {"type": "string"}
    schema["required"].append("notes")


def a_new_field_of_a_request(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["properties"]["notes"] = {"type": "string"}


def a_wider_limit(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["properties"]["connectors"]["maxItems"] = 128


def a_field_that_need_not_be_sent(new: type_of_document) -> None:
    schema_of(new, "CreateChargingStationModelRequest")["required"].remove("powerType")


def a_pattern_that_every_text_has(new: type_of_document) -> None:
    parameter_of(new, "isArchived")["schema"] |= {"format": "int32", "pattern": r"^[\s\S]*$"}


def other_words(new: type_of_document) -> None:
    new["paths"][MODELS]["get"]["description"] = "All of them."


@pytest.mark.parametrize(
    "change",
    [
        a_new_path,
        a_new_parameter,
        a_new_field_of_an_answer,
        a_new_field_of_a_request,
        a_wider_limit,
        a_field_that_need_not_be_sent,
        a_pattern_that_every_text_has,
        other_words,
    ],
)
def test_what_only_adds_breaks_nothing(change: Callable[[type_of_document], None]) -> None:
    old = json.loads(TODAY.read_text())
    new = copy.deepcopy(old)
    change(new)

    assert new != old
    assert breaks(old, new) == []
