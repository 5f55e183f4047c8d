"""Callers beside each other that write over the API, and remember what they were told."""

import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from tests.api.bad import a_body
from tests.api_clients import MODELS
from tests.live_servers import Server


@dataclass
class Acknowledged:
    """What the service said it has done: each model as it was last acknowledged, unless a later change got no answer.

    A request without an answer, or with a 503, is neither done nor not done: its model is looked at no more.
    """

    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    writes: int = 0
    unanswered: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def record(self, status: int | None, model: dict[str, Any] | None, seconds: float) -> None:
        with self._lock:
            self.slowest = max(self.slowest, seconds)
            if status is None:
                self.unanswered += 1
                return
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if model is not None:
                self.writes += 1
                self.models[model["id"]] = model

    def forget(self, pk: str) -> None:
        with self._lock:
            self.models.pop(pk, None)


def write_until(
    acknowledged: Acknowledged,
    where: Callable[[], Server],
    headers: dict[str, str],
    *,
    name: str,
    enough: int,
    done: Event,
) -> None:
    """Create, rename and archive models of its own until there are enough writes of all, or it is done."""
    number = 0

    def ask(method: str, path: str, body: Any) -> dict[str, Any] | None:
        begun = time.monotonic()
        try:
            status, _, answer = where().send(method, MODELS + path, body, headers)
        except (OSError, http.client.HTTPException):
            acknowledged.record(None, None, time.monotonic() - begun)
            time.sleep(0.02)
            return None
        model = json.loads(answer)["data"] if status < 300 else None
        acknowledged.record(status, model, time.monotonic() - begun)
        return model

    while acknowledged.writes < enough and not done.is_set():
        number += 1
        made = ask("POST", "", {**a_body(), "vendor": name, "model": f"Model {number}"})
        acts = [("PATCH", "", {"friendlyName": f"Of {name}"}), ("POST", "/archive", None)]
        for method, path, body in acts[: number % 3]:
            if made is None:
                break
            pk = made["id"]
            made = ask(method, f"/{pk}{path}", body)
            if made is None:
                acknowledged.forget(pk)


@contextmanager
def run_writers(
    acknowledged: Acknowledged, where: Callable[[], Server], headers: dict[str, str], *, writers: int, enough: int
) -> Iterator[None]:
    """Let `writers` write until `enough` writes are acknowledged, beside what the caller does inside."""
    done = Event()
    start = acknowledged.writes
    with ThreadPoolExecutor(writers) as threads:
        running = [
            threads.submit(
                write_until,
                acknowledged,
                where,
                headers,
                name=f"Writer {number} of {uuid.uuid4()}",
                enough=start + enough,
                done=done,
            )
            for number in range(writers)
        ]
        try:
            yield
            for each in running:
                each.result(timeout=300)
        finally:
            done.set()


def wait_for(acknowledged: Acknowledged, writes: int) -> None:
    until = time.monotonic() + 120
    while acknowledged.writes < writes:
        assert time.monotonic() < until, f"the writes stand still at {acknowledged.writes}"
        time.sleep(0.01)
