"""The service as it is started and stopped: one command says how, and what is under way is finished."""

import errno
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from catalog.management.listening import check_socket_free
from catalog.management.server_process import HEAD_MAX, STOP_TIMEOUT, granian_arguments
from catalog.models import CatalogueRevision, ChargingStationModel
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import database_url, run_server
from tests.management import ROOT


def test_each_worker_has_as_many_threads_as_it_is_told(settings: Settings) -> None:
    settings.THREADS = 8

    arguments = granian_arguments(workers=2, host="127.0.0.1", port=8000)

    assert arguments[arguments.index("--blocking-threads") + 1] == "8"


@pytest.mark.django_db(transaction=True)
def test_a_request_under_way_is_answered_before_the_service_stops(create_body: dict[str, Any]) -> None:
    credentials = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    url = database_url()
    if connection.vendor == "postgresql":  # on a busy machine, the lock is held longer than the service waits
        url += "&options=-c%20lock_timeout%3D60s"
    with run_server(workers=1, DATABASE_URL=url) as server:
        server.wait_for_output('"event": "Started worker-1"')
        caller = HTTPConnection("127.0.0.1", server.port, timeout=60)
        with transaction.atomic():
            CatalogueRevision.lock()  # so that it takes as long as we want
            caller.request("POST", MODELS, json.dumps(create_body), {**credentials, "Content-Type": "application/json"})
            server.send("GET", "/livez")  # comes after it
            server.process.terminate()
            server.wait_for_output('"event": "Stopping worker-1"')
            before = ChargingStationModel.objects.count()
        status = caller.getresponse().status
        ended = server.process.wait(STOP_TIMEOUT)

    assert (before, status, ended) == (0, 201, 0)
    assert ChargingStationModel.objects.count() == 1


def test_serve_listens_at_a_socket_and_speaks_json(tmp_path: Path) -> None:
    where = tmp_path / "socket"
    variables = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "WORKERS": "1"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", "--uds", str(where)],
        cwd=tmp_path, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        umask=0o077,  # as the unit sets it
    )  # fmt: skip
    assert process.stderr is not None
    try:
        said = [next(line for line in process.stderr if "Started worker-1" in line)]
        with socket.socket(socket.AF_UNIX) as caller:
            while caller.connect_ex(str(where)) == errno.ECONNREFUSED:  # it listens a moment after it has said so
                time.sleep(0.01)
            caller.sendall(b"GET /livez HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: caller.recv(65_536), b""))
        mode = stat.S_IMODE(where.stat().st_mode)
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert mode == 0o660  # of the group, for the proxy
    assert (process.returncode, out) == (0, "")
    told = [json.loads(line) for line in [*said, *err.splitlines()]]
    assert [line["route"] for line in told if line["event"] == "request"] == ["/livez"]


def test_the_folder_of_the_metrics_goes_with_the_service(tmp_path: Path) -> None:
    variables = {
        **os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "WORKERS": "1",
        "METRICS_TOKEN": "shown-by-prometheus-0123456789", "TMPDIR": str(tmp_path),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", "--uds", str(tmp_path / "socket")],
        env=variables, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    next(line for line in process.stderr if "Started worker-1" in line)
    during = list(tmp_path.glob("catalogue-metrics-*"))
    process.send_signal(signal.SIGTERM)
    process.communicate()

    assert (process.returncode, len(during)) == (0, 1)
    assert list(tmp_path.glob("catalogue-metrics-*")) == []


def test_a_service_that_is_still_starting_stops_at_once(tmp_path: Path) -> None:
    variables = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", "--uds", str(tmp_path / "socket")],
        env=variables, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    next(line for line in process.stderr if "Spawning worker-2" in line)

    process.send_signal(signal.SIGTERM)
    _, said = process.communicate()

    events = [json.loads(line)["event"] for line in said.splitlines()]
    assert process.returncode == 0
    assert [event for event in events if "refused to gracefully stop" in event] == []


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "serve", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("held", "asked"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "::1")],  # noqa: S104 - for a moment, in a test
)
def test_serve_does_not_share_a_port_that_is_in_use(held: str, asked: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in held else socket.AF_INET) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian sets it
        other.bind((held, 0))
        other.listen()
        port = other.getsockname()[1]

        done = serve("--host", asked, "--port", str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: Port {port} on {asked} is already in use. Choose another port with --port.\n"


@pytest.mark.parametrize("backlog", [5, 0])
def test_serve_does_not_take_a_socket_from_who_listens_there(tmp_path: Path, backlog: int) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as other, socket.socket(socket.AF_UNIX) as waiting:
        other.bind(str(path))
        other.listen(backlog)
        waiting.connect(str(path))

        done = serve("--uds", str(path))

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"CommandError: {path} is already in use. Stop the service that listens there")
        other.accept()[0].close()  # it still is


def test_serve_does_not_take_a_file_for_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    path.write_text("mine")

    done = serve("--uds", str(path))

    assert (done.returncode, path.read_text()) == (1, "mine")
    assert done.stderr.startswith(f"CommandError: {path} exists and is not a socket. ")


def test_a_socket_that_a_dead_process_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))

    check_socket_free(str(path))


@pytest.mark.parametrize("arguments", [("--uds", "socket", "--host", "::"), ("--port", "0"), ("--port", "x")])
def test_serve_refuses_what_it_cannot_do(arguments: tuple[str, ...]) -> None:
    done = serve(*arguments)

    assert done.returncode == 2
    assert "error:" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_head_has_a_bound_and_a_body_has_its_own() -> None:
    credentials = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory()))}"}
    report = {"vendor": "x" * (HEAD_MAX * 2), "model": "y"}
    asked = [
        ("GET", "/livez", None, {"X-Long": "a" * (HEAD_MAX // 2)}),
        ("GET", "/livez", None, {"X-Long": "a" * HEAD_MAX * 2}),
        ("POST", f"{MODELS}/resolve", json.dumps({"items": [report]}), {"Content-Type": "application/json"}),
    ]
    with run_server(workers=1) as server:
        statuses = []
        for method, path, create_body, headers in asked:
            caller = HTTPConnection("127.0.0.1", server.port, timeout=60)
            caller.request(method, path, create_body, {**credentials, **headers})
            statuses.append(caller.getresponse().status)
            caller.close()

    assert statuses == [200, 431, 200]
