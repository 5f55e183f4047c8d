"""`python -m benchmarks`: the product beside its peers, in one interleaved run. README.md says how to read it."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import directus, goals, growth, report
from benchmarks.compare import compare
from benchmarks.databases import Databases, databases, seed_peers, seed_product
from benchmarks.load import by_asyncio
from benchmarks.reads_during_writes import read_while_written
from benchmarks.request_kinds import (
    CREATE,
    GET,
    GET_NEW,
    KINDS,
    LIST,
    LIST_100,
    LIST_NEW,
    NOT_MODIFIED,
    check,
    request_kinds,
)
from benchmarks.servers import PEERS, missing, peer_server, product_server

_QUICK = [LIST, LIST_100, GET, NOT_MODIFIED, LIST_NEW, CREATE]
_QUICK_MODELS = 2_000  # to seed more is what took the time
_PARTS = ("compare", "growth")
_BEGUN = time.monotonic()


def main() -> None:
    options = _options()
    kept: dict[str, Any] = {"command": " ".join(["python -m benchmarks", *sys.argv[1:]])}
    for vendor in options.databases:
        with databases(vendor) as made, tempfile.TemporaryDirectory(prefix="catalogue-logs-") as logs:
            print(f"\n## {made.vendor}\n\n{_machine(made)}\n", flush=True)
            kept[vendor] = {}
            reached: list[goals.Goal] = []
            if "compare" in options.parts:
                kept[vendor] |= _compare(made, Path(logs), options, reached)
            if "growth" in options.parts:
                kept[vendor] |= _growth(made, Path(logs), options, reached)
            if vendor == "sqlite":  # most peers know PostgreSQL only
                reached = [goal for goal in reached if goal.reached is not None]
            print(f"\n{goals.rendered(reached)}", flush=True)
            kept[vendor]["goals"] = [asdict(goal) | {"is_met": goal.is_met} for goal in reached]
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Two minutes: PostgreSQL, fewer models, the main kinds.")
    parser.add_argument("--models", type=int, default=10_000, metavar="N", help="To compare on; 10000 if not given.")
    parser.add_argument("--growth", type=int, nargs=2, default=[10_000, 1_000_000], metavar="N", help="Two sizes.")
    parser.add_argument("--rounds", type=int, default=3, help="Of each kind; 3 if not given.")
    parser.add_argument("--seconds", type=int, default=2, help="Of each system in a round; 2 if not given.")
    parser.add_argument("--databases", nargs="+", choices=("postgresql", "sqlite"), default=["postgresql", "sqlite"])
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="Where to write all that was measured.")
    options = parser.parse_args()
    if options.quick:
        options.databases, options.parts, options.rounds, options.seconds = ["postgresql"], ["compare"], 2, 1
        options.models, options.kinds = _QUICK_MODELS, _QUICK
    return options


def _compare(made: Databases, logs: Path, options: argparse.Namespace, reached: list[goals.Goal]) -> dict[str, Any]:
    with ExitStack() as ends:
        seeded = seed_product(made.make("product"), options.models)
        url = made.make("peers")
        token = seed_peers(url, seeded)
        _log(f"{options.models:,} models")
        servers = [ends.enter_context(product_server(seeded, logs / "product"))]
        for number, peer in enumerate(PEERS):
            if absent := missing(peer):
                print(f"SKIPPED: {peer.name}, without {', '.join(absent)}: pip install -e '.[benchmarks]'\n")
            elif made.vendor == "PostgreSQL" or peer.on_sqlite:
                servers.append(ends.enter_context(peer_server(peer, url, token, logs / f"peer-{number}")))
        if absent := directus.missing_prerequisites():
            print(f"SKIPPED: {directus.DIRECTUS}, without {absent}\n")
        elif made.vendor == "PostgreSQL":
            servers.append(ends.enter_context(directus.directus_server(url, logs / "directus")))
        kinds = [kind for kind in request_kinds(seeded) if kind.name in options.kinds]
        for kind in kinds:
            check(kind, servers)
        _log("all systems answer alike, and nobody without a token")
        found = compare(kinds, servers, rounds=options.rounds, seconds=options.seconds, tell=_log)
        told = read_while_written(servers[0], kinds, rounds=options.rounds, seconds=options.seconds)
        shared = [kind for kind in kinds if any(kind.asked_of(server) for server in servers[1:])]
        print(report.systems(found, shared, servers), report.times_faster(found, shared, servers),
              report.product(found, kinds), report.memory(servers), report.while_written(told), sep="\n\n")  # fmt: skip
        for system, count in found.failed().items():
            print(f"\n{system}: {count} requests FAILED, or took more than two seconds")
        reached += [*goals.of_comparison(found), *goals.of_writing(told)]
        return {"models": options.models, "compared": found.as_json(), "written": asdict(told)}


def _growth(made: Databases, logs: Path, options: argparse.Namespace, reached: list[goals.Goal]) -> dict[str, Any]:
    with ExitStack() as ends:
        sizes = []
        for models in sorted(options.growth):
            seeded = seed_product(made.make(f"growth_{models}"), models)
            _log(f"{models:,} models")
            server = ends.enter_context(product_server(seeded, logs / f"growth-{models}"))
            sizes.append(growth.prepared(seeded, server))
        found = growth.measure(sizes, _log)
        _warm_up(sizes[-1])
        memory = sum(sizes[-1].server.memory()[:2])
        print(f"\n{report.grown(found)}", flush=True)
        reached += goals.of_growth(found, memory)
        return {"growth": {name: asdict(grown) for name, grown in found.items()}, "memory": memory}


def _warm_up(size: growth.Size) -> None:
    """So that whatever keeps answers keeps as many as it may."""
    for kind in request_kinds(size.seeded):
        if kind.name in {LIST_100, LIST_NEW, GET_NEW}:
            by_asyncio(size.server.port, kind.requests(size.server), 5)


def _machine(made: Databases) -> str:
    processor = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine(),
    )  # fmt: skip
    load = "wrk" if shutil.which("wrk") else "asyncio"
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {len(os.sched_getaffinity(0))} cores ({processor}), "
        f"Python {platform.python_version()}, {made.version}, load by {load}, "
        f"load average {os.getloadavg()[0]:.1f} at the start"
    )


def _log(what: str) -> None:
    print(f"{time.monotonic() - _BEGUN:6.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
