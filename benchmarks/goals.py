"""What is to be reached, and what was."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import growth
from benchmarks import request_kinds as kinds
from benchmarks.compare import Comparison
from benchmarks.directus import DIRECTUS
from benchmarks.reads_during_writes import ReadRates
from benchmarks.report import short, table
from benchmarks.servers import FLOOR, PRODUCT

_FASTAPI, _NINJA, _DRF = "FastAPI + SQLAlchemy", "django-ninja", "usual DRF"


@dataclass(frozen=True)
class Goal:
    what: str
    limit: float
    reached: float | None
    at_most: bool = False
    by_cpu: float | None = None  # the same ratio of the CPU of server and database, which a busy machine disturbs less

    @property
    def is_met(self) -> bool | None:
        """By requests a second and by CPU, where there are both: one of them alone can be luck."""
        if self.reached is None:
            return None
        both = [each for each in (self.reached, self.by_cpu) if each is not None]
        return max(both) <= self.limit if self.at_most else min(both) >= self.limit

    def row(self) -> list[str]:
        met = {True: "yes", False: "**no**", None: "not measured"}[self.is_met]
        return [
            self.what,
            f"{'<=' if self.at_most else '>='} {self.limit:g}",
            short(self.reached),
            short(self.by_cpu),
            met,
        ]


def of_comparison(found: Comparison) -> Iterator[Goal]:
    wanted = [
        (kinds.LIST, FLOOR, 1.15), (kinds.LIST_100, FLOOR, 1.3), (kinds.GET, FLOOR, 0.70),
        (kinds.NOT_MODIFIED, FLOOR, 0.62), (kinds.LIST, _FASTAPI, 10), (kinds.LIST_100, _FASTAPI, 22),
        (kinds.GET, _FASTAPI, 5.5), (kinds.LIST, _NINJA, 15), (kinds.LIST, _DRF, 20), (kinds.LIST, DIRECTUS, 20),
        (kinds.LIST_NEW, _FASTAPI, 3), (kinds.GET_NEW, _FASTAPI, 3), (kinds.CREATE, _NINJA, 0.9),
    ]  # fmt: skip
    for kind, system, limit in wanted:
        yield Goal(f"{kind}, of {'the floor' if system == FLOOR else system}", limit,
                   found.ratio(kind, PRODUCT, system), by_cpu=found.cpu_ratio(kind, PRODUCT, system))  # fmt: skip
    repeated = found.ratio(kinds.IDENTITY, PRODUCT, PRODUCT, kinds.GET)
    by_cpu = found.cpu_ratio(kinds.IDENTITY, PRODUCT, PRODUCT, kinds.GET)
    yield Goal(f"{kinds.IDENTITY}, of get", 0.95, repeated, by_cpu=by_cpu)


def of_growth(found: dict[str, growth.GrowthResult], memory: float) -> Iterator[Goal]:
    sizes = sorted(next(iter(found.values())).times)
    worst = max((grown.ratio, name) for name, grown in found.items())
    over = sum(grown.ratio > 1.2 for grown in found.values())
    what = f"{sizes[0]:,} to {sizes[-1]:,} models: the worst of {len(found)} kinds ({worst[1]}; {over} are over)"
    yield Goal(what, 1.2, worst[0], at_most=True)
    yield Goal(f"two workers together, PSS in MB, with {sizes[-1]:,} models", 150, memory, at_most=True)


def of_writing(told: ReadRates) -> Iterator[Goal]:
    yield Goal(f"stale reads of {told.reads:,} while written", 0, told.stale, at_most=True)


def rendered(goals: list[Goal]) -> str:
    return table(["goal", "wanted", "reached", "by CPU", "met"], [goal.row() for goal in goals])
