"""Readers tail the feed and the list while others write: nothing missed, nothing twice, and a true copy in the end."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.db import connections

from catalog.models import AuditEvent, ChargingStationModel
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 8, 8
CHANGES = WRITERS * (EACH + EACH + EACH // 2 + EACH // 4)
ITEMS = b'"items":['


@pytest.fixture
def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


# Who writes: half of them over the API, half by the domain's methods in a third process.


def write_over_the_api(server: Server, headers: dict[str, str], writer: int) -> None:
    def send(method: str, path: str, body: Any = None) -> Any:
        status, _, answer = server.send(method, MODELS + path, body, headers)
        assert status in {200, 201}, answer
        return json.loads(answer)["data"]["id"]

    for number in range(EACH):
        made = send("POST", "", {**a_body(), "vendor": f"Vendor {writer}", "model": f"Model {number}"})
        send("PATCH", f"/{made}", {"friendlyName": f"Of writer {writer}"})
        if number % 2:
            send("POST", f"/{made}/archive")
        if number % 4 == 3:
            send("POST", f"/{made}/unarchive")


def write_by_the_methods(writer: int) -> None:
    for number in range(EACH):
        made = StationModelFactory(vendor=f"Vendor {writer}", model=f"Model {number}")
        made.rename(f"Of writer {writer}", by=TEST_ACTOR)
        if number % 2:
            made.archive(by=TEST_ACTOR)
        if number % 4 == 3:
            made.unarchive(by=TEST_ACTOR)


# Who reads


@dataclass
class FeedReader:
    """Keeps a copy: the JSON of each model, as it came. Each page is remembered with where it began and ended."""

    server: Server
    headers: dict[str, str]
    limit: int
    after: int = 0
    copy: dict[str, bytes] = field(default_factory=dict)
    pages: list[tuple[int, int, list[bytes]]] = field(default_factory=list)

    def read(self, done: Event) -> None:
        tag = ""
        while True:
            is_last = done.is_set()  # asked before reading: what was written until then is in what is read
            status, headers, body = self.server.send(
                "GET", f"{MODELS}/changes?after={self.after}&limit={self.limit}", None,
                {**self.headers, "If-None-Match": tag},
            )  # fmt: skip
            assert status in {200, 304}, body
            has_more = False
            if status == 200:
                tag, has_more = headers["etag"], self._keep(body)
            if has_more:
                continue
            if is_last:
                return
            done.wait(0.005)

    def _keep(self, body: bytes) -> bool:
        items = texts_of(body)
        data = json.loads(body)["data"]
        for item in items:
            self.copy[json.loads(item)["id"]] = item
        if items:
            self.pages.append((self.after, data["revision"], items))
        self.after = data["revision"]
        return bool(data["hasMore"])


def texts_of(body: bytes) -> list[bytes]:
    """The items as they stand in the answer, byte for byte."""
    text, decoder, items = body.decode(), json.JSONDecoder(), []
    place = text.index(ITEMS.decode()) + len(ITEMS)
    while text[place] != "]":
        _, end = decoder.raw_decode(text, place)
        items.append(text[place:end].encode())
        place = end + (text[end] == ",")
    return items


@dataclass
class ListReader:
    """Walks on from the last model that it saw."""

    server: Server
    headers: dict[str, str]
    seen: list[str] = field(default_factory=list)

    def read(self, done: Event) -> None:
        for turn in count():
            is_last = done.is_set()
            after = f"&startingAfter={self.seen[-1]}" if self.seen else ""
            status, _, body = self.server.send("GET", f"{MODELS}?limit=5{after}", None, self.headers)
            assert status == 200, body
            data = json.loads(body)["data"]
            self.seen += [each["id"] for each in data["items"]]
            if is_last and not data["hasMore"]:
                return
            assert turn < 10_000


def run(acts: list[Callable[[], None]], readers: list[Callable[[Event], None]]) -> None:
    """Acts all at once, and readers beside them until the last act is over."""
    done = Event()

    def closing(act: Callable[..., None], *arguments: Any) -> None:
        try:
            act(*arguments)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts) + len(readers)) as threads:
        reading = [threads.submit(closing, each, done) for each in readers]
        try:
            for writing in [threads.submit(closing, each) for each in acts]:
                writing.result()
        finally:
            done.set()
        for each in reading:
            each.result()


def test_readers_beside_writers_miss_nothing_and_end_with_a_true_copy(server: Server, headers: dict[str, str]) -> None:
    feeds = [FeedReader(server, headers, limit=3), FeedReader(server, headers, limit=100)]
    walker = ListReader(server, headers)

    run(
        [
            *((lambda writer=writer: write_over_the_api(server, headers, writer)) for writer in range(WRITERS // 2)),
            *((lambda writer=writer: write_by_the_methods(writer)) for writer in range(WRITERS // 2, WRITERS)),
        ],
        [*(feed.read for feed in feeds), walker.read],
    )

    history = list(AuditEvent.objects.order_by("revision").values_list("revision", "station_model_id", "after"))
    assert len(history) == CHANGES >= 150
    table = {str(pk): text.encode() for pk, text in ChargingStationModel.objects.values_list("pk", "document")}
    assert len(table) == WRITERS * EACH
    for feed in feeds:
        assert feed.copy == table
        for page in feed.pages:
            assert_tells_what_happened(page, [(revision, str(pk), after) for revision, pk, after in history])
    for pk, text in table.items():
        assert server.send("GET", f"{MODELS}/{pk}", None, headers)[2] == text
    assert_walked(walker)


def assert_tells_what_happened(
    page: tuple[int, int, list[bytes]], history: list[tuple[int, str, dict[str, Any]]]
) -> None:
    """Each item is a state that its model came to between where the page begins and where it ends: so it was in no page
    before. What came to a state there and is not in the page has come to another since, which is in a later one."""
    begin, end, items = page
    place = begin
    for item in map(json.loads, items):
        states = [revision for revision, pk, after in history if pk == item["id"] and after == item]
        place = min((each for each in states if place < each <= end), default=0)
        assert place, f"{item['id']} is not at its place in the page from {begin} to {end}"
    ids = [json.loads(item)["id"] for item in items]
    assert len(set(ids)) == len(ids)
    changed = {pk for revision, pk, _ in history if begin < revision <= end}
    changed_later = {pk for revision, pk, _ in history if revision > end}
    assert changed - changed_later <= set(ids)


def assert_walked(walker: ListReader) -> None:
    """Once each, in the order of creation; and all that were there to be seen: those that were never archived."""
    rows = list(ChargingStationModel.objects.in_order().values_list("pk", flat=True))
    place = {str(pk): number for number, pk in enumerate(rows)}
    assert [place[pk] for pk in walker.seen] == sorted({place[pk] for pk in walker.seen})
    ever_archived = set(AuditEvent.objects.filter(action="archived").values_list("station_model_id", flat=True))
    assert {str(pk) for pk in rows if pk not in ever_archived} <= set(walker.seen)
