"""GET /charging-station-models/{id}/evidence: how each fact of a model is known."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"
EVIDENCE = {
    "designation": {"level": "cited", "source": "price list", "link": "https://a.example/p.pdf#page=7"},
    "ratings": {"level": "derived", "source": "price list", "note": "A x V"},
    "ocppUrl": {"level": "assumed"},
}
NOTHING = {"source": None, "link": None, "note": None}


def ask(caller: APIClient, station_model: Any, query: str = "", **headers: str) -> Any:
    return caller.get(f"{MODELS}/{getattr(station_model, 'pk', station_model)}/evidence{query}", headers=headers)


@pytest.mark.parametrize("archived", [False, True])
def test_each_subject_has_its_level_and_source(reader: APIClient, archived: bool) -> None:
    station_model = StationModelFactory(evidence=EVIDENCE, archived=archived)

    response = ask(reader, station_model)

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json() == {
        "data": {
            "designation": NOTHING | EVIDENCE["designation"],
            "ratings": NOTHING | EVIDENCE["ratings"],
            "ocppUrl": NOTHING | EVIDENCE["ocppUrl"],
            "image": None,
        }
    }
    assert list(response.json()["data"]) == ["designation", "ratings", "ocppUrl", "image"]


def test_what_nobody_has_said_is_null(reader: APIClient) -> None:
    response = ask(reader, StationModelFactory())

    assert response.status_code == 200
    assert response.json() == {"data": dict.fromkeys(("designation", "ratings", "ocppUrl", "image"))}


def test_the_contracts_answers_are_as_they_were(reader: APIClient) -> None:
    station_model = StationModelFactory(evidence=EVIDENCE)

    response = reader.get(f"{MODELS}/{station_model.pk}")

    assert response.json() == station_model.as_document()
    assert "evidence" not in response.json()


def test_an_unchanged_answer_is_304_until_the_model_changes(reader: APIClient) -> None:
    station_model = StationModelFactory(evidence=EVIDENCE)
    tag = ask(reader, station_model)["ETag"]

    same = ask(reader, station_model, **{"If-None-Match": tag})
    station_model.edit(connectors=[connector_data(max_power_watts=7000)], by=TEST_ACTOR)
    changed = ask(reader, station_model, **{"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert (changed.status_code, changed.json()["data"]["ratings"]) == (200, None)
    assert changed["ETag"] not in (tag, "")
    assert changed["Cache-Control"] == "private, no-cache"


def test_an_unknown_parameter_is_400(reader: APIClient) -> None:
    response = ask(reader, StationModelFactory(), "?level=cited")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [
        {"parameter": "level", "code": "unknown_parameter", "detail": "Unknown query parameter."}
    ]


@pytest.mark.parametrize("station_model", [UNKNOWN, "x", "0"])
def test_a_model_that_is_not_there_is_404(reader: APIClient, station_model: str) -> None:
    response = ask(reader, station_model)

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("evidence", [{}, EVIDENCE])
def test_it_takes_one_query_and_the_authentication(reader: APIClient, evidence: dict[str, Any]) -> None:
    station_model = StationModelFactory(evidence=evidence)

    with queries(AUTHENTICATION + 1):
        ask(reader, station_model)
