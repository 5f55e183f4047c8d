"""Sightings of many threads and processes: each is counted once, whatever the database does meanwhile."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from catalog.models import ReportTally, UnknownHardware
from catalog.resolve.inbox_writer import UnrecognisedReport, enqueue, flush
from tests.concurrency.threads import run_concurrently
from tests.factories import UserFactory
from tests.live_servers import database_url

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
THREADS = 8
EACH = 250


@pytest.fixture
def user() -> User:
    return UserFactory()


def seen(by: User, model: str) -> UnrecognisedReport:
    return UnrecognisedReport(vendor="Wall Box", model=model, user_id=by.pk, at=NOON)


def counted() -> dict[str, int]:
    return dict(UnknownHardware.objects.values_list("model", "count"))


def test_threads_that_note_while_others_write_are_counted_exactly(user: User) -> None:
    def act(number: int) -> None:
        for each in range(EACH):
            enqueue(seen(user, f"m{each % 10}"))
            if each % 50 == number:
                flush()

    run_concurrently([partial(act, number) for number in range(THREADS)])
    flush()

    assert counted() == {f"m{number}": THREADS * EACH // 10 for number in range(10)}


def test_writers_that_bring_the_same_new_pairs_count_each_once(user: User) -> None:
    """As processes do, each from a buffer of its own: nobody knows of the others' pairs."""

    def act(number: int) -> None:
        many = [ReportTally.of_one(seen(user, f"m{each}")) for each in range(60)]
        UnknownHardware.objects.record(many if number % 2 else many[::-1])

    run_concurrently([partial(act, number) for number in range(THREADS)])

    assert counted() == {f"m{number}": THREADS for number in range(60)}


def test_writers_for_one_caller_do_not_go_over_its_bound_together(user: User) -> None:
    def act(number: int) -> None:
        UnknownHardware.objects.record([ReportTally.of_one(seen(user, f"m{number} {each}")) for each in range(100)])

    run_concurrently([partial(act, number) for number in range(THREADS)])

    assert UnknownHardware.objects.count() == 500


def test_what_cannot_be_written_waits_and_beyond_the_room_is_dropped(
    user: User, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(500):
        enqueue(seen(user, f"m{number}"))

    with nobody_can_write():
        flush()
        enqueue(seen(user, "m7"))
        enqueue(seen(user, "too many"))
        flush()
    assert counted() == {}
    flush()

    assert counted() == {**{f"m{number}": 1 for number in range(500)}, "m7": 2}
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == [
        "Unrecognised reports lost because the queue was full: 1."
    ]


def test_what_can_never_be_written_does_not_hold_up_the_rest(user: User, caplog: pytest.LogCaptureFixture) -> None:
    enqueue(UnrecognisedReport(vendor="Wall Box", model="of a user who is not there", user_id=user.pk + 1_000, at=NOON))
    for number in range(150):
        enqueue(seen(user, f"m{number}"))

    flush()
    flush()

    assert set(counted()) == {f"m{number}" for number in range(99, 150)}
    assert [each.getMessage() for each in caplog.records] == ["Unrecognised reports lost: 100."]


_PROCESS = """
import multiprocessing, os, sys
import django
django.setup()
from datetime import UTC, datetime
from catalog.resolve.inbox_writer import UnrecognisedReport, enqueue
def see(model):
    enqueue(UnrecognisedReport(vendor="Wall Box", model=model, user_id={user}, at=datetime.now(UTC)))
see("parent's")
if sys.argv[1] == "fork":
    if os.fork():
        os.wait()
    else:
        see("child's")
        sys.exit()
else:
    child = multiprocessing.get_context("fork").Process(target=see, args=["child's"])
    child.start()
    child.join()
"""

# Python 3.12 and newer warn of a fork beside a thread. This test is about one, beside the thread that writes the inbox.
_FORKS_BESIDE_A_THREAD = ("-W", "ignore:This process (pid=:DeprecationWarning")


@pytest.mark.parametrize("kind", ["fork", "multiprocessing"])
@pytest.mark.parametrize("seconds", ["3600", "1"])
def test_a_process_writes_what_is_its_own_before_it_ends(user: User, kind: str, seconds: str) -> None:
    ended = subprocess.run(
        [sys.executable, *_FORKS_BESIDE_A_THREAD, "-c", _PROCESS.format(user=user.pk), kind],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "INBOX_SECONDS": seconds,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert counted() == {"parent's": 1, "child's": 1}


@contextmanager
def nobody_can_write() -> Iterator[None]:
    """Another connection holds the table, and this one does not wait long for it."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("LOCK TABLE catalog_unknownhardware")
            held.set()
            done.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    patience = "SET lock_timeout = '50ms'" if connection.vendor == "postgresql" else "PRAGMA busy_timeout = 50"
    with connection.cursor() as cursor:
        cursor.execute(patience)
    try:
        yield
    finally:
        done.set()
        holder.join(60)
        connection.close()
