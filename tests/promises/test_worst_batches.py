"""Promises l1 and l2: no batch of reports is much dearer than an ordinary one, and nobody is held up by the dearest."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event

import pytest
from django.db import connection

from catalog.library.importer import import_library
from catalog.library.reader import SHIPPED, read_files
from tests.api.test_worst_inputs import WORST_BATCHES
from tests.api_clients import MODELS, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, UserFactory
from tests.live_servers import Server, run_server
from tests.promises.timings import format_timings

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

SECONDS = 30
ATTACKERS = 4
READERS = 4
"""Who take turns, so that none reaches the rate limit."""

Figure = Callable[[str, str], None]


def a_reader() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(), access='read'))}"}


def seconds_of_reads(server: Server, readers: list[dict[str, str]], until: float) -> list[float]:
    seconds: list[float] = []
    while time.monotonic() < until:
        headers = readers[len(seconds) % len(readers)]
        begun = time.monotonic()
        # Never the same question twice, so that no memory answers it.
        status, _, answer = server.send("GET", f"{MODELS}?limit=1&minPowerWatts={len(seconds) + 1}", None, headers)
        seconds.append(time.monotonic() - begun)
        assert status == 200, answer
        time.sleep(0.02)
    return seconds


@contextmanager
def attacked(server: Server) -> Iterator[dict[int, int]]:
    """Let callers with read tokens send the worst batches, one after the other. Yield the statuses that they get."""
    callers = [a_reader() for _ in range(ATTACKERS)]
    statuses: dict[int, int] = {}
    done = Event()

    def attack(headers: dict[str, str]) -> list[int]:
        told_to_me = []
        for batch in cycle(json.dumps(each).encode() for each in WORST_BATCHES.values()):
            if done.is_set():
                return told_to_me
            status, said, _ = server.send("POST", f"{MODELS}/resolve", batch, headers)
            told_to_me.append(status)
            if status == 429:  # after a 503 they come again at once
                done.wait(min(1, float(said["retry-after"])))
        return told_to_me

    with ThreadPoolExecutor(ATTACKERS) as threads:
        running = [threads.submit(attack, headers) for headers in callers]
        try:
            yield statuses
        finally:
            done.set()
        for each in running:
            for status in each.result(timeout=60):
                statuses[status] = statuses.get(status, 0) + 1


@pytest.mark.parametrize("limit", ["600", "0"], ids=["with the default limit", "without a limit"])
def test_those_who_send_the_worst_batches_hold_up_nobody(limit: str, figure: Figure) -> None:
    import_library(read_files([SHIPPED]), by=TEST_ACTOR)
    readers = [a_reader() for _ in range(READERS)]

    with run_server(workers=2, API_RATE_LIMIT=limit) as server:
        quiet = seconds_of_reads(server, readers, time.monotonic() + SECONDS / 3)
        with attacked(server) as statuses:
            beside = seconds_of_reads(server, readers, time.monotonic() + SECONDS)

    assert set(statuses) <= {200, 429, 503}
    times = statistics.median(beside) / statistics.median(quiet)
    figure(
        "l2",
        f"{connection.vendor}, limit {limit}: {statuses} worst batches of {ATTACKERS} callers in {SECONDS} s; "
        f"another's read: quiet {format_timings(quiet)}; "
        f"beside them {format_timings(beside)}: {times:.1f} times the median",
    )
