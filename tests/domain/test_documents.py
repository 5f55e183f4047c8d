"""One model, shown in four ways: its row, its document, its serializer, the API. All say the same."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from hypothesis import given, settings

from catalog.api.serializers import StationModelSerializer
from catalog.models import ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.api_clients import MODELS, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory
from tests.strategies import draft_to_body, drafts, rolled_back
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db


@settings(max_examples=50)
@given(draft=drafts)
def test_the_document_is_what_the_declared_serializer_would_say_byte_for_byte(draft: dict[str, Any]) -> None:
    with rolled_back():
        created = ChargingStationModel.objects.create_with_connectors(**draft, by=TEST_ACTOR)

        station_model = ChargingStationModel.objects.get()
        declared = StationModelSerializer(station_model).data
        in_order = {name: declared[name] for name in station_model.as_document()}

        assert set(declared) == set(in_order)
        said = json.dumps(in_order, ensure_ascii=False, separators=(",", ":"))
        assert station_model.document == station_model.render() == created.render() == said
        assert list(find_inconsistencies()) == []


@settings(max_examples=50)
@given(draft=drafts)
def test_what_the_contract_allows_the_api_takes_and_answers_to_the_letter(draft: dict[str, Any]) -> None:
    with rolled_back():
        token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
        credentials = {"Authorization": f"Bearer {token}"}
        sent = draft_to_body(draft)
        numbers: list[Decimal] = []

        def by_hand(number: Decimal) -> str:
            numbers.append(number)
            return f"@{len(numbers) - 1}@"

        text = json.dumps(sent, default=by_hand)
        for index, number in enumerate(numbers):
            text = text.replace(f'"@{index}@"', f"{number:f}")

        created = send("POST", MODELS, body=text.encode(), headers=credentials)

        assert created.status == 201, created.body
        answered = json.loads(created.body, parse_float=Decimal, parse_int=Decimal)["data"]
        station_model = ChargingStationModel.objects.get()
        expected = {
            **sent,
            "id": str(station_model.pk),
            "vendor": sent["vendor"].strip(),
            "model": sent["model"].strip(),
            "friendlyName": sent["friendlyName"].strip() if sent["friendlyName"] else None,
            "configurationKeys": {"ocppUrl": sent["configurationKeys"]["ocppUrl"].strip()},
            "isArchived": False,
            "createdAt": answered["createdAt"],
            "updatedAt": answered["createdAt"],
        }
        assert answered == expected
        assert send("GET", created.headers["Location"], headers=credentials).body == station_model.document.encode()


def test_every_change_writes_the_document_anew() -> None:
    station_model = StationModelFactory()

    station_model.rename("Renamed", by=TEST_ACTOR)
    renamed = json.loads(ChargingStationModel.objects.get().document)
    station_model.archive(by=TEST_ACTOR)
    archived = json.loads(ChargingStationModel.objects.get().document)

    assert (renamed["friendlyName"], renamed["isArchived"]) == ("Renamed", False)
    assert (archived["friendlyName"], archived["isArchived"]) == ("Renamed", True)
    assert list(find_inconsistencies()) == []


@pytest.mark.tampers
def test_a_row_that_was_changed_past_its_methods_is_found() -> None:
    station_model = StationModelFactory()

    models.QuerySet(ChargingStationModel).update(friendly_name="Changed past them")

    assert f"{station_model.pk} ({station_model}): is answered by the API otherwise than its row says." in list(
        find_inconsistencies()
    )
