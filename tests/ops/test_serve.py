"""The service as it is started and stopped: one command says how, and what is under way is finished."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from catalog.management.server_process import HEAD_MAX, STOP_TIMEOUT, granian_arguments
from catalog.models import CatalogueRevision, ChargingStationModel
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import run_server
from tests.management import ROOT


def test_each_worker_has_as_many_threads_as_it_is_told(settings: Settings) -> None:
    settings.THREADS = 8

    arguments = granian_arguments(workers=2, host="127.0.0.1", port=8000)

    assert arguments[arguments.index("--blocking-threads") + 1] == "8"


@pytest.mark.django_db(transaction=True)
def test_a_request_under_way_is_answered_before_the_service_stops(create_body: dict[str, Any]) -> None:
    credentials = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    with run_server(workers=1) as server:
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
    )  # fmt: skip
    assert process.stderr is not None
    try:
        said = [next(line for line in process.stderr if "Started worker-1" in line)]
        with socket.socket(socket.AF_UNIX) as caller:
            while caller.connect_ex(str(where)) == errno.ECONNREFUSED:  # it listens a moment after it has said so
                time.sleep(0.01)
            caller.sendall(b"GET /livez HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: caller.recv(65_536), b""))
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert (process.returncode, out) == (0, "")
    told = [json.loads(line) for line in [*said, *err.splitlines()]]
    assert [line["route"] for line in told if line["event"] == "request"] == ["/livez"]


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


@pytest.mark.parametrize("arguments", [("--uds", "socket", "--host", "::"), ("--port", "0"), ("--port", "x")])
def test_serve_refuses_what_it_cannot_do(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "serve", *arguments], capture_output=True, text=True, check=False
    )

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
