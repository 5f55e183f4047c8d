"""Answers of the API that somebody saved and gives as a file: said in one line, with what to use."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.library.reader import read_content
from tests.api_clients import MODELS
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

FAULT = (
    "models.json:1: is a response of the API, which has no evidence or identities, and may be one page of "
    "many: use manage.py export_models, or GET /asset-management/v1/charging-station-models/export"
)


@pytest.mark.parametrize("of", ["list", "items", "data", "created", "model"])
def test_an_answer_of_the_api_is_one_fault_that_names_the_export(staff: APIClient, of: str) -> None:
    station_model = StationModelFactory()
    StationModelFactory()
    listed = staff.get(MODELS).json()
    model = staff.get(f"{MODELS}/{station_model.pk}").json()
    answers: dict[str, Any] = {
        "list": listed,
        "items": listed["data"]["items"],
        "data": listed["data"],
        "created": {"data": model},
        "model": model,
    }

    library = read_content(json.dumps(answers[of]).encode(), "models.json")

    assert [str(each) for each in library.issues] == [FAULT]
    assert len(library) == 0


def test_a_key_with_a_dollar_is_shown_as_it_is() -> None:
    library = read_content(b'{"$schemaVersion": 1, "vender": "a"}', "models.json")

    said = [str(each) for each in library.issues]
    assert said[-1] == "models.json:1: #/0/vender is an unknown field; did you mean vendor?"
    assert said[0].startswith("models.json:1: #/0 needs ")
    assert any(
        each.startswith("models.json:1: #/0/$schemaVersion is an unknown field; the known keys are") for each in said
    )


def test_keys_in_the_words_of_stations_are_told_with_what_is_meant_and_the_known_ones_once() -> None:
    library = read_content(b'{"chargePointVendor": "a", "Connectors": {}, "colour": 1, "slug": 2}', "models.json")

    said = [each.removeprefix("models.json:1: #/0") for each in map(str, library.issues)]
    assert [each for each in said if "is an unknown" in each] == [
        "/Connectors is an unknown field; did you mean connectors?",
        "/chargePointVendor is an unknown field; did you mean vendor?",
        "/colour is an unknown field; the known keys are vendor, model, friendlyName, powerType, connectors, "
        "configurationKeys, imageUrl, evidence, identities, archived, replacedBy",
        "/slug is an unknown field",
    ]


@pytest.mark.parametrize("of", ["location", "list", "answer"])
def test_ocpi_locations_are_one_fault(of: str) -> None:
    location = {"id": "1", "evses": [{"uid": "2", "connectors": [{"id": "3", "standard": "IEC_62196_T2"}]}]}
    content = {"location": location, "list": [location], "answer": {"data": [location], "status_code": 1000}}[of]

    library = read_content(json.dumps(content).encode(), "locations.json")

    assert [str(each) for each in library.issues] == [
        "locations.json:1: holds OCPI Locations, which say where stations are and what their connectors can do, and "
        "neither their vendor nor their model: list the models in a file of their own"
    ]


def test_a_list_of_stations_has_none_of_the_columns() -> None:
    """As a public register of charging points: titles, decimal commas, and no makers."""
    text = "Register;;\n;;\nStand: 1.12.2026;;\nBetreiber;Breitengrad;Steckertypen1;P1 [kW]\nX;48,4;AC Typ 2;22\n"

    [issue] = read_content(text.encode(), "a.csv").issues

    assert str(issue).startswith("a.csv:1: needs the columns vendor, model, powerType, ")
    assert str(issue).endswith(", which are missing in its first 50 rows")


def test_a_list_of_other_devices_has_each_foreign_column_told_once() -> None:
    text = "vendor,device_type_name,slug,created\na,b,c,yes\nd,e,f,no\n"

    said = [str(each) for each in read_content(text.encode(), "a.csv").issues]

    assert [each.split(";")[0] for each in said[:3]] == [
        "a.csv:1: column B (device_type_name) is not known",
        "a.csv:1: column C (slug) is not known",
        "a.csv:1: column D (created) is not known",
    ]
    assert said[3].startswith("a.csv:1: needs the columns model, powerType, ")
    assert len(said) == 4
