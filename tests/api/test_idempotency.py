"""Idempotency-Key: a POST that was lost half-way is sent again, answered the same, and carried out once."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import AuditEvent, ChargingStationModel, IdempotencyRecord
from tests.api_clients import MODELS, authenticated_client, client_with_token, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
SAME = ("Content-Type", "ETag", "Location", "Cache-Control", "Vary")


def assert_replays(answer: Any, first: Any) -> None:
    assert answer.status_code == first.status_code
    assert answer.content == first.content
    for name in SAME:
        assert answer.headers.get(name) == first.headers.get(name)
    assert answer["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


# The same request


def test_a_create_sent_again_is_answered_the_same_and_makes_nothing(
    staff: APIClient, create_body: dict[str, Any]
) -> None:
    first = staff.post(MODELS, create_body, headers={**KEY, "X-Request-Id": "request-0001"})

    answer = staff.post(MODELS, create_body, headers={**KEY, "X-Request-Id": "request-0002"})

    assert first.status_code == 201
    assert_replays(answer, first)
    assert answer["X-Request-Id"] == "request-0002"
    assert ChargingStationModel.objects.count() == 1
    assert AuditEvent.objects.count() == 1
    record = IdempotencyRecord.objects.get()
    assert (record.status, record.body) == (201, first.content.decode())


@pytest.mark.parametrize(("act", "archived"), [("archive", False), ("unarchive", True)])
def test_an_act_sent_again_is_answered_as_it_was_whatever_happened_since(
    staff: APIClient, act: str, archived: bool
) -> None:
    station_model = StationModelFactory(archived=archived)
    path = f"{MODELS}/{station_model.pk}/{act}"
    first = staff.post(path, headers=KEY)
    station_model.rename("Since", by=TEST_ACTOR)
    (station_model.archive if archived else station_model.unarchive)(by=TEST_ACTOR)
    before = catalogue_rows()

    answer = staff.post(f"{path}/", headers=KEY)

    assert first.status_code == 200
    assert first.json()["data"]["isArchived"] is not archived
    assert_replays(answer, first)
    assert catalogue_rows() == before


def test_without_a_key_a_request_is_carried_out_each_time(staff: APIClient, create_body: dict[str, Any]) -> None:
    first, second = (staff.post(MODELS, create_body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 409)
    assert not IdempotencyRecord.objects.exists()


def test_update_takes_no_key(writer: APIClient) -> None:
    station_model = StationModelFactory()

    for name in ("First", "Second"):
        assert writer.patch(f"{MODELS}/{station_model.pk}", {"friendlyName": name}, headers=KEY).status_code == 200

    station_model.refresh_from_db()
    assert station_model.friendly_name == "Second"
    assert not IdempotencyRecord.objects.exists()


# Another request


def test_the_key_with_another_body_is_422_and_changes_nothing(staff: APIClient, create_body: dict[str, Any]) -> None:
    first = staff.post(MODELS, create_body, headers=KEY)
    before = catalogue_rows()

    answer = staff.post(MODELS, {**create_body, "model": "Other"}, headers={**KEY, "X-Request-Id": "request-0001"})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/idempotency-key-reused",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "This Idempotency-Key was already used for a different request. Use a new key.",
        "instance": MODELS,
        "code": "idempotency_key_reused",
        "requestId": "request-0001",
    }
    assert catalogue_rows() == before
    assert_replays(staff.post(MODELS, create_body, headers=KEY), first)


def test_the_key_on_another_path_is_422_and_changes_nothing(staff: APIClient) -> None:
    one, two = StationModelFactory(), StationModelFactory()
    staff.post(f"{MODELS}/{one.pk}/archive", headers=KEY)
    before = catalogue_rows()

    for path in (f"{MODELS}/{one.pk}/unarchive", f"{MODELS}/{two.pk}/archive"):
        assert staff.post(path, headers=KEY).status_code == 422

    assert catalogue_rows() == before


def test_a_key_is_its_callers_own(create_body: dict[str, Any]) -> None:
    user = UserFactory(is_staff=True)
    clients = [client_with_token(create_token(ApiClientFactory(user=user))) for _ in range(2)]
    session = APIClient()
    session.force_login(user)

    answers = [
        caller.post(MODELS, {**create_body, "model": f"Of caller {number}"}, headers=KEY)
        for number, caller in enumerate([*clients, session, authenticated_client(staff=True)])
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 201]
    assert ChargingStationModel.objects.count() == 4
    assert IdempotencyRecord.objects.filter(key=KEY["Idempotency-Key"]).count() == 4


# The key


@pytest.mark.parametrize("key", ["x", "x" * 255, "a key, with = ; \\ \" and ' in it", "~!", '"8e03978e"'])
def test_a_key_is_any_printable_ascii(staff: APIClient, create_body: dict[str, Any], key: str) -> None:
    first, answer = (staff.post(MODELS, create_body, headers={"Idempotency-Key": key}) for _ in range(2))

    assert first.status_code == 201
    assert_replays(answer, first)


@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 60_000, "a\tb", "a\x00b", "a\x7fb", "é", "a\nb"])
def test_what_is_no_key_is_400_and_changes_nothing(staff: APIClient, create_body: dict[str, Any], key: str) -> None:
    answer = staff.post(MODELS, create_body, headers={"Idempotency-Key": key})

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_idempotency_key"
    assert not ChargingStationModel.objects.exists()
    assert not IdempotencyRecord.objects.exists()


def test_keys_differ_by_case(staff: APIClient, create_body: dict[str, Any]) -> None:
    staff.post(MODELS, create_body, headers={"Idempotency-Key": "key"})

    answer = staff.post(MODELS, {**create_body, "model": "Other"}, headers={"Idempotency-Key": "KEY"})

    assert answer.status_code == 201


# Refusals


def test_a_conflict_is_kept_also_when_it_would_not_be_one_any_more(
    staff: APIClient, create_body: dict[str, Any]
) -> None:
    twin = StationModelFactory(vendor=create_body["vendor"], model=create_body["model"])
    first = staff.post(MODELS, create_body, headers=KEY)
    twin.archive(by=TEST_ACTOR)

    answer = staff.post(MODELS, create_body, headers=KEY)

    assert first.status_code == 409
    assert first.json()["conflictingId"] == str(twin.pk)
    assert_replays(answer, first)
    assert ChargingStationModel.objects.count() == 1


def test_bad_bodies_unknown_ids_and_failed_preconditions_are_kept(
    staff: APIClient, create_body: dict[str, Any]
) -> None:
    there = StationModelFactory()
    before = catalogue_rows()
    requests: list[tuple[int, str, Any, dict[str, str]]] = [
        (400, MODELS, {**create_body, "powerType": "AC"}, {}),
        (404, f"{MODELS}/{TEST_ACTOR.command}/archive", None, {}),
        (412, f"{MODELS}/{there.pk}/archive", None, {"If-Match": '"1-0"'}),
        (415, MODELS, "vendor=Alfen", {"Content-Type": "text/plain"}),
    ]
    for number, (status, path, sent, more) in enumerate(requests):
        headers = {"Idempotency-Key": f"key {number}", **more}
        kind = {"content_type": more["Content-Type"]} if "Content-Type" in more else {}

        first, answer = (staff.post(path, sent, headers=headers, **kind) for _ in range(2))

        assert first.status_code == status
        assert first["Content-Type"] == "application/problem+json"
        assert_replays(answer, first)
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (APIClient, 401),
        (lambda: client_with_token("unknown"), 401),
        (authenticated_client, 403),
        (lambda: authenticated_client(staff=True, access="read"), 403),
    ],
)
def test_who_may_not_spends_no_key(create_body: dict[str, Any], caller: Any, status: int) -> None:
    answer = caller().post(MODELS, create_body, headers=KEY)

    assert answer.status_code == status
    assert not IdempotencyRecord.objects.exists()


def test_over_the_limit_no_key_is_spent(staff: APIClient, create_body: dict[str, Any], settings: Any) -> None:
    settings.API_RATE_LIMIT = 1
    staff.get(MODELS)

    refused = staff.post(MODELS, create_body, headers=KEY)

    assert refused.status_code == 429
    assert not IdempotencyRecord.objects.exists()
    settings.API_RATE_LIMIT = 0
    assert staff.post(MODELS, create_body, headers=KEY).status_code == 201
