"""Promises c1 to c7 where the service is served: granian, two processes, sockets. `tests/races` has the short ones."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
Answer = tuple[int, dict[str, str], bytes]
Figure = Callable[[str, str], None]


@pytest.fixture
def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


@pytest.fixture
def send(server: Server, headers: dict[str, str]) -> Callable[..., Answer]:
    def send(method: str, path: str = "", body: Any = None, if_match: str = "*") -> Answer:
        return server.send(method, MODELS + path, body, {**headers, "If-Match": if_match})

    return send


@pytest.fixture(autouse=True)
def nobody_waits_for_each_other(figure: Figure, request: pytest.FixtureRequest) -> Iterator[None]:
    """Promise c7: no deadlock in any of it, by PostgreSQL's own count."""
    before = deadlocks()
    yield
    assert deadlocks() == before
    assert list(find_inconsistencies()) == []


def deadlocks() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database WHERE datname=current_database()"
        )
        return int(cursor.fetchone()[1])


def statuses(answers: list[Answer]) -> list[int]:
    return sorted(status for status, _, _ in answers)


def test_of_equal_creates_and_archives_one_is_carried_out(send: Callable[..., Answer], figure: Figure) -> None:
    for number in range(ROUNDS):
        body = {**a_body(), "model": f"Pro {number}"}

        created = run_concurrently([partial(send, "POST", "", body)] * MANY)

        assert statuses(created) == [201] + [409] * (MANY - 1)
        [one] = [json.loads(answer)["data"] for status, _, answer in created if status == 201]
        revision = CatalogueRevision.current().number

        archived = run_concurrently([partial(send, "POST", f"/{one['id']}/archive")] * MANY)

        assert statuses(archived) == [200] * MANY
        assert len({answer for _, _, answer in archived}) == 1
        assert CatalogueRevision.current().number == revision + 1
    assert AuditEvent.objects.count() == 2 * ROUNDS
    figure("c1", f"{connection.vendor}: {ROUNDS}/{ROUNDS} rounds of {MANY}: one 201, the others 409")
    figure("c2", f"{connection.vendor}: {ROUNDS}/{ROUNDS} rounds of {MANY}: all 200, one change")


def test_of_updates_with_one_if_match_one_is_carried_out(send: Callable[..., Answer], figure: Figure) -> None:
    station_model = StationModelFactory()
    for number in range(ROUNDS):
        station_model.refresh_from_db()
        tag = f'"1-{station_model.revision}"'
        bodies = [{"friendlyName": f"Name {number}.{which}"} for which in range(MANY)]

        answers = run_concurrently(
            [partial(send, "PATCH", f"/{station_model.pk}", body, if_match=tag) for body in bodies]
        )

        assert statuses(answers) == [200] + [412] * (MANY - 1)
    figure("c4", f"{connection.vendor}: {ROUNDS}/{ROUNDS} rounds of {MANY}: one 200, the others 412")


def test_a_rename_undoes_no_archive_and_an_archive_loses_no_name(send: Callable[..., Answer], figure: Figure) -> None:
    rounds = 32
    for number in range(rounds):
        station_model = StationModelFactory(friendly_name="Before")
        one = f"/{station_model.pk}"
        renames = [partial(send, "PATCH", one, {"friendlyName": f"Name {number}.{which}"}) for which in range(3)]

        answers = run_concurrently([*renames, partial(send, "POST", f"{one}/archive")])

        assert statuses(answers) == [200] * 4
        station_model.refresh_from_db()
        assert station_model.is_archived
        latest = max(answers[:3], key=lambda answer: int(answer[1]["etag"].strip('"').partition("-")[2]))
        assert station_model.friendly_name == json.loads(latest[2])["data"]["friendlyName"]
    figure("c3", f"{connection.vendor}: {rounds}/{rounds} rounds")


def ids_of_a_walk(send: Callable[..., Answer], limit: int) -> list[str]:
    seen: list[str] = []
    more = True
    while more:
        status, _, answer = send("GET", f"?limit={limit}" + (f"&startingAfter={seen[-1]}" if seen else ""))
        assert status == 200, answer
        page = json.loads(answer)["data"]
        assert all(len(each["connectors"]) in {1, 2} for each in page["items"])
        seen += [each["id"] for each in page["items"]]
        more = page["hasMore"]
    return seen


def test_a_walk_during_writes_sees_each_model_once(send: Callable[..., Answer], figure: Figure) -> None:
    writers, each, walks = 4, 40, 20
    there = [str(StationModelFactory(model=f"There {number}").pk) for number in range(60)]
    gone = [str(StationModelFactory(model=f"Gone {number}").pk) for number in range(writers * each // 4)]
    created: list[str] = []
    done = Event()

    def write(writer: int) -> None:
        for number in range(each):
            body = {**a_body(), "vendor": f"Writer {writer}", "model": f"Model {number}"}
            status, _, answer = send("POST", "", body)
            assert status == 201, answer
            created.append(json.loads(answer)["data"]["id"])
            if number % 4 == 0:
                assert send("POST", f"/{gone[writer * each // 4 + number // 4]}/archive")[0] == 200

    def walk(limit: int) -> int:
        count = 0
        while not done.is_set() or count < walks // 2:
            known = {*there, *created}
            seen = ids_of_a_walk(send, limit)
            assert len(seen) == len(set(seen))
            assert known <= set(seen)
            count += 1
        return count

    with ThreadPoolExecutor(2) as threads:
        walking = [threads.submit(walk, limit) for limit in (7, 20)]
        try:
            run_concurrently([partial(write, writer) for writer in range(writers)])
        finally:
            done.set()
        counts = [each.result() for each in walking]

    assert len(created) == writers * each
    figure("c5", f"{connection.vendor}: {sum(counts)} walks beside {len(created)} creates: 0 skipped, 0 repeated")


def test_what_is_acknowledged_is_seen_by_everybody_at_once(send: Callable[..., Answer], figure: Figure) -> None:
    creates, archives = 80, 40
    for number in range(creates):
        status, said, answer = send("POST", "", {**a_body(), "model": f"Model {number}"})
        assert status == 201, answer
        one = json.loads(answer)["data"]

        # Connections of their own, so that either process answers some.
        seen = run_concurrently(
            [partial(send, "GET", f"/{one['id']}"), partial(send, "GET", f"?model=Model {number}".replace(" ", "%20"))]
            * 2
        )

        for _, tags, shown in seen[::2]:
            assert (json.loads(shown), tags["etag"]) == (one, said["etag"])
        for _, _, page in seen[1::2]:
            assert json.loads(page)["data"]["items"] == [one]
        if number < archives:
            assert send("POST", f"/{one['id']}/archive")[0] == 200
            for status, _, page in run_concurrently([partial(send, "GET", f"?model=Model%20{number}")] * 4):
                assert (status, json.loads(page)["data"]["items"]) == (200, [])
    figure("c6", f"{connection.vendor}: {creates} creates, {archives} archives, asked 4 times at once: 0 stale")


def test_callers_who_leave_in_the_middle_change_nothing(
    server: Server, headers: dict[str, str], send: Callable[..., Answer], figure: Figure
) -> None:
    cut = 60
    station_model = StationModelFactory()
    body = b'{"friendlyName": "Renamed"}' + b" " * 20
    head = (
        f"PATCH {MODELS}/{station_model.pk} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()

    for number in range(cut):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller:
            caller.sendall(head + body[: -1 - number % len(body)])
    answers = run_concurrently([partial(send, "GET", f"/{station_model.pk}")] * MANY)

    assert statuses(answers) == [200] * MANY
    assert ChargingStationModel.objects.get().revision == station_model.revision
    figure("c7", f"{connection.vendor}: {cut} cut requests changed nothing; 0 deadlocks in all of these")
