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
    "models.json:1: is an answer of the API, which leaves out what the catalogue knows besides, and may be one page of "
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

    assert [str(each) for each in library.faults] == [FAULT]
    assert len(library) == 0


def test_a_key_with_a_dollar_is_shown_as_it_is() -> None:
    library = read_content(b'{"$schemaVersion": 1, "vender": "a"}', "models.json")

    said = [str(each) for each in library.faults]
    assert said[-1] == "models.json:1: #/0/vender is not known here; did you mean vendor?"
    assert said[0].startswith("models.json:1: #/0 needs ")
    assert any(
        each.startswith("models.json:1: #/0/$schemaVersion is not known here; the known keys are") for each in said
    )
