"""Promise l3: logins with made-up names hold up nobody, with the limit by address and without."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection

from tests.live_servers import Server, run_server
from tests.promises.test_worst_batches import READERS, a_reader, seconds_of_reads
from tests.promises.timings import format_timings

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

SECONDS = 20
CALLERS = 8
TOKEN = "b" * 32
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}


def log_in_until(server: Server, done: Event) -> list[int]:
    """Log in under a new name each time, and return the statuses."""
    statuses: list[int] = []
    while not done.is_set():
        form = {"username": uuid4().hex, "password": "x", "csrfmiddlewaretoken": TOKEN}
        statuses.append(server.send("POST", "/admin/login/", urlencode(form).encode(), HEADERS)[0])
    return statuses


@pytest.mark.parametrize("limit", ["20", "0"], ids=["with the default limit", "without a limit"])
def test_logins_with_made_up_names_hold_up_nobody(limit: str, figure: Callable[[str, str], None]) -> None:
    readers = [a_reader() for _ in range(READERS)]
    done = Event()

    with run_server(workers=2, LOGIN_RATE_LIMIT=limit) as server, ThreadPoolExecutor(CALLERS) as threads:
        quiet = seconds_of_reads(server, readers, time.monotonic() + SECONDS / 2)
        running = [threads.submit(log_in_until, server, done) for _ in range(CALLERS)]
        try:
            beside = seconds_of_reads(server, readers, time.monotonic() + SECONDS)
        finally:
            done.set()
        statuses = [status for each in running for status in each.result(timeout=60)]

    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    assert set(counts) <= {200, 429, 503}
    times = statistics.median(beside) / statistics.median(quiet)
    figure(
        "l3",
        f"{connection.vendor}, limit {limit}: logins of {CALLERS} callers in {SECONDS} s {counts}; "
        f"another's read: quiet {format_timings(quiet)}; "
        f"beside them {format_timings(beside)}: {times:.1f} times the median",
    )
