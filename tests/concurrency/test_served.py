"""The same promises where the application is served: granian, two processes, real sockets."""

import json
import socket
from functools import partial
from typing import Any

import pytest

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, UnknownHardware
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server, run_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def credentials() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


def test_two_processes_keep_the_promises_of_one(server: Server, credentials: dict[str, str]) -> None:
    for number in range(4):
        body = {**a_body(), "model": f"Pro {number}"}
        created = run_concurrently([partial(server.send, "POST", MODELS, body, credentials)] * MANY)
        assert sorted(status for status, _, _ in created) == [201] + [409] * (MANY - 1)
        [one] = [json.loads(body)["data"]["id"] for status, _, body in created if status == 201]
        revision = CatalogueRevision.current().number

        archived = run_concurrently([partial(server.send, "POST", f"{MODELS}/{one}/archive", None, credentials)] * MANY)

        assert {status for status, _, _ in archived} == {200}
        assert len({body for _, _, body in archived}) == 1
        assert CatalogueRevision.current().number == revision + 1
    assert ChargingStationModel.objects.archived().count() == 4
    assert AuditEvent.objects.count() == 8
    assert list(find_inconsistencies()) == []


def test_bad_requests_over_a_socket_are_answered_and_change_nothing(
    server: Server, credentials: dict[str, str]
) -> None:
    station_model = StationModelFactory()
    one = f"{MODELS}/{station_model.pk}"
    before = catalogue_rows()
    charset = {**credentials, "Content-Type": "application/json; charset=hex"}
    bad: list[tuple[int, Any]] = [
        (415, partial(server.send, "PATCH", f"{one}?a=1", b'{"friendlyName": "x"}', charset)),
        (413, partial(server.send, "PATCH", one, b"x" * 10_000_000, credentials)),
        (400, partial(server.send, "PATCH", one, b"[" * 100_000, credentials)),
        (400, partial(server.send, "GET", f"{MODELS}?vendor=%00", None, credentials)),
        (404, partial(server.send, "GET", f"{MODELS}/%00", None, credentials)),
        (404, partial(server.send, "GET", f"{MODELS}/%FF", None, credentials)),
        (400, partial(server.send, "GET", MODELS, None, {**credentials, "Host": "evil.example"})),
        (401, partial(server.send, "GET", MODELS, None, {"Authorization": "Bearer \xe9"})),
    ]

    for status, send in bad:
        answered, headers, body = send()
        assert (answered, headers["content-type"]) == (status, "application/problem+json"), body
        assert json.loads(body)["status"] == status
    assert catalogue_rows() == before


def test_a_body_in_chunks_is_read(server: Server, credentials: dict[str, str]) -> None:
    station_model = StationModelFactory()
    body = b'{"friendlyName": "Renamed"}'
    head = head_of(station_model, credentials, "Transfer-Encoding: chunked\r\nConnection: close")

    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller:
        caller.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        answer = b"".join(iter(partial(caller.recv, 65_536), b""))

    assert answer.startswith(b"HTTP/1.1 200 ")
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Renamed"


def test_a_caller_who_leaves_in_the_middle_of_a_body_changes_nothing(credentials: dict[str, str]) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()
    body = b'{"friendlyName": "Renamed"}       '

    with run_server(workers=1) as server:
        for cut in [1, 10, 25] * 10:
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller:
                caller.sendall(head_of(station_model, credentials, f"Content-Length: {len(body)}") + body[:-cut])
        status, _, _ = server.send("GET", MODELS, None, credentials)

    # It has stopped, and has finished what was under way.
    assert status == 200
    assert catalogue_rows() == before


def test_a_worker_that_is_stopped_writes_what_waits_for_the_inbox(credentials: dict[str, str]) -> None:
    with run_server(INBOX_SECONDS="3600") as server:
        status, _, _ = server.send("GET", f"{MODELS}/resolve?vendor=Nobody&model=Nothing", None, credentials)
        assert UnknownHardware.objects.count() == 0

    assert status == 200
    entry = UnknownHardware.objects.get()
    assert (entry.vendor, entry.model, entry.count) == ("Nobody", "Nothing", 1)


def head_of(station_model: ChargingStationModel, credentials: dict[str, str], more: str) -> bytes:
    return (
        f"PATCH {MODELS}/{station_model.pk} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {credentials['Authorization']}\r\n{more}\r\n\r\n"
    ).encode()
