"""GET /charging-station-models/{id}/history: who did what, when, through which channel and why, for staff."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel
from tests.api_clients import MODELS, authenticated_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory, connector_data
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db


def history(caller: APIClient, station_model: Any, **query: Any) -> dict[str, Any]:
    response = caller.get(f"{MODELS}/{getattr(station_model, 'pk', station_model)}/history", query)
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()["data"]
    return data


def test_an_event_tells_who_what_when_where_and_why(staff: APIClient) -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG910")
    before = station_model.as_document()
    ada = UserFactory(username="ada", is_staff=True)
    client = ApiClientFactory(user=ada)
    station_model.rename(
        "Eve", by=Actor(channel=Channel.API, user=ada, client=client, request_id="request-0001", reason="As it is sold")
    )

    renamed, created = history(staff, station_model)["items"]

    assert renamed == {
        "revision": station_model.revision,
        "at": station_model.as_document()["updatedAt"],
        "action": "renamed",
        "door": "api",
        "actor": {"user": "ada", "client": client.client_id, "command": None},
        "reason": "As it is sold",
        "requestId": "request-0001",
        "before": before,
        "after": station_model.as_document(),
        "changes": [{"field": "friendlyName", "before": None, "after": "Eve"}],
    }
    assert (created["action"], created["door"], created["before"]) == ("created", "command", None)
    assert created["actor"] == {"user": None, "client": None, "command": "tests"}
    assert (created["reason"], created["requestId"]) == (None, None)
    assert {each["field"]: each["after"] for each in created["changes"]}["vendor"] == "Alfen"


def test_it_is_of_this_model_alone(staff: APIClient) -> None:
    StationModelFactory()
    station_model = StationModelFactory()

    assert [each["action"] for each in history(staff, station_model)["items"]] == ["created"]


def test_a_successor_is_named(staff: APIClient) -> None:
    old = StationModelFactory(vendor="Alfen", model="NG910")
    new = old.replace(
        vendor="Alfen", model="NG910", power_type="DC", ocpp_url_key="x", connectors=[connector_data()], by=TEST_ACTOR
    )

    replaced, _ = history(staff, old)["items"]

    assert replaced["action"] == "replaced"
    assert {each["field"]: each["after"] for each in replaced["changes"]} == {
        "isArchived": True,
        "replacedBy": str(new.pk),
    }


def test_pages_are_followed_to_the_end(staff: APIClient) -> None:
    station_model = StationModelFactory()
    for number in range(24):
        station_model.rename(f"Name {number}", by=TEST_ACTOR)

    first = staff.get(f"{MODELS}/{station_model.pk}/history")
    revisions = [each["revision"] for each in first.json()["data"]["items"]]
    second = staff.get(first["Link"].partition(">")[0].removeprefix("<"))

    assert len(revisions) == 20
    assert first.json()["data"]["hasMore"] is True
    assert f"before={revisions[-1]}" in first["Link"]
    assert [each["revision"] for each in second.json()["data"]["items"]] == list(range(revisions[-1] - 1, 0, -1))
    assert second.json()["data"]["hasMore"] is False
    assert not second.has_header("Link")
    assert [each["revision"] for each in history(staff, station_model, limit=3)["items"]] == revisions[:3]


def test_a_model_that_was_deleted_keeps_its_history(staff: APIClient) -> None:
    station_model = StationModelFactory(archived=True)
    pk = station_model.pk
    station_model.delete_permanently(by=Actor(channel=Channel.ADMIN, reason="Typed by mistake"))

    deleted, *others = history(staff, pk)["items"]

    assert (deleted["action"], deleted["reason"], deleted["after"]) == ("deleted", "Typed by mistake", None)
    assert deleted["before"]["id"] == str(pk)
    assert [each["action"] for each in others] == ["archived", "created"]
    assert staff.get(f"{MODELS}/{pk}").status_code == 404


def test_an_unchanged_history_is_304_until_the_next_change(staff: APIClient) -> None:
    station_model = StationModelFactory()
    path = f"{MODELS}/{station_model.pk}/history"
    tag = staff.get(path)["ETag"]

    same = staff.get(path, headers={"If-None-Match": tag})
    station_model.rename("Eve", by=TEST_ACTOR)
    changed = staff.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != tag


@pytest.mark.parametrize("events", [1, 20])
def test_it_takes_two_queries_besides_authentication_however_many_acted(staff: APIClient, events: int) -> None:
    station_model = StationModelFactory()
    for number in range(events):
        client = ApiClientFactory()
        station_model.rename(f"Name {number}", by=Actor(channel=Channel.API, user=client.user, client=client))

    with queries(AUTHENTICATION + 2):
        history(staff, station_model)


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("before=x", "before", "invalid"),
        ("before=-1", "before", "invalid"),
        (f"before={2**63}", "before", "invalid"),
        (f"before={'9' * 5_000}", "before", "invalid"),
        ("before=%00", "before", "invalid"),
        ("before=1&before=2", "before", "repeated"),
        ("limit=0", "limit", "invalid"),
        ("after=1", "after", "unknown_parameter"),
        ("startingAfter=1", "startingAfter", "unknown_parameter"),
    ],
)
def test_a_bad_parameter_is_400_and_named(staff: APIClient, query: str, parameter: str, code: str) -> None:
    response = staff.get(f"{MODELS}/{StationModelFactory().pk}/history?{query}")

    assert response.status_code == 400
    assert [(each["parameter"], each["code"]) for each in response.json()["errors"]] == [(parameter, code)]


@pytest.mark.parametrize(("before", "number"), [("0", 0), ("1", 0), ("9" * 18, 1), (str(2**63 - 1), 1)])
def test_any_revision_can_be_asked_from(staff: APIClient, before: str, number: int) -> None:
    assert len(history(staff, StationModelFactory(), before=before)["items"]) == number


@pytest.mark.parametrize("pk", ["00000000-0000-4000-8000-000000000000", "abc", "%00", "9" * 200])
def test_an_id_that_was_never_given_out_is_404(staff: APIClient, pk: str) -> None:
    StationModelFactory()

    response = staff.get(f"{MODELS}/{pk}/history")

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_who_is_not_staff_reads_none_of_it() -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    response = authenticated_client(access="write").get(f"{MODELS}/{station_model.pk}/history")

    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
    assert catalogue_rows() == before
    assert AuditEvent.objects.count() == ChargingStationModel.objects.count() == 1
