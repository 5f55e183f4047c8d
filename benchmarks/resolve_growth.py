"""How `resolve` grows with the catalogue: `python benchmarks/resolve_growth.py --models 1000 100000`.

Creates a database for each size beside that of DATABASE_URL, and drops them at the end. Prints medians, ratios to the
smallest size, and query plans; exits with 1 when a query reads a whole table. Half of the models begin alike.
"""

import argparse
import os
import re
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from catalog.resolve.boot_report import BootReport  # noqa: E402
from catalog.resolve.resolution import Match, Resolution  # noqa: E402
from catalog.resolve.resolver import resolve_many  # noqa: E402

# Written by the database itself: through the domain, a million models with their history take many minutes, and
# `resolve` reads none of that.
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
_VENDORS = 200
_SERIAL = "substr(CAST(10000000 + {i} AS TEXT), 2)"
_ID = "CAST('0000000000004000800' || '{kind}' || substr(CAST(1000000000000 + {i} AS TEXT), 2) AS {uuid})"
_VENDOR = "(CASE WHEN {i} % 2 = 0 THEN 0 ELSE {i} % {vendors} END)"

_MODELS = """
INSERT INTO catalog_chargingstationmodel (id, vendor, model, vendor_key, model_key, normalised_vendor, normalised_model,
    power_type, ocpp_url_key, archived_at, created_revision, revision, created_at, updated_at, max_power_watts,
    has_doubtful_figures, document)
{numbers}
SELECT {id}, 'Maker ' || {vendor}, 'Public Charging Post ' || {serial} || ' Type Two', 'maker ' || {vendor},
    'public charging post ' || {serial} || ' type two', 'maker' || {vendor},
    'publicchargingpost' || {serial} || 'typetwo', 'AC_3_PHASE', 'ocppUrl',
    CASE WHEN i % 20 = 7 THEN CURRENT_TIMESTAMP END, 2 * i, 2 * i, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 22080, FALSE,
    '{{"model": "' || {serial} || '", "padding": "{padding}"}}'
FROM n
"""
_SHORT_NAMES = """
UPDATE catalog_chargingstationmodel SET model = 'CP ' || substr(model, 22), model_key = 'cp ' || substr(model_key, 22),
    normalised_model = 'cp' || substr(normalised_model, 19) WHERE (created_revision / 2) % 2 = 1
"""
_IDENTITIES = """
INSERT INTO catalog_reportedidentity (id, vendor, model, serial_prefix, firmware_prefix, source, normalised_vendor,
    normalised_model, normalised_serial, normalised_firmware, revision, created_at, updated_at)
{numbers}
SELECT {id}, 'Maker ' || {vendor}, {model}, '', '', '', 'maker' || {vendor}, {normalised_model}, '', '', 2 * i + 1,
    CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM n
"""
_TARGETS = """
INSERT INTO catalog_identitytarget (identity_id, station_model_id)
{numbers}
SELECT {id}, {target} FROM n {where}
"""


@contextmanager
def databases(sizes: list[int]) -> Iterator[dict[int, str]]:
    """One for each size, as names that `connect` takes."""
    home = str(connection.settings_dict["NAME"])
    run = f"growth_{uuid.uuid4().hex[:8]}"
    names = {size: f"{home}.{run}_{size}" if connection.vendor == "sqlite" else f"{run}_{size}" for size in sizes}
    try:
        if connection.vendor == "postgresql":
            for name in names.values():
                _execute(f'CREATE DATABASE "{name}"')
        yield names
    finally:
        connect(home)
        for name in names.values():
            if connection.vendor == "postgresql":
                _execute(f'DROP DATABASE IF EXISTS "{name}"')
            else:
                for end in ("", "-wal", "-shm"):
                    Path(name + end).unlink(missing_ok=True)


def connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def seed(size: int) -> None:
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        _execute("SET statement_timeout = 0")
    kind = {"sqlite": "TEXT", "postgresql": "uuid"}[connection.vendor]
    vendor = _VENDOR.format(i="i", vendors=_VENDORS)
    serial = _SERIAL.format(i="i")
    models, identities = (
        {"numbers": _NUMBERS.format(count=count), "id": _ID.format(kind=letter, i="i", uuid=kind)}
        for count, letter in ((size, "a"), (size // 10, "b"))
    )
    _execute(_MODELS.format(**models, vendor=vendor, serial=serial, padding="x" * 400))
    _execute(_SHORT_NAMES)
    name = {  # a tenth are prefixes, and a tenth begin as half of the models do, but are of other vendors
        "model": f"CASE i % 10 WHEN 0 THEN 'FW-' || {serial} || '-*' WHEN 5 THEN 'Public Charging Post ' || {serial} "
        f"ELSE 'BOOT-' || {serial} END",
        "normalised_model": f"CASE i % 10 WHEN 0 THEN 'fw' || {serial} WHEN 5 THEN 'publicchargingpost' || {serial} "
        f"ELSE 'boot' || {serial} END",
    }
    _execute(_IDENTITIES.format(**identities, vendor=vendor, **name))
    for step, where in ((0, ""), (20, "WHERE i % 10 = 1")):  # of which one in ten can be two models
        target = _ID.format(kind="a", i=f"(i + {step})", uuid=kind)
        _execute(_TARGETS.format(**identities, target=target, where=where))
    if connection.vendor == "postgresql":
        _execute("VACUUM ANALYZE")


def _maker(number: int) -> str:
    return f"MAKER  {0 if number % 2 == 0 else number % _VENDORS} GmbH & Co. KG"


def _in_steps_of(step: int, first: int, number: int, size: int) -> int:
    """The number-th of 1, 2, ... that leaves that rest, spread over the tenth that has identities."""
    tenth = size // 10
    return (number * 7919 % (tenth // step)) * step + first


def _identified(model: str, step: int, first: int, *, number: int, size: int) -> BootReport:
    which = _in_steps_of(step, first, number, size)
    return BootReport(_maker(which), model.format(which))


def _exact(number: int, size: int) -> BootReport:
    return _identified("cp_{:07}_TYPE_TWO", 10, 3, number=number, size=size)


KINDS: dict[str, tuple[Match, Callable[[int, int], BootReport]]] = {
    "exact": (Match.EXACT, _exact),
    "identity": (Match.IDENTITY, lambda n, size: _identified("boot {:07}", 10, 4, number=n, size=size)),
    "ambiguous": (Match.AMBIGUOUS, lambda n, size: _identified("boot {:07}", 10, 1, number=n, size=size)),
    "prefix": (Match.IDENTITY, lambda n, size: _identified("fw-{:07}-rev.7", 10, 10, number=n, size=size)),
    "cut": (
        Match.EXACT,
        lambda n, size: BootReport(_identified("", 10, 3, number=n, size=size).vendor,
                               f"cp - {_in_steps_of(10, 3, n, size):07} - type t"[:20]),
    ),
    "cut, half the catalogue begins so": (Match.NONE, lambda n, size: BootReport("Maker 0", "PUBLIC CHARGING POST")),
    "none, its vendor known": (Match.NONE, lambda n, size: BootReport("Maker 0", f"Public Charging Rod {n}")),
    "none, nothing known": (Match.NONE, lambda n, size: BootReport(f"Nobody {n}", f"Unheard-of {n}")),
}  # fmt: skip


def resolve_one(kind: str, number: int, size: int) -> tuple[float, Resolution]:
    match, report = KINDS[kind][0], KINDS[kind][1](number, size)
    started = time.perf_counter()
    [resolution] = resolve_many([report])
    taken = time.perf_counter() - started
    if resolution.match is not match:
        sys.exit(f"{kind}: {report} is {resolution.match} and not {match}")
    return taken, resolution


def resolve_batch(number: int, size: int) -> float:
    reports = [_exact(number + each, size) for each in range(100)]
    started = time.perf_counter()
    resolve_many(reports)
    return time.perf_counter() - started


def measure(names: dict[int, str], rounds: int, calls: int) -> dict[str, dict[int, list[float]]]:
    taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in range(rounds):
        for size, name in names.items():
            connect(name)
            resolve_one("exact", 0, size)
            for number in range(each * calls, (each + 1) * calls):
                for kind in KINDS:
                    taken[kind][size].append(resolve_one(kind, number, size)[0])
                if number % 5 == 0:
                    taken["batch of 100 exact"][size].append(resolve_batch(number, size))
    return taken


def format_timings(taken: dict[str, dict[int, list[float]]], sizes: list[int]) -> str:
    lines = [f"{'ms, median (ratio)':36}" + "".join(f"{size:>20,}" for size in sizes)]
    for kind, times in taken.items():
        medians = [1_000 * statistics.median(times[size]) for size in sizes]
        lines.append(f"{kind:36}" + "".join(f"{each:>12.2f} ({each / medians[0]:>4.2f})" for each in medians))
    return "\n".join(lines)


def plans(name: str, size: int) -> list[str]:
    """Print how each query finds its rows; returns those that read a whole table."""
    connect(name)
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    whole = []
    for kind in KINDS:
        with CaptureQueriesContext(connection) as captured:
            resolve_one(kind, 1, size)
        print(f"\n{kind}: {len(captured)} queries")
        for query in captured.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(f"{explain} {query['sql']}".replace("%", "%%"))
                plan = [str(row[-1]) for row in cursor.fetchall()]
            ways = [line.strip() for line in plan if re.search(r"Scan|SEARCH|SCAN|Sort|B-TREE", line)]
            print("  " + " | ".join(line.split("  (cost")[0].removeprefix("->").strip() for line in ways))
            # The table of synonyms has a few rows, and is read as a whole on purpose of the planner.
            whole += [line for line in ways if re.search(r"(Seq Scan on|SCAN) catalog_(?!vendorsynonym)", line)
                      and "USING" not in line]  # fmt: skip
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--models", type=int, nargs="+", default=[1_000, 100_000], metavar="N", help="Sizes, from 1000."
    )
    parser.add_argument("--rounds", type=int, default=5, help="Each goes over all sizes; 5 if not given.")
    parser.add_argument("--calls", type=int, default=10, help="Of each kind in a round; 10 if not given.")
    options = parser.parse_args()
    with databases(options.models) as names:
        for size, name in names.items():
            started = time.perf_counter()
            connect(name)
            seed(size)
            print(f"{size:,} models, {size // 10:,} identities, in {time.perf_counter() - started:.0f} s", flush=True)
        print(
            f"\n{connection.vendor}\n{format_timings(measure(names, options.rounds, options.calls), options.models)}",
            flush=True,
        )
        size = max(options.models)
        if whole := plans(names[size], size):
            sys.exit(f"Whole tables are read: {whole}")


if __name__ == "__main__":
    main()
