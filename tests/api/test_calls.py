"""What a request costs, in Python functions called: no clock, so it does not depend on the machine, and cannot flake.

A request that calls a twentieth more functions than it did fails, and says where. If that is meant, or if it has become
cheaper, record it anew and look at the difference:

    RECORD_CALLS=1 python -m tests tests/api/test_calls.py
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from catalog.api.reading.bodies import bodies
from catalog.models import ChargingStationModel
from tests.callers import MODELS, a_token
from tests.calls import calls_of
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wire import Answer, send

pytestmark = pytest.mark.django_db

RECORDED = Path(__file__).with_name("calls.json")
TOLERATED = 1.05


class Requests:
    """The kinds of requests, each as often as it is asked for."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.number = 0
        self.token = a_token(ApiClientFactory(user=UserFactory(is_staff=True)))
        self.models = [StationModelFactory() for _ in range(30)]
        self.tag = self.send("GET").headers["ETag"]

    def send(self, method: str, path: str = "", query: str = "", body: Any = None, **headers: str) -> Answer:
        answer = send(
            method,
            MODELS + path,
            query=query,
            body=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )
        assert answer.status < 400, answer.body
        return answer

    def one(self) -> ChargingStationModel:
        self.number += 1
        return self.models[self.number % 20]

    def list_kept(self) -> Answer:
        return self.send("GET")

    def list_unchanged(self) -> Answer:
        return self.send("GET", **{"If-None-Match": self.tag})

    def list_built(self) -> Answer:
        bodies.forget()
        return self.send("GET", query="limit=20")

    def page_built(self) -> Answer:
        bodies.forget()
        return self.send("GET", query=f"limit=5&startingAfter={self.one().pk}")

    def search_built(self) -> Answer:
        bodies.forget()
        return self.send("GET", query="q=alfen")

    def get(self) -> Answer:
        return self.send("GET", f"/{self.one().pk}")

    def changes_built(self) -> Answer:
        bodies.forget()
        return self.send("GET", "/changes", query="after=3")

    def resolve_kept(self) -> Answer:
        return self.send("GET", "/resolve", query="vendor=Alfen&model=Eve")

    def resolve_built(self) -> Answer:
        bodies.forget()
        return self.send("GET", "/resolve", query="vendor=Alfen&model=Eve")

    def resolve_exact_built(self) -> Answer:
        bodies.forget()
        one = self.one()
        return self.send("GET", "/resolve", query=urlencode({"vendor": one.vendor, "model": one.model}))

    def create(self) -> Answer:
        self.number += 1
        return self.send("POST", body={**self.body, "model": f"Model {self.number:04}"})

    def rename(self) -> Answer:
        self.number += 1
        return self.send("PATCH", f"/{self.models[0].pk}", body={"friendlyName": f"Name {self.number:04}"})

    def archive(self) -> Answer:
        self.number += 1
        return self.send("POST", f"/{self.models[self.number % 20].pk}/archive")


KINDS: dict[str, Callable[[Requests], Answer]] = {
    name: method for name, method in vars(Requests).items() if not name.startswith("_") and name not in {"send", "one"}
}
WARM = 8


def counted(kind: str, body: dict[str, Any]) -> Counter[str]:
    requests = Requests(body)
    for _ in range(WARM):  # what is compiled or planned once is not counted
        KINDS[kind](requests)
    return calls_of(lambda: KINDS[kind](requests))


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_calls_no_more_functions_than_it_did(kind: str, body: dict[str, Any]) -> None:
    now = counted(kind, body)
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    if os.environ.get("RECORD_CALLS"):
        recorded.setdefault(connection.vendor, {})[kind] = dict(sorted(now.items()))
        RECORDED.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")
        return

    before = Counter(recorded[connection.vendor][kind])

    grown = [
        f"  {room}: {before[room]} -> {now[room]}"
        for room in sorted(now, key=lambda room: before[room] - now[room])
        if now[room] > before[room]
    ]
    assert now.total() <= before.total() * TOLERATED, "\n".join(
        [
            f"{kind} calls {now.total()} functions and called {before.total()}. More than before in:",
            *grown,
            "If that is meant: RECORD_CALLS=1 python -m tests tests/api/test_calls.py",
        ]
    )


def test_the_count_tells_one_call_more(body: dict[str, Any]) -> None:
    def once() -> None:
        pass

    def twice() -> None:
        once()
        once()

    assert calls_of(twice).total() - calls_of(once).total() == 2
    assert calls_of(twice)["tests/api"] == 3
