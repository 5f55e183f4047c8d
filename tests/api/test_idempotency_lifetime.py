"""How long an Idempotency-Key counts: from its claim to its answer, for a day, and not at all after a failure."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from rest_framework.test import APIClient

from catalog.models import AuditEvent, ChargingStationModel, IdempotencyRecord
from tests.api_clients import MODELS, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


def claimed_ago(**ago: float) -> int:
    return IdempotencyRecord.objects.update(claimed_at=timezone.now() - timedelta(**ago))


def never_answered() -> None:
    """As a worker leaves it that died on the way."""
    IdempotencyRecord.objects.update(status=None, headers={}, body="")


# A day


@pytest.mark.parametrize(("hours", "is_kept"), [(23.9, True), (24.1, False)])
def test_a_key_counts_for_24_hours(staff: APIClient, create_body: dict[str, Any], hours: float, is_kept: bool) -> None:
    first = staff.post(MODELS, create_body, headers=KEY).json()["data"]["id"]
    claimed_ago(hours=hours)

    answer = staff.post(MODELS, {**create_body, "model": "Other"}, headers=KEY)

    assert answer.status_code == (422 if is_kept else 201)
    assert ChargingStationModel.objects.exclude(pk=first).count() == (0 if is_kept else 1)
    assert IdempotencyRecord.objects.count() == 1


def test_delete_expired_deletes_what_is_kept_no_longer_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    client = ApiClientFactory()
    create_token(client, expires_in=-1)
    create_token(client, expires_in=60)
    for number, hours in enumerate([1, 23.9, 24.1, 48]):
        IdempotencyRecord.objects.claim(caller="client:1", key=str(number), fingerprint="x")
        IdempotencyRecord.objects.filter(key=number).update(claimed_at=timezone.now() - timedelta(hours=hours))

    for _ in range(2):
        call_command("delete_expired")

    assert list(IdempotencyRecord.objects.order_by("key").values_list("key", flat=True)) == ["0", "1"]
    assert get_access_token_model().objects.count() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "Deleted 1 access tokens and 2 stored responses.",
        "Deleted 0 access tokens and 0 stored responses.",
    ]


# Under way


def test_while_the_first_is_under_way_its_twin_is_409_and_changes_nothing(staff: APIClient) -> None:
    path = f"{MODELS}/{StationModelFactory().pk}/archive"
    staff.post(path, headers=KEY)
    never_answered()
    before = catalogue_rows()

    answer = staff.post(path, headers=KEY)

    assert answer.status_code == 409
    assert answer.json()["code"] == "still_running"
    assert answer["Retry-After"] == "1"
    assert "Idempotency-Replayed" not in answer.headers
    assert catalogue_rows() == before


@pytest.mark.parametrize(("seconds", "status"), [(55, 409), (61, 200)])
def test_a_claim_that_is_not_answered_in_a_minute_can_be_taken_over(
    staff: APIClient, seconds: int, status: int
) -> None:
    station_model = StationModelFactory()
    path = f"{MODELS}/{station_model.pk}/archive"
    staff.post(path, headers=KEY)
    never_answered()
    claimed_ago(seconds=seconds)

    answer = staff.post(path, headers=KEY)

    assert answer.status_code == status
    assert "Idempotency-Replayed" not in answer.headers
    assert IdempotencyRecord.objects.get().status == (200 if status == 200 else None)


def test_another_request_does_not_take_an_abandoned_claim_over(staff: APIClient) -> None:
    path = f"{MODELS}/{StationModelFactory().pk}/archive"
    staff.post(path, headers=KEY)
    never_answered()
    claimed_ago(seconds=61)

    other = staff.post(f"{MODELS}/{StationModelFactory().pk}/archive", headers=KEY)

    assert other.status_code == 422
    assert staff.post(path, headers=KEY).status_code == 200


def test_who_lost_the_key_meanwhile_writes_nothing(staff: APIClient, create_body: dict[str, Any]) -> None:
    def lose_it(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO") and "auditevent" in sql:
            claimed_ago(seconds=61)
            record = IdempotencyRecord.objects.get()
            assert record.take_over()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose_it):
        answer = staff.post(MODELS, create_body, headers=KEY)

    assert answer.status_code == 409
    assert answer.json()["code"] == "still_running"
    assert not ChargingStationModel.objects.exists()
    assert not AuditEvent.objects.exists()


def test_only_who_claimed_last_may_answer_or_release() -> None:
    claim = {"caller": "client:1", "key": "key", "fingerprint": "x"}
    first, is_firsts = IdempotencyRecord.objects.claim(**claim)
    claimed_ago(seconds=61)
    second, is_seconds = IdempotencyRecord.objects.claim(**claim)

    first.release()

    assert (is_firsts, is_seconds) == (True, True)
    assert first.store_response(status=200, headers={}, body="first") is False
    assert second.store_response(status=201, headers={}, body="second") is True
    second.release()
    record = IdempotencyRecord.objects.get()
    assert (record.status, record.body) == (201, "second")


# After a failure


def test_a_failure_of_the_service_is_not_kept_and_changes_nothing(
    staff: APIClient, create_body: dict[str, Any]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_auditevent RENAME TO away")

    failed = staff.post(MODELS, create_body, headers=KEY)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO catalog_auditevent")
    assert failed.status_code in {500, 503}
    assert not ChargingStationModel.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    answer = staff.post(MODELS, create_body, headers=KEY)
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers


@pytest.mark.parametrize(
    ("status", "sent", "length"),
    [(400, slice(0, 100), None), (400, slice(0, 0), None), (413, slice(None), 300_000)],
    ids=["cut", "none of it", "said to be too long"],
)
def test_a_body_that_did_not_arrive_spends_no_key(
    create_body: dict[str, Any], status: int, sent: slice, length: int | None
) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    headers = {"Authorization": f"Bearer {token}", **KEY}
    whole = json.dumps(create_body).encode()
    said = {"Content-Length": str(len(whole) if length is None else length)}

    cut = send("POST", MODELS, body=whole[sent], headers={**headers, **said})
    answer = send("POST", MODELS, body=whole, headers=headers)

    assert cut.status == status
    assert answer.status == 201
    assert ChargingStationModel.objects.count() == 1


@pytest.mark.parametrize("length", ["x", "-5", "9" * 5_000])
def test_a_length_that_is_none_is_answered_too(create_body: dict[str, Any], length: str) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    headers = {"Authorization": f"Bearer {token}", "Content-Length": length, **KEY}

    answer = send("POST", MODELS, body=json.dumps(create_body).encode(), headers=headers)

    assert answer.status == 400
    assert answer.json()["code"] == "malformed_json"
    assert not ChargingStationModel.objects.exists()
