"""All systems side by side, each asked in turn, round by round: so that what disturbs one disturbs all."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.load import Load, by_asyncio, run_load
from benchmarks.request_kinds import Kind
from benchmarks.servers import Server

_WARM_UP = 0.4


@dataclass(frozen=True)
class Measured:
    """One system, one kind, one round. CPU is in microseconds a request: the server's, and PostgreSQL's for it."""

    load: Load
    cpu: float
    database_cpu: float


class Comparison:
    """What was measured, and its medians."""

    def __init__(self) -> None:
        self._rounds: dict[tuple[str, str], list[Measured]] = {}

    def add(self, kind: str, system: str, measured: Measured) -> None:
        self._rounds.setdefault((kind, system), []).append(measured)

    def has(self, kind: str, system: str) -> bool:
        return (kind, system) in self._rounds

    def ratio(self, kind: str, system: str, to: str, to_kind: str | None = None) -> float | None:
        """Return how many times as many requests a second `system` answers as `to`: the median of the
        rounds, in each of which both were measured."""
        ours, theirs = self._rounds.get((kind, system)), self._rounds.get((to_kind or kind, to))
        if not ours or not theirs:
            return None
        return statistics.median(one.load.rate / other.load.rate for one, other in zip(ours, theirs, strict=False))

    def cpu_ratio(self, kind: str, system: str, to: str, to_kind: str | None = None) -> float | None:
        """Return for how many times less CPU `system` answers than `to`, that of the database included."""
        if not (self.has(kind, system) and self.has(to_kind or kind, to)):
            return None
        ours, theirs = (
            self.median(each, who, lambda measured: measured.cpu + measured.database_cpu)
            for each, who in ((kind, system), (to_kind or kind, to))
        )
        return theirs / ours

    def median(self, kind: str, system: str, of: Callable[[Measured], float]) -> float:
        return statistics.median(of(each) for each in self._rounds[kind, system])

    def failed(self) -> dict[str, int]:
        """Return how many requests failed or took more than two seconds, by system."""
        failed: Counter[str] = Counter()
        for (_, system), rounds in self._rounds.items():
            failed[system] += sum(each.load.failed for each in rounds)
        return {system: count for system, count in failed.items() if count}

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": kind,
                "system": system,
                "round": number,
                "cpu": each.cpu,
                "database_cpu": each.database_cpu,
                **asdict(each.load),
            }
            for (kind, system), rounds in self._rounds.items()
            for number, each in enumerate(rounds, start=1)
        ]


def compare(
    kinds: Iterable[Kind], servers: list[Server], *, rounds: int, seconds: int, tell: Callable[[str], None]
) -> Comparison:  # fmt: skip
    comparison = Comparison()
    for kind in kinds:
        tell(kind.name)
        asked = [server for server in servers if kind.asked_of(server)]
        for server in asked:
            by_asyncio(server.port, kind.requests(server), _WARM_UP)
        for number in range(rounds):
            for server in asked:
                if kind.is_new:
                    server.invalidate_caches()
                comparison.add(kind.name, server.name, measure(kind, server, seconds, part=number / rounds))
    return comparison


def measure(kind: Kind, server: Server, seconds: int, part: float = 0) -> Measured:
    """Measure one round, from that part of the kind's paths on."""
    requests = kind.requests(server, first=int(part * len(kind.paths)))
    before = server.cpu(), server.database_cpu()
    load = run_load(server.port, requests, seconds)
    time.sleep(0.05)  # what is under way when the load ends
    spent = server.cpu() - before[0], server.database_cpu() - before[1]
    return Measured(load, *(1e6 * each / max(1, load.requests) for each in spent))
