"""Promise h8: callers who send half a request, and then nothing, take nothing from the others."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.api_clients import MODELS, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server, run_server
from tests.promises.proxies import NAME, SETTINGS, run_proxy
from tests.promises.timings import format_timings

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

SLOW = 200
SECONDS = 60

Figure = Callable[[str, str], None]


class Halves:
    """Half a head, half a body, and what others ask for."""

    def __init__(self, host: str) -> None:
        token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
        self.one = f"{MODELS}/{StationModelFactory().pk}"
        self.headers = {"Authorization": f"Bearer {token}"}
        head = f"PATCH {self.one} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        body = '{"friendlyName": "Renamed"}'
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.head, self.body = head.encode(), f"{head}{length}{body[:-5]}".encode()

    def hold_up(self, server: Server, reach: Callable[[], socket.socket], halves: list[bytes]) -> list[float]:
        """Return how long each of the others' calls took, while many send those halves and no more."""
        seconds: list[float] = []
        with ExitStack() as slow:
            for number in range(SLOW):
                slow.enter_context(caller := reach())
                caller.sendall(halves[number % len(halves)])
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                begun = time.monotonic()
                status, _, answer = server.send("GET", self.one, None, self.headers)
                seconds.append(time.monotonic() - begun)
                assert status == 200, answer
                time.sleep(0.02)
        return seconds


@pytest.mark.parametrize(
    "kind",
    [
        "head",
        pytest.param(
            "body",
            marks=pytest.mark.xfail(
                raises=TimeoutError, strict=True, reason="granian 2.8 waits for a body for as long as its caller does"
            ),
        ),
    ],
)
def test_half_sent_requests_hold_up_nobody(kind: str, figure: Figure) -> None:
    half = Halves("localhost")
    before = catalogue_rows()

    with run_server(workers=2) as server:
        seconds = half.hold_up(
            server,
            lambda: socket.create_connection(("127.0.0.1", server.port), timeout=30),
            [{"head": half.head, "body": half.body}[kind]],
        )

    assert catalogue_rows() == before
    figure(
        "h8",
        f"{connection.vendor}: {SLOW} half a {kind}, {SECONDS} s, {len(seconds)} others: {format_timings(seconds)}",
    )


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_behind_a_proxy_half_sent_requests_hold_up_nobody(proxy: str, figure: Figure) -> None:
    half = Halves(NAME)
    before = catalogue_rows()

    with run_server(workers=2, at_socket=True, **SETTINGS) as server, run_proxy(proxy, server) as proxied:
        seconds = half.hold_up(proxied, proxied.reach, [half.head, half.body])

    assert catalogue_rows() == before
    figure(
        "h8",
        f"{connection.vendor}, {proxy}: {SLOW} half-sent for {SECONDS} s, "
        f"{len(seconds)} others: {format_timings(seconds)}",
    )
