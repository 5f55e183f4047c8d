"""POST /charging-station-models."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import AuditEvent, ChargingStationModel, Connector
from tests.api_clients import MODELS

pytestmark = pytest.mark.django_db


def test_create_answers_the_whole_model_as_the_document_says(staff: APIClient, create_body: dict[str, Any]) -> None:
    response = staff.post(MODELS, create_body)

    station_model = ChargingStationModel.objects.get()
    assert response.status_code == 201
    data = response.json()["data"]
    assert data == {
        **create_body,
        "id": str(station_model.pk),
        "isArchived": False,
        "createdAt": data["createdAt"],
        "updatedAt": data["createdAt"],
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data["createdAt"])
    assert list(data) == [
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
    assert response["Location"] == f"{MODELS}/{station_model.pk}"
    assert response["ETag"] == f'"1-{station_model.revision}"'
    assert Connector.objects.filter(station_model=station_model).count() == 2


def test_create_writes_one_event_that_says_who_and_what(staff: APIClient, create_body: dict[str, Any]) -> None:
    response = staff.post(MODELS, create_body, headers={"X-Request-Id": "request-0001"})

    event = AuditEvent.objects.get()
    assert (event.action, event.channel, event.request_id) == ("created", "api", "request-0001")
    assert event.user is not None
    assert event.user.is_staff
    assert event.client is not None
    assert event.before is None
    assert event.after == response.json()["data"]
    assert event.revision == ChargingStationModel.objects.get().revision


def test_an_active_twin_is_409_with_its_id_whatever_its_case(staff: APIClient, create_body: dict[str, Any]) -> None:
    first = staff.post(MODELS, create_body).json()["data"]

    response = staff.post(MODELS, {**create_body, "vendor": " ALFEN ", "model": "ng910-60003"})

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "already_exists"
    assert problem["conflictingId"] == first["id"]
    assert list(ChargingStationModel.objects.values_list("vendor", flat=True)) == ["Alfen"]
    assert AuditEvent.objects.count() == 1
