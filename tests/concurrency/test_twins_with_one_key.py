"""The same request with one Idempotency-Key, many times at once: carried out once, and answered the same for ever."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, IdempotencyRecord
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture
def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


def the_one_that_worked(answers: list[WSGIResponse]) -> WSGIResponse:
    """The others either were told to wait, or came late enough to be told the same."""
    [worked] = [each for each in answers if each.status < 400 and "Idempotency-Replayed" not in each.headers]
    for each in answers:
        if each.status == 409:
            assert each.json()["code"] == "still_running"
            assert each.headers["Retry-After"] == "1"
        elif each is not worked:
            assert_replays(each, worked)
    return worked


def assert_replays(answer: WSGIResponse, first: WSGIResponse) -> None:
    assert (answer.status, answer.body) == (first.status, first.body)
    assert answer.headers["Idempotency-Replayed"] == "true"
    for name in ("Content-Type", "ETag", "Location"):
        assert answer.headers.get(name) == first.headers.get(name)


def test_of_many_equal_creates_one_makes_a_model_and_all_are_told_of_it(headers: dict[str, str]) -> None:
    for number in range(ROUNDS):
        body = json.dumps({**a_body(), "model": f"Pro {number}"}).encode()
        ask = partial(send, "POST", MODELS, body=body, headers={**headers, "Idempotency-Key": f"key {number}"})

        worked = the_one_that_worked(run_concurrently([ask] * MANY))

        assert worked.status == 201
        for again in run_concurrently([ask] * MANY):
            assert_replays(again, worked)
        assert ChargingStationModel.objects.count() == number + 1
        assert AuditEvent.objects.count() == number + 1
        assert IdempotencyRecord.objects.count() == number + 1


@pytest.mark.parametrize("act", ["archive", "unarchive"])
def test_of_many_equal_acts_one_works_and_all_are_told_of_it(headers: dict[str, str], act: str) -> None:
    station_model = StationModelFactory(archived=act == "unarchive")
    revision = station_model.revision
    path = f"{MODELS}/{station_model.pk}/{act}"
    ask = partial(send, "POST", path, headers={**headers, "Idempotency-Key": "key"})

    worked = the_one_that_worked(run_concurrently([ask] * MANY))

    assert worked.headers["ETag"] == f'"1-{revision + 1}"'
    for again in run_concurrently([ask] * MANY):
        assert_replays(again, worked)
    assert CatalogueRevision.current().number == revision + 1
    assert IdempotencyRecord.objects.count() == 1


def test_of_many_different_requests_with_one_key_one_is_carried_out(headers: dict[str, str]) -> None:
    bodies = [json.dumps({**a_body(), "model": f"Pro {number}"}).encode() for number in range(MANY)]

    answers = run_concurrently(
        [partial(send, "POST", MODELS, body=body, headers={**headers, "Idempotency-Key": "key"}) for body in bodies]
    )

    assert sorted(each.status for each in answers) == [201] + [422] * (MANY - 1)
    assert ChargingStationModel.objects.count() == 1
    assert IdempotencyRecord.objects.count() == 1


# A worker that is held up, by who holds the lock that every change needs


def impatient(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around a query: does not wait for locks."""
    dont_wait = {"postgresql": "SET LOCAL lock_timeout = '50ms'", "sqlite": "PRAGMA busy_timeout = 50"}
    if not sql.startswith("ROLLBACK"):  # all else fails once something has
        context["cursor"].cursor.execute(dont_wait[connection.vendor])
    return execute(sql, params, many, context)


def test_a_database_that_is_too_busy_is_503_and_spends_no_key(headers: dict[str, str]) -> None:
    body = json.dumps(a_body()).encode()
    ask = partial(send, "POST", MODELS, body=body, headers={**headers, "Idempotency-Key": "key"})

    def ask_impatiently() -> WSGIResponse:
        with connection.execute_wrapper(impatient):
            return ask()

    with transaction.atomic():
        CatalogueRevision.lock()
        [busy] = run_concurrently([ask_impatiently])

    assert busy.status == 503
    assert busy.headers["Retry-After"] == "2"
    assert not IdempotencyRecord.objects.exists()
    assert ask().status == 201


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if is_so():
            return
        Event().wait(0.01)
    pytest.fail("it did not come to that in 10 s")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: nothing is claimed beside it")
def test_who_is_held_up_for_so_long_that_another_takes_over_writes_nothing(headers: dict[str, str]) -> None:
    body = json.dumps(a_body()).encode()
    ask = partial(send, "POST", MODELS, body=body, headers={**headers, "Idempotency-Key": "key"})

    def claim_of() -> Any:
        return IdempotencyRecord.objects.values_list("claim", flat=True).first()

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            CatalogueRevision.lock()
            first = threads.submit(run_concurrently, [ask])
            wait_for(lambda: claim_of() is not None)
            claim = claim_of()
            long_ago = timezone.now() - timedelta(seconds=61)
            run_concurrently([lambda: IdempotencyRecord.objects.update(claimed_at=long_ago)])
            second = threads.submit(run_concurrently, [ask])
            wait_for(lambda: claim_of() != claim)
        answers = [*first.result(), *second.result()]

    assert [each.status for each in answers] == [409, 201]
    assert answers[0].json()["code"] == "still_running"
    assert ChargingStationModel.objects.count() == 1
    assert IdempotencyRecord.objects.get().body == answers[1].body.decode()
