"""Promise h8: callers who send half a request, and then nothing, take nothing from the others."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.callers import MODELS, a_token
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.promises.times import told
from tests.servers import serving
from tests.snapshots import the_catalogue

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

SLOW = 200
SECONDS = 60


def test_200_half_sent_requests_hold_up_nobody(figure: Callable[[str, str], None]) -> None:
    one = f"{MODELS}/{StationModelFactory().pk}"
    token = a_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    headers = {"Authorization": f"Bearer {token}"}
    before = the_catalogue()
    head = f"PATCH {one} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    body = '{"friendlyName": "Renamed"}'
    halves = [
        head.encode(),
        f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body[:-5]}".encode(),
    ]
    seconds: list[float] = []

    with serving(workers=2) as server, ExitStack() as slow:
        for number in range(SLOW):
            caller = slow.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            caller.sendall(halves[number % 2])
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            begun = time.monotonic()
            status, _, answer = server.send("GET", one, None, headers)
            seconds.append(time.monotonic() - begun)
            assert status == 200, answer
            time.sleep(0.02)

    assert the_catalogue() == before
    figure(
        "h8", f"{connection.vendor}: {SLOW} half-sent for {SECONDS} s, {len(seconds)} others: 0 failed, {told(seconds)}"
    )
