"""PostgreSQL that cuts idle connections, takes no writes, or is replaced by its standby, under a running service."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.api_clients import MODELS
from tests.live_servers import Server
from tests.management import ROOT
from tests.promises.installation import Installation
from tests.promises.postgresql import USER, Cluster, cluster

THREADS = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "csrftoken=" + "a" * 32}
LOGIN = b"username=ada&password=a-long-enough-1&csrfmiddlewaretoken=" + b"a" * 32


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def installation(postgresql: Cluster) -> Installation:
    made = Installation(postgresql.url(), THREADS=str(THREADS))
    made.set_up()
    return made


@pytest.fixture
def served(installation: Installation) -> Iterator[tuple[Server, dict[str, str]]]:
    with installation.serving(workers=1) as server:
        yield server, installation.headers(server)


def a_model(name: str) -> dict[str, Any]:
    connector = {"id": 1, "connectionType": "CHADEMO", "format": "CABLE"}
    ratings = {"maxAmperage": 125, "maxVoltage": 500, "maxPowerWatts": 50_000}
    return {
        "vendor": "Example Maker",
        "model": name,
        "powerType": "DC",
        "connectors": [connector | ratings],
        "configurationKeys": {"ocppUrl": "K"},
    }


@contextmanager
def read_only(postgresql: Cluster) -> Iterator[None]:
    """As a managed server does whose disk is full; connections stay open."""
    postgresql.configure("default_transaction_read_only", "on")
    _wait_until_reloaded(postgresql, "on")
    try:
        yield
    finally:
        options = "-c default_transaction_read_only=off"
        with psycopg.connect(postgresql.url(), autocommit=True, options=options) as connection:
            connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
            connection.execute("SELECT pg_reload_conf()")
        _wait_until_reloaded(postgresql, "off")


def _wait_until_reloaded(postgresql: Cluster, value: str) -> None:
    while postgresql.sql("SHOW default_transaction_read_only") != [(value,)]:
        pass


def use_all_threads(server: Server, headers: dict[str, str]) -> None:
    """Have each thread make its connection, by requests beside each other."""
    callers = [server.connection() for _ in range(4 * THREADS)]
    for caller in callers:
        caller.request("GET", f"{MODELS}?limit=1", None, headers)
    assert {caller.getresponse().status for caller in callers} == {200}
    for caller in callers:
        caller.close()


def test_idle_connections_that_were_cut_cost_nobody_an_error(
    postgresql: Cluster, served: tuple[Server, dict[str, str]]
) -> None:
    server, headers = served
    use_all_threads(server, headers)

    postgresql.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    statuses = [server.send("GET", f"{MODELS}?limit=1", None, headers)[0] for _ in range(16)]
    assert statuses == [200] * 16

    use_all_threads(server, headers)
    postgresql.kill()
    postgresql.start()
    statuses = [server.send("GET", "/", None, {})[0] for _ in range(8)]
    statuses += [server.send("POST", MODELS, a_model(f"after {number}"), headers)[0] for number in range(8)]
    assert statuses == [200] * 8 + [201] * 8


def test_a_database_that_takes_no_writes_is_unavailable_and_reads_go_on(
    postgresql: Cluster, installation: Installation, served: tuple[Server, dict[str, str]]
) -> None:
    server, headers = served
    token = {"grant_type": "client_credentials", **{key: installation.client[key] for key in installation.client}}
    use_all_threads(server, headers)

    with read_only(postgresql):
        refused = [
            server.send("POST", MODELS, a_model("refused"), headers),
            server.send("POST", MODELS, a_model("refused"), {**headers, "Idempotency-Key": "a-key-to-be-kept"}),
            server.send("POST", "/oauth/token", token),
            server.send("POST", "/admin/login/", LOGIN, FORM),
        ]
        ready, read = server.send("GET", "/readyz"), server.send("GET", f"{MODELS}?limit=1", None, headers)
        command = subprocess.run(
            [sys.executable, ROOT / "manage.py", "create_api_client", "x", "--owner", "ada", "--access", "read"],
            env={**os.environ, **installation.environment},
            capture_output=True,
            text=True,
            check=False,
        )

    for status, answered, body in refused:
        assert (status, "retry-after" in answered) == (503, True), body
    assert json.loads(refused[0][2])["code"] == "unavailable"
    assert (ready[0], json.loads(ready[2])["failed"]) == (503, "read_only")
    assert read[0] == 200
    assert command.returncode == 1
    assert command.stderr.strip().endswith("it was made read-only, as when its disk is full.")
    assert len(command.stderr.strip().splitlines()) == 1
    assert "Traceback" not in Path(server.output).read_text()

    assert server.send("GET", "/readyz")[0] == 200
    again = {**headers, "Idempotency-Key": "a-key-to-be-kept"}
    assert server.send("POST", MODELS, a_model("refused"), again)[0] == 201


def test_the_host_that_takes_writes_is_found_without_a_restart(postgresql: Cluster, installation: Installation) -> None:
    with cluster(primary=postgresql, name="standby") as standby:
        hosts = f"127.0.0.1:{postgresql.port},127.0.0.1:{standby.port}"
        two = Installation(f"postgresql://{USER}@{hosts}/catalogue", THREADS=str(THREADS))
        two.client = installation.client
        with two.serving(workers=1) as server:
            headers = two.headers(server)
            use_all_threads(server, headers)
            with read_only(postgresql):
                # Neither takes writes now.
                nowhere = [server.send("POST", MODELS, a_model("nowhere"), headers)[0] for _ in range(THREADS)]
                reads = [server.send("GET", f"{MODELS}?limit=1", None, headers)[0] for _ in range(2 * THREADS)]
                standby.sql("SELECT pg_promote(true)")
                statuses = [server.send("POST", MODELS, a_model(f"new {n}"), headers)[0] for n in range(2 * THREADS)]
                ready = server.send("GET", "/readyz")[0]

    assert nowhere == [503] * THREADS
    assert reads == [200] * 2 * THREADS
    assert statuses == [201] * 2 * THREADS
    assert ready == 200
