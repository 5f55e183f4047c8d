"""Readers who hold the service to its word: nobody is shown less than anybody was shown or told before."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any
from urllib.parse import urlencode

from tests.api_clients import MODELS
from tests.live_servers import Server
from tests.promises.load import Acknowledged


def stage(model: dict[str, Any]) -> int:
    """How far a model of the crowd is: created, renamed, archived."""
    return 2 if model["isArchived"] else 1 if model["friendlyName"].startswith("Of ") else 0


@dataclass
class ReadMonitor:
    """What was shown to anybody. A 503 shows nothing."""

    acknowledged: Acknowledged
    answers: int = 0
    unavailable: int = 0
    less: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    revision: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def look(self, server: Server, headers: dict[str, str], kind: int) -> None:
        """Ask for a model, a list with it, or the feed, and compare that with what was known before."""
        told = list(self.acknowledged.models.values())[-1:]
        with self._lock:
            for model in told:
                self.stages[model["id"]] = max(stage(model), self.stages.get(model["id"], 0))
            revision, known = self.revision, dict(self.stages)
        path = self._path(kind, told, revision)
        begun = time.monotonic()
        status, said, body = server.send("GET", MODELS + path, None, headers)
        with self._lock:
            self.seconds.append(time.monotonic() - begun)
            if status == 503:
                self.unavailable += 1
                return
            assert status == 200, body
            self.answers += 1
            self._compare(path, said, json.loads(body), revision, known)

    @staticmethod
    def _path(kind: int, told: list[dict[str, Any]], revision: int) -> str:
        if not told or kind == 0:
            return f"/changes?after={max(0, revision - 50) if revision > 100 else 0}&limit=100"
        if kind == 1:
            return f"/{told[0]['id']}"
        # Never the same question twice: it is not the memory of a worker that is watched.
        return f"?{urlencode({'vendor': told[0]['vendor'], 'minPowerWatts': f'0.{time.time_ns() % 1_000_000:06}'})}"

    def _compare(
        self, path: str, said: dict[str, str], body: dict[str, Any], revision: int, known: dict[str, int]
    ) -> None:
        data = body.get("data", {"items": [body]})
        if not path.startswith("/") or path.startswith("/changes"):
            tag = int(said["etag"].strip('"').partition("-")[2])
            shown = min(tag, data.get("revision", tag)) if not data["hasMore"] else tag
            if shown < revision:
                self.less.append(f"{path}: revision {shown} after {revision}")
            self.revision = max(self.revision, shown)
        for model in data["items"]:
            before = known.get(model["id"], 0)
            # A list of active models does not show one that is known to be archived.
            if stage(model) < before:
                self.less.append(f"{path}: {model['id']} at {stage(model)} after {before}")
            self.stages[model["id"]] = max(stage(model), self.stages.get(model["id"], 0))


@contextmanager
def monitor_reads(watch: ReadMonitor, server: Server, headers: dict[str, str], *, readers: int = 4) -> Iterator[None]:
    """Let `readers` look beside what is done inside."""
    done = Event()

    def read(reader: int) -> None:
        number = reader
        while not done.is_set():
            number += 1
            watch.look(server, headers, number % 3)

    with ThreadPoolExecutor(readers) as threads:
        running = [threads.submit(read, reader) for reader in range(readers)]
        try:
            yield
        finally:
            done.set()
        for each in running:
            each.result(timeout=60)
