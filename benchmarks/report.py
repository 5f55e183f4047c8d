"""What was found, as Markdown."""

import statistics
from collections.abc import Iterable

from benchmarks import growth
from benchmarks.compare import Comparison
from benchmarks.reads_during_writes import ReadRates
from benchmarks.request_kinds import Kind
from benchmarks.servers import FLOOR, PRODUCT, Server


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def short(ratio: float | None) -> str:
    """A ratio with as many digits as say something: 0.043, 0.43, 7.1, 23."""
    if ratio is None:
        return "-"
    digits = next(digits for digits, least in ((0, 20), (1, 3), (2, 0.1), (3, 0)) if abs(ratio) >= least)
    return f"{ratio:.{digits}f}" if ratio else "0"


def systems(comparison: Comparison, kinds: list[Kind], servers: list[Server]) -> str:
    """Each system's throughput as a part of the floor's, and its CPU a request."""
    floor = FLOOR if any(server.name == FLOOR for server in servers) else PRODUCT
    head = [f"requests a second, {floor} = 1 (µs of CPU, server + database)", *(kind.name for kind in kinds)]
    rows = []
    for server in servers:
        cells = [
            f"{short(comparison.ratio(kind.name, server.name, floor))} "
            f"({comparison.median(kind.name, server.name, lambda each: each.cpu):,.0f}"
            f" + {comparison.median(kind.name, server.name, lambda each: each.database_cpu):,.0f})"
            if comparison.has(kind.name, server.name)
            else "-"
            for kind in kinds
        ]
        rows.append([f"**{server.name}**" if server.name == PRODUCT else server.name, *cells])
    return table(head, rows)


def times_faster(comparison: Comparison, kinds: list[Kind], servers: list[Server]) -> str:
    """How many times as many requests as each peer the product answers, and for how many times less CPU."""
    rows = []
    for server in servers:
        if server.name == PRODUCT:
            continue
        cells = [
            f"{short(comparison.ratio(kind.name, PRODUCT, server.name))} "
            f"({short(comparison.cpu_ratio(kind.name, PRODUCT, server.name))})"
            if comparison.has(kind.name, server.name)
            else "-"
            for kind in kinds
        ]
        rows.append([server.name, *cells])
    return table(["times the requests a second of ... (and by CPU)", *(kind.name for kind in kinds)], rows)


def product(comparison: Comparison, kinds: list[Kind]) -> str:
    rows = []
    for kind in kinds:
        rate, cpu, p50, p99 = (
            comparison.median(kind.name, PRODUCT, of)
            for of in (lambda e: e.load.rate, lambda e: e.cpu, lambda e: e.load.p50, lambda e: e.load.p99)
        )
        rows.append([kind.name, f"{rate:,.0f}", f"{cpu:,.0f}", f"{p50:.1f}", f"{p99:.1f}", f"{p99 / p50:.1f}"])
    return table(["the product", "requests/s", "CPU, µs", "p50, ms", "p99, ms", "p99 / p50"], rows)


def memory(servers: list[Server]) -> str:
    found = {server.name: server.memory() for server in servers}
    rows = [[name, f"{sum(each[:2]):,.0f}", f"{sum(each):,.0f}"] for name, each in found.items()]
    return table(["PSS, MB, after all of the above", "the two workers", "all processes"], rows)


def while_written(told: ReadRates) -> str:
    kinds = ", ".join(
        f"{name} {told.rates[name]:,.0f} requests/s ({short(told.ratios[name])} of what it is without writes)"
        for name in told.ratios
    )
    return (
        f"{told.writes / told.seconds:.1f} writes a second for {told.seconds:.0f} s meanwhile: {kinds}. "
        f"**{told.stale} stale of {told.reads:,} reads** ({told.unchanged:,} of them 304), {told.failed} failed."
    )


def grown(found: dict[str, growth.GrowthResult]) -> str:
    sizes = sorted(next(iter(found.values())).times)
    head = [each for size in sizes for each in (f"{size:,} models, ms", "CPU, ms")]
    rows = [
        [name, *(each for size in sizes for each in _grown_cells(grown, size)), f"{grown.ratio:.2f}"]
        for name, grown in found.items()
    ]
    return table(["median time and CPU a request", *head, "ratio"], rows)


def _grown_cells(grown: growth.GrowthResult, size: int) -> tuple[str, str]:
    spent = grown.cpu[size]
    return f"{statistics.median(grown.times[size]):.1f}", "-" if spent is None else f"{spent:.2f}"
