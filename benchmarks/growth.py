"""How the time of a request grows with the catalogue, over HTTP, where nothing kept from before can answer."""

import http.client
import json
import random
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks import processes
from benchmarks.databases import Seeded, connected, touch
from benchmarks.request_kinds import MODELS, VENDOR
from benchmarks.servers import Server

_SAMPLES = 100
_RARE = {
    "vendor": "Rarely Made",
    "powerType": "DC",
    "connectors": [
        {"id": 1, "connectionType": "TESLA_R", "format": "CABLE", "maxAmperage": 333, "maxVoltage": 777,
         "maxPowerWatts": 258741}
    ],
    "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
}  # fmt: skip
_RARE_COUNT = 12


@dataclass(frozen=True)
class Size:
    """The product at one size of the catalogue, and models of it that are asked for."""

    seeded: Seeded
    server: Server
    samples: dict[bool, list[dict[str, Any]]]
    last: int


def prepared(seeded: Seeded, server: Server) -> Size:
    """Add a few rare models as the last ones, archive half of them, and choose what to ask for."""
    for number in range(_RARE_COUNT):
        status, _, content = server.send("POST", MODELS, {**_RARE, "model": f"Oddity {number}"})
        if status != 201:
            raise RuntimeError(content.decode())
        if number % 2:
            server.send("POST", f"{MODELS}/{json.loads(content)['data']['id']}/archive")
    [last] = seeded.rows("SELECT number FROM catalog_cataloguerevision")[0]
    chance = random.Random(last)  # noqa: S311
    samples = {
        archived: [
            json.loads(document)
            for place in chance.sample(range(last // 10, last - 100), _SAMPLES)
            for (document,) in seeded.rows(
                f"SELECT document FROM catalog_chargingstationmodel WHERE archived IN ({archived}) AND "
                f"created_revision > {place} ORDER BY created_revision LIMIT 1"
            )
        ]
        for archived in (False, True)
    }
    return Size(seeded, server, samples, last)


def _actor(**query: Any) -> Callable[[dict[str, Any], Size], dict[str, Any]]:
    return lambda shown, size: query


_LISTS: dict[str, Callable[[dict[str, Any], Size], dict[str, Any]]] = {
    "first page": _actor(),
    "page in the middle": lambda shown, size: {"startingAfter": shown["id"]},
    "vendor, common": _actor(vendor=VENDOR),
    "vendor, rare": _actor(vendor=_RARE["vendor"]),
    "vendor, absent": _actor(vendor="Nobody"),
    "model": lambda shown, size: {"model": shown["model"]},
    "model, absent": _actor(model="Nothing"),
    "vendor and model": lambda shown, size: {"vendor": shown["vendor"], "model": shown["model"]},
    "powerType": _actor(powerType="DC"),
    "connectionType, common": _actor(connectionType="IEC_62196_T2"),
    "connectionType, rare": _actor(connectionType="TESLA_R"),
    "format": _actor(format="SOCKET"),
    "connectionType and format, rare": _actor(connectionType="TESLA_R", format="CABLE"),
    "connectionType and format, absent": _actor(connectionType="TESLA_R", format="SOCKET"),
    "minPowerWatts": _actor(minPowerWatts=100_000),
    "power range, rare": _actor(minPowerWatts=258_741, maxPowerWatts=258_741),
    "q, common": _actor(q="charg"),
    "q, rare": _actor(q="rarely oddity"),
    "q, absent": _actor(q="nothinglikeit"),
    "q, one model": lambda shown, size: {"q": shown["model"]},
}
_OTHERS: dict[str, Callable[[dict[str, Any], Size], str]] = {
    "get": lambda shown, size: f"/{shown['id']}",
    "resolve, exact": lambda shown, size: _asked("/resolve", vendor=shown["vendor"].upper(), model=shown["model"]),
    "resolve, none": lambda shown, size: _asked("/resolve", vendor="Nobody", model=f"No {shown['model']}"),
    "changes, first": lambda shown, size: _asked("/changes", after=0),
    "changes, last": lambda shown, size: _asked("/changes", after=size.last - 30),
}


def _asked(path: str, **query: Any) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _paths() -> dict[str, tuple[bool, Callable[[dict[str, Any], Size], str]]]:
    """By name: whether an archived model is asked for, and the path of one request."""
    paths: dict[str, tuple[bool, Callable[[dict[str, Any], Size], str]]] = {}
    for archived in (False, True):
        state = {"isArchived": "true"} if archived else {}
        for name, query in _LISTS.items():
            paths[f"{name}{', archived' * archived}"] = (
                archived,
                lambda shown, size, query=query, state=state: _asked("", **query(shown, size), **state),
            )
        paths[f"deepest page{', archived' * archived}"] = archived, _deepest(archived, state)
    return {**paths, **{name: (False, path) for name, path in _OTHERS.items()}}


def _deepest(archived: bool, state: dict[str, str]) -> Callable[[dict[str, Any], Size], str]:
    def path(shown: dict[str, Any], size: Size) -> str:
        [(document,)] = size.seeded.rows(
            f"SELECT document FROM catalog_chargingstationmodel WHERE archived IN ({archived}) "
            "ORDER BY created_revision DESC LIMIT 1 OFFSET 21"
        )
        return _asked("", startingAfter=json.loads(document)["id"], **state)

    return path


@dataclass
class GrowthResult:
    """By number of models: milliseconds of each request, and of CPU a request, of server and database together."""

    times: dict[int, list[float]] = field(default_factory=dict)
    cpu: dict[int, float | None] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times as much the greatest catalogue takes as the smallest: of CPU, which other work on the machine
        disturbs least; of the quicker quarter of the times, where the database's CPU is not to be seen."""
        sizes = min(self.times), max(self.times)
        small, great = (self.cpu[size] or statistics.quantiles(self.times[size], n=4)[0] for size in sizes)
        return great / small


class _Client:
    """One connection to the product at one size, and one to its database."""

    def __init__(self, size: Size, ends: ExitStack) -> None:
        self.size = size
        self._caller = ends.enter_context(closing(http.client.HTTPConnection("127.0.0.1", size.server.port)))
        self._database = ends.enter_context(connected(size.seeded.url))
        self._database_spent = processes.CpuMeter()

    def ask(self, path: str) -> float:
        """Return how many milliseconds an answer takes for which nothing was kept."""
        touch(self._database)
        begun = time.perf_counter()
        self._caller.request("GET", path, headers={"Authorization": f"Bearer {self.size.server.token}"})
        answer = self._caller.getresponse()
        content = answer.read()
        taken = 1_000 * (time.perf_counter() - begun)
        if answer.status != 200:
            msg = f"{path}: {answer.status} {content.decode()}"
            raise RuntimeError(msg)
        return taken

    def cpu(self) -> float | None:
        database = processes.database_cpu(self._database)
        if database is None:
            return None
        return 1_000 * (self._database_spent.until_now(database) + self.size.server.cpu())


def measure(sizes: list[Size], tell: Callable[[str], None]) -> dict[str, GrowthResult]:
    """Ask for each kind over one connection, the sizes in turn."""
    found: dict[str, GrowthResult] = {}
    with ExitStack() as ends:
        askers = [_Client(size, ends) for size in sizes]
        for name, (archived, path) in _paths().items():
            tell(f"growth: {name}")
            found[name] = grown = GrowthResult()
            paths = [[MODELS + path(shown, asker.size) for shown in asker.size.samples[archived]] for asker in askers]
            # Once before it counts: what a process learns, and a disk reads, for the first time is no growth.
            for asker, asked in zip(askers, paths, strict=True):
                for each in asked:
                    asker.ask(each)
            before = [asker.cpu() for asker in askers]
            for turn in zip(*paths, strict=True):
                for asker, each in zip(askers, turn, strict=True):
                    grown.times.setdefault(asker.size.seeded.models, []).append(asker.ask(each))
            for asker, spent in zip(askers, before, strict=True):
                now = asker.cpu()
                known = spent is not None and now is not None
                grown.cpu[asker.size.seeded.models] = (now - spent) / _SAMPLES if known else None
    return found
