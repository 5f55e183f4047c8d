"""Promises b2 and b3: what is refused is refused cheaply, whatever its size, and leaves nothing behind."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import run_server, worker_pids
from tests.promises.timings import format_timings

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

LONG = "x" * 10_000


def megabytes_of(pid: int) -> float:
    """What the process has for itself, and its share of what it shares."""
    [line] = [line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) / 1024


def test_what_is_refused_costs_little(figure: Callable[[str, str], None]) -> None:
    one = f"{MODELS}/{StationModelFactory().pk}"
    headers = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    before = catalogue_rows()
    connector = a_body()["connectors"][0]
    with run_server(workers=1) as server:
        send = partial(server.send, headers=headers)
        large: list[tuple[int, Callable[[], Any]]] = [
            (413, partial(send, "POST", MODELS, b"x" * 10_000_000)),
            (413, partial(send, "PATCH", one, b'{"friendlyName": "' + b"x" * 300_000 + b'"}')),
            (400, partial(send, "PATCH", one, b"[" * 200_000)),
            (400, partial(send, "PATCH", one, b'{"a": ' * 30_000)),
            (400, partial(send, "PATCH", one, b'{"friendlyName": "\xff"}')),
            (400, partial(send, "PATCH", one, b'{"friendlyName": NaN}')),
            (400, partial(send, "PATCH", one, b'{"friendlyName": 1e99999999}')),
            (400, partial(send, "PATCH", one, b'{"friendlyName": "a", "friendlyName": "b"}')),
            (400, partial(send, "PATCH", one, '{"friendlyName": "a\u202eb"}'.encode())),
            (400, partial(send, "PATCH", one, b"{%s}" % b", ".join(b'"k%d": 1' % each for each in range(20_000)))),
            (400, partial(send, "POST", MODELS, {**a_body(), "connectors": [connector] * 2_000})),
        ]
        long: list[tuple[int, Callable[[], Any]]] = [
            *(
                (400, partial(send, "POST", MODELS, {**a_body(), name: LONG}))
                for name in ("vendor", "model", "friendlyName", "powerType", "imageUrl")
            ),
            (400, partial(send, "POST", MODELS, {**a_body(), "configurationKeys": {"ocppUrl": LONG}})),
            *(
                (400, partial(send, "POST", MODELS, {**a_body(), "connectors": [{**connector, name: LONG}]}))
                for name in connector
            ),
            *(
                (400, partial(send, "GET", f"{MODELS}?{name}={quote(LONG)}"))
                for name in ("vendor", "model", "q", "startingAfter", "limit", "isArchived", "powerType", "format")
            ),
            (400, partial(send, "GET", f"{MODELS}/changes?after={LONG}")),
            (400, partial(send, "GET", f"{MODELS}/resolve?vendor={LONG}&model={LONG}")),
            (404, partial(send, "GET", f"{MODELS}/{LONG}")),
        ]
        [worker] = worker_pids(server)
        seconds: dict[str, list[float]] = {"huge": [], "large": [], "long": []}
        begun = 0.0
        for turn in range(25):
            for kind, requests in (("huge", large[:1]), ("large", large[1:]), ("long", long)):
                for status, request in requests:
                    start = time.monotonic()
                    answered, said, body = request()
                    seconds[kind].append(time.monotonic() - start)
                    assert (answered, said["content-type"]) == (status, "application/problem+json"), body[:500]
            if turn == 4:  # by then it has what it needs to work
                begun = megabytes_of(worker)
        grown = megabytes_of(worker) - begun

    assert catalogue_rows() == before
    assert grown < 50
    vendor = connection.vendor
    figure("b2", f"{vendor}: {len(seconds['huge'])} of 10 MB, {format_timings(seconds['huge'])}")
    figure(
        "b2",
        f"{vendor}: {len(seconds['large'])} large ones, {format_timings(seconds['large'])}; worker +{grown:.1f} MB",
    )
    figure("b3", f"{vendor}: {len(seconds['long'])} with 10,000 characters, {format_timings(seconds['long'])}")
