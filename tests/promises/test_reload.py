"""Promise d5: a reload and a stop finish what is under way."""

import http.client
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from catalog.models import ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import run_server, worker_pids

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

RELOADS = 10
CALLERS = 8


def test_a_reload_fails_no_request_and_a_stop_none_that_was_taken(figure: Callable[[str, str], None]) -> None:
    headers = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    stopping, done = Event(), Event()
    answered: list[int] = []
    acknowledged: list[str] = []

    with run_server(workers=2) as server:

        def call(caller: int) -> None:
            number = 0
            while not done.is_set():
                number += 1
                body = {**a_body(), "vendor": f"Caller {caller}", "model": f"Model {number}"}
                try:
                    status, said, answer = (
                        server.send("POST", MODELS, body, headers)
                        if number % 4 == 0
                        else server.send("GET", f"{MODELS}?limit=5", None, headers)
                    )
                except (ConnectionRefusedError, ConnectionResetError, http.client.RemoteDisconnected):
                    assert stopping.is_set()
                    return
                assert status in {200, 201}, answer
                answered.append(status)
                if status == 201:
                    acknowledged.append(said["location"].rpartition("/")[2])

        with ThreadPoolExecutor(CALLERS) as threads:
            running = [threads.submit(call, caller) for caller in range(CALLERS)]
            try:
                for _ in range(RELOADS):
                    former = set(worker_pids(server))
                    server.process.send_signal(signal.SIGHUP)
                    until = time.monotonic() + 60
                    while former & set(worker_pids(server)):
                        assert time.monotonic() < until, "the old workers do not go"
                        time.sleep(0.1)
                stopping.set()
                server.process.terminate()
                server.process.wait(60)
            finally:
                done.set()
            for each in running:
                each.result()

    there = {str(pk) for pk in ChargingStationModel.objects.values_list("pk", flat=True)}
    assert set(acknowledged) <= there
    assert list(find_inconsistencies()) == []
    figure("d5", f"{connection.vendor}: {RELOADS} reloads, {len(answered)} requests of {CALLERS} callers, 0 failed")
