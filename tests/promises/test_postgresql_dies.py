"""Promises d2 and d3: PostgreSQL dies and comes back. Nothing acknowledged is lost, callers are told to come back at
once and in JSON, and the service goes on by itself."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api_clients import MODELS
from tests.live_servers import Server
from tests.promises.installation import Installation
from tests.promises.load import Acknowledged, run_writers, wait_for
from tests.promises.postgresql import Cluster, cluster
from tests.promises.timings import format_timings

pytestmark = pytest.mark.promises

WRITES = 1_000
CALLERS = 24


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def installation(postgresql: Cluster) -> Installation:
    made = Installation(postgresql.url())
    made.set_up()
    return made


def assert_all_there(acknowledged: Acknowledged, server: Server, headers: dict[str, str]) -> None:
    found: dict[str, Any] = {}
    after, more = 0, True
    while more:
        page = json.loads(server.send("GET", f"{MODELS}/changes?after={after}&limit=100", None, headers)[2])["data"]
        found |= {each["id"]: each for each in page["items"]}
        after, more = page["revision"], page["hasMore"]
    assert [pk for pk, model in acknowledged.models.items() if found.get(pk) != model] == []


def seconds_until_it_writes(server: Server, headers: dict[str, str]) -> float:
    begun = time.monotonic()
    while True:
        status, _, answer = server.send("GET", f"{MODELS}?limit=1", None, headers)
        if status == 200:
            return time.monotonic() - begun
        assert status == 503, answer
        assert time.monotonic() - begun < 60, "it does not come back by itself"
        time.sleep(0.05)


@pytest.mark.parametrize("outage", [0, 2, 5, 10, 30])
def test_a_killed_postgresql_loses_nothing_and_the_service_goes_on(
    outage: int, postgresql: Cluster, installation: Installation, figure: Callable[[str, str], None]
) -> None:
    acknowledged = Acknowledged()
    with installation.serving() as server:
        headers = installation.headers(server)
        with run_writers(acknowledged, lambda: server, headers, writers=8, enough=WRITES):
            wait_for(acknowledged, WRITES // 2)
            postgresql.kill()
            time.sleep(outage)
            postgresql.start()
            back = seconds_until_it_writes(server, headers)

        assert acknowledged.writes >= WRITES
        assert acknowledged.statuses.keys() <= {200, 201, 503}
        assert_all_there(acknowledged, server, headers)
    installation.manage("check_catalog")
    figure("d2", f"PostgreSQL killed, {outage} s away: 0 of {acknowledged.writes} lost, back after {back:.2f} s")


def test_while_the_database_is_away_callers_are_told_so_at_once(
    postgresql: Cluster, installation: Installation, figure: Callable[[str, str], None]
) -> None:
    with installation.serving() as server:
        headers = installation.headers(server)
        postgresql.kill()

        def ask(number: int) -> float:
            path = [MODELS, f"{MODELS}/changes", f"{MODELS}/resolve?vendor=a&model=b", "/oauth/token"][number % 4]
            method = "POST" if number % 4 == 3 else "GET"
            body = {"grant_type": "client_credentials", **installation.client} if method == "POST" else None
            begun = time.monotonic()
            status, said, answer = server.send(method, path, body, headers)
            assert (status, said["content-type"]) == (503, "application/problem+json"), answer
            assert said["retry-after"] == "2"
            assert json.loads(answer)["code"] == "unavailable"
            return time.monotonic() - begun

        with ThreadPoolExecutor(CALLERS) as threads:
            seconds = list(threads.map(ask, range(20 * CALLERS)))
        assert server.send("GET", "/openapi.json")[0] == 200
        postgresql.start()
        back = seconds_until_it_writes(server, headers)
    figure(
        "d3",
        f"PostgreSQL away, {CALLERS} callers: {len(seconds)} answers, all 503, {format_timings(seconds)}; "
        f"back in {back:.2f} s",
    )
