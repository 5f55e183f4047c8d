"""Update, archive, unarchive: what changes, what does not, and what is told of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

Act = Callable[[APIClient, ChargingStationModel], Any]


def rename(caller: APIClient, station_model: ChargingStationModel, name: Any = "Renamed") -> Any:
    return caller.patch(f"{MODELS}/{station_model.pk}", {"friendlyName": name})


def archive(caller: APIClient, station_model: ChargingStationModel) -> Any:
    return caller.post(f"{MODELS}/{station_model.pk}/archive")


def unarchive(caller: APIClient, station_model: ChargingStationModel) -> Any:
    return caller.post(f"{MODELS}/{station_model.pk}/unarchive")


def long_ago(station_model: ChargingStationModel) -> None:
    """Set its times back, so that one that moves can be told from one that does not."""
    then = timezone.now() - timedelta(days=30)
    station_model.created_at = station_model.updated_at = then
    models.QuerySet(ChargingStationModel).filter(pk=station_model.pk).update(
        created_at=then, updated_at=then, document=station_model.render()
    )


@pytest.mark.tampers  # sets times back
@pytest.mark.parametrize(
    ("act", "archived", "action"),
    [
        (rename, False, "renamed"),
        (rename, True, "renamed"),
        (archive, False, "archived"),
        (unarchive, True, "unarchived"),
    ],
)
def test_a_change_moves_time_and_revision_by_one_and_writes_one_event(
    staff: APIClient, act: Act, archived: bool, action: str
) -> None:
    station_model = StationModelFactory(archived=archived)
    long_ago(station_model)
    created_at, created_revision = station_model.created_at, station_model.created_revision
    before, revision = station_model.as_document(), CatalogueRevision.current().number
    events = AuditEvent.objects.count()
    staff.defaults["HTTP_X_REQUEST_ID"] = "request-0001"
    asked_at = timezone.now()

    response = act(staff, station_model)

    assert response.status_code == 200
    station_model.refresh_from_db()
    assert asked_at <= station_model.updated_at <= timezone.now()
    assert (station_model.created_at, station_model.created_revision) == (created_at, created_revision)
    assert station_model.revision == CatalogueRevision.current().number == revision + 1
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.get(revision=revision + 1)
    assert (event.action, event.channel, event.request_id, event.command) == (action, "api", "request-0001", "")
    assert event.station_model_id == station_model.pk
    assert event.user.is_staff
    assert event.client.user == event.user
    assert asked_at <= event.at <= timezone.now()
    assert event.before == before
    assert event.after == response.json()["data"] == station_model.as_document()
    changed = {name for name in before if event.before[name] != event.after[name]}
    assert changed == {"friendlyName" if act is rename else "isArchived", "updatedAt"}


@pytest.mark.tampers  # sets times back
@pytest.mark.parametrize(
    ("act", "archived"),
    [(archive, True), (unarchive, False), (lambda caller, each: rename(caller, each, "Eve"), False)],
    ids=["archive what is archived", "unarchive what is active", "rename to the same"],
)
def test_a_change_that_changes_nothing_answers_the_same_and_leaves_no_trace(
    staff: APIClient, act: Act, archived: bool
) -> None:
    station_model = StationModelFactory(archived=archived, friendly_name="Eve")
    long_ago(station_model)
    shown = staff.get(f"{MODELS}/{station_model.pk}")
    before = catalogue_rows()

    responses = [act(staff, station_model) for _ in range(3)]

    for response in responses:
        assert response.status_code == 200
        assert response.json() == {"data": shown.json()}
        assert response["ETag"] == shown["ETag"]
    assert catalogue_rows() == before


@pytest.mark.parametrize("archived", [False, True])
def test_an_empty_update_is_200_and_changes_nothing(writer: APIClient, archived: bool) -> None:
    station_model = StationModelFactory(archived=archived, friendly_name="Eve")
    before = catalogue_rows()

    response = writer.patch(f"{MODELS}/{station_model.pk}", {})

    assert response.status_code == 200
    assert response.json() == {"data": station_model.as_document()}
    assert catalogue_rows() == before


def test_null_unsets_the_friendly_name(writer: APIClient) -> None:
    station_model = StationModelFactory(friendly_name="Eve")

    response = rename(writer, station_model, None)

    assert response.status_code == 200
    assert response.json()["data"]["friendlyName"] is None
    station_model.refresh_from_db()
    assert station_model.friendly_name is None


def test_null_for_an_unset_friendly_name_changes_nothing(writer: APIClient) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    response = rename(writer, station_model, None)

    assert response.status_code == 200
    assert catalogue_rows() == before


def test_a_name_that_differs_in_surrounding_space_alone_is_the_same(writer: APIClient) -> None:
    station_model = StationModelFactory(friendly_name="Eve")
    before = catalogue_rows()

    response = rename(writer, station_model, "  Eve\t")

    assert response.json()["data"]["friendlyName"] == "Eve"
    assert catalogue_rows() == before


def test_an_archived_model_can_be_renamed_and_stays_archived(writer: APIClient) -> None:
    station_model = StationModelFactory(archived=True)

    response = rename(writer, station_model)

    assert response.json()["data"]["friendlyName"] == "Renamed"
    assert response.json()["data"]["isArchived"] is True
    station_model.refresh_from_db()
    assert station_model.is_archived


def test_an_archived_twin_does_not_block_a_new_model(staff: APIClient, create_body: dict[str, Any]) -> None:
    wrong = staff.post(MODELS, create_body).json()["data"]
    staff.post(f"{MODELS}/{wrong['id']}/archive")

    response = staff.post(MODELS, {**create_body, "powerType": "DC"})

    assert response.status_code == 201
    assert response.json()["data"]["id"] != wrong["id"]
    kept = staff.get(f"{MODELS}/{wrong['id']}").json()
    assert (kept["isArchived"], kept["powerType"]) == (True, "AC_3_PHASE")


@pytest.mark.parametrize(("vendor", "model"), [("Alfen", "NG910"), ("ALFEN", "ng910"), ("alfen", "Ng910")])
def test_a_model_does_not_come_back_onto_an_active_twin(staff: APIClient, vendor: str, model: str) -> None:
    archived = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    twin = StationModelFactory(vendor=vendor, model=model)
    before = catalogue_rows()

    response = unarchive(staff, archived)

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["conflictingId"]) == ("already_exists", str(twin.pk))
    assert catalogue_rows() == before


def test_a_model_comes_back_when_its_twin_is_archived(staff: APIClient) -> None:
    first = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    second = StationModelFactory(vendor="Alfen", model="NG910")
    archive(staff, second)

    response = unarchive(staff, first)

    assert response.status_code == 200
    listed = staff.get(MODELS, {"vendor": "alfen"}).json()["data"]["items"]
    assert [each["id"] for each in listed] == [str(first.pk)]


@pytest.mark.parametrize(
    ("vendor", "model", "status"),
    [
        ("ALFEN", "ng910", 409),
        ("  Alfen ", "NG910\t", 409),
        ("STRASSE", "NG910", 201),
        ("Alfen", "NG-910", 201),
        ("Alfen NG910", "NG910", 201),
    ],
)
def test_a_twin_is_one_without_regard_to_case(
    staff: APIClient, create_body: dict[str, Any], vendor: str, model: str, status: int
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    before = catalogue_rows()

    response = staff.post(MODELS, {**create_body, "vendor": vendor, "model": model})

    assert response.status_code == status
    assert (catalogue_rows() == before) == (status == 409)


@pytest.mark.tampers  # sets times back
@pytest.mark.parametrize("act", [rename, archive])
def test_a_clock_that_was_set_back_stops_no_change(staff: APIClient, act: Act) -> None:
    station_model = StationModelFactory()
    ahead = timezone.now() + timedelta(hours=1)
    models.QuerySet(ChargingStationModel).filter(pk=station_model.pk).update(created_at=ahead, updated_at=ahead)

    response = act(staff, station_model)

    assert response.status_code == 200
    station_model.refresh_from_db()
    assert station_model.updated_at == ahead
    assert station_model.archived_at in {None, ahead}
