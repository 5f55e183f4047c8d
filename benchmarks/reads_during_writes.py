"""Reads while the catalogue is written: how many, and whether any of them was behind an acknowledged write."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.load import run_load
from benchmarks.request_kinds import GET, LIST, MODELS, Kind
from benchmarks.servers import Server

WRITES_A_SECOND = 20
_CHECKERS = 4
_PAUSE = 0.01  # of a checker: it is there to look, not to put a load


@dataclass
class ReadRates:
    """`ratios` is by kind: requests a second while written, to those while not."""

    ratios: dict[str, float] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    writes: int = 0
    seconds: float = 0
    reads: int = 0
    unchanged: int = 0
    stale: int = 0
    failed: int = 0


class _Workload:
    """One writer, who numbers its writes, and readers who know what was acknowledged before they asked."""

    def __init__(self, server: Server, ids: list[str]) -> None:
        self.server, self.ids, self.told = server, ids, ReadRates()
        self._acknowledged: dict[str, int] = {}
        self._lock = threading.Lock()
        self._end = threading.Event()

    @contextmanager
    def is_running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._write), *[threading.Thread(target=self._read, args=(number,))
                                                           for number in range(_CHECKERS)]]  # fmt: skip
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._end.set()
            for thread in threads:
                thread.join()
            self.told.seconds = time.monotonic() - begun

    def _write(self) -> None:
        begun = time.monotonic()
        while not self._end.wait(max(0.0, begun + self.told.writes / WRITES_A_SECOND - time.monotonic())):
            model_id, number = random.choice(self.ids), self.told.writes  # noqa: S311
            status, _, _ = self.server.send("PATCH", f"{MODELS}/{model_id}", {"friendlyName": f"Write {number}"})
            if status != 200:
                self.told.failed += 1
            self._acknowledged[model_id] = number
            self.told.writes += 1

    def _read(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        kept: dict[str, tuple[str, bytes]] = {}
        while not self._end.wait(_PAUSE):
            path = chance.choice([MODELS, f"{MODELS}/{chance.choice(self.ids)}"])
            known = dict(self._acknowledged)
            tag, body = kept.get(path, ("", b""))
            status, headers, content = self.server.send("GET", path, headers={"If-None-Match": tag} if tag else {})
            if status == 200:
                body = content
                kept[path] = headers["etag"], body
            shown = json.loads(body)
            behind = any(
                int((each["friendlyName"] or "").removeprefix("Write ")) < known[each["id"]]
                for each in (shown["data"]["items"] if path == MODELS else [shown])
                if each["id"] in known
            )
            with self._lock:
                self.told.reads += 1
                self.told.unchanged += status == 304
                self.told.failed += status not in {200, 304}
                self.told.stale += behind


def read_while_written(server: Server, kinds: list[Kind], *, rounds: int, seconds: int) -> ReadRates:
    ids = [each["id"] for each in json.loads(server.send("GET", MODELS)[2])["data"]["items"]]
    asked = [kind for kind in kinds if kind.name in {LIST, GET}]
    still = {kind.name: _rate(server, kind, rounds, seconds) for kind in asked}
    watch = _Workload(server, ids)
    with watch.is_running():
        for kind in asked:
            watch.told.rates[kind.name] = _rate(server, kind, rounds, seconds)
            watch.told.ratios[kind.name] = watch.told.rates[kind.name] / still[kind.name]
    return watch.told


def _rate(server: Server, kind: Kind, rounds: int, seconds: int) -> float:
    return run_load(server.port, kind.requests(server), rounds * seconds).rate
