"""Ids are taken in either case, as some databases give them back, and answered in lower case."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import AuditEvent, ChargingStationModel
from tests.api_clients import MODELS
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def station_model() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory()
    return station_model


def spellings(station_model: ChargingStationModel) -> list[str]:
    text = str(station_model.pk)
    return [text.upper(), "".join(each.upper() if place % 2 else each for place, each in enumerate(text))]


@pytest.mark.parametrize("rest", ["", "/", "/ocpi?version=2.2.1", "/history"])
def test_a_model_is_read(staff: APIClient, station_model: ChargingStationModel, rest: str) -> None:
    expected = staff.get(f"{MODELS}/{station_model.pk}{rest}")

    for spelling in spellings(station_model):
        for _ in range(2):  # the second time it may come out of the response cache
            answer = staff.get(f"{MODELS}/{spelling}{rest}")
            assert (answer.status_code, answer.content, answer["ETag"]) == (200, expected.content, expected["ETag"])
        known = staff.get(f"{MODELS}/{spelling}{rest}", headers={"If-None-Match": expected["ETag"]})
        assert known.status_code == 304


def test_a_model_is_changed(staff: APIClient, station_model: ChargingStationModel) -> None:
    capitals, mixed = spellings(station_model)

    renamed = staff.patch(f"{MODELS}/{capitals}", {"friendlyName": "Eve"})
    archived = staff.post(f"{MODELS}/{mixed}/archive")
    back = staff.post(f"{MODELS}/{capitals}/unarchive")

    assert [each.status_code for each in (renamed, archived, back)] == [200, 200, 200]
    assert {each.json()["data"]["id"] for each in (renamed, archived, back)} == {str(station_model.pk)}
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Eve"


def test_an_id_is_a_bookmark(staff: APIClient, station_model: ChargingStationModel) -> None:
    following = [StationModelFactory() for _ in range(2)]

    for spelling in spellings(station_model):
        answer = staff.get(MODELS, query_params={"startingAfter": spelling, "limit": "1"})
        assert [each["id"] for each in answer.json()["data"]["items"]] == [str(following[0].pk)]
        assert f"startingAfter={following[0].pk}" in answer["Link"]


def test_one_key_is_for_the_model_however_its_id_is_spelled(
    staff: APIClient, station_model: ChargingStationModel
) -> None:
    capitals, mixed = spellings(station_model)

    first, again = (
        staff.post(f"{MODELS}/{spelling}/archive", headers={"Idempotency-Key": "key"}) for spelling in (capitals, mixed)
    )

    assert (first.status_code, again.status_code) == (200, 200)
    assert again["Idempotency-Replayed"] == "true"
    assert AuditEvent.objects.filter(action="archived").count() == 1


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.replace("-", ""),
        lambda text: f"{{{text}}}",
        lambda text: f"urn:uuid:{text}",
        lambda text: text[:-1] + "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
        lambda text: text[:-1] + "\N{ARABIC-INDIC DIGIT THREE}",
    ],
)
def test_any_other_spelling_is_404(staff: APIClient, station_model: ChargingStationModel, spell: Any) -> None:
    answer = staff.get(f"{MODELS}/{spell(str(station_model.pk).upper())}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
