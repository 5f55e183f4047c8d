"""What has to be true of settings and database for the promises to hold: `manage.py check`, each with id and hint."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

Messages = list[checks.CheckMessage]


@checks.register(checks.Tags.security, deploy=True)
def check_shared_rate_limit(app_configs: Any, **options: Any) -> Messages:
    if settings.REDIS_URL or settings.WORKERS == 1:
        return []
    return [
        checks.Warning(
            f"{settings.WORKERS} workers without REDIS_URL: each counts for itself, so that a caller gets up to "
            f"{settings.WORKERS} times the rate limit.",
            hint="Set REDIS_URL, or WORKERS=1.",
            id="catalog.W001",
        )
    ]


@checks.register(checks.Tags.database)
def check_database_durability(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> Messages:
    """Asks the database, so it runs with `migrate` and with `check --database default`."""
    faults: Messages = []
    for alias in databases or []:
        faults += _CHECKS_BY_VENDOR[connections[alias].vendor](connections[alias])
    return faults


def check_postgresql(connection: BaseDatabaseWrapper) -> Messages:
    faults: Messages = []
    with connection.cursor() as cursor:
        for number, name in enumerate(("fsync", "synchronous_commit", "full_page_writes"), 1):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                faults.append(
                    checks.Error(
                        f"{name} is off in PostgreSQL: acknowledged changes can be lost.",
                        hint=f"Set {name} = on in postgresql.conf, or what sets it for this role or database.",
                        id=f"catalog.E{number:03}",
                    )
                )
    return faults


_SYNCHRONOUS_FULL = 2


def check_sqlite(connection: BaseDatabaseWrapper) -> Messages:
    faults: Messages = []
    with connection.cursor() as cursor:
        journal_mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if journal_mode != "wal":
        faults.append(
            checks.Error(
                f"SQLite's journal is {journal_mode!r} and not 'wal': readers and writers wait for each other.",
                hint="Put the file on a local disk: network file systems have no WAL.",
                id="catalog.E004",
            )
        )
    if synchronous < _SYNCHRONOUS_FULL:
        faults.append(
            checks.Error(
                "SQLite does not wait for the disk: acknowledged changes can be lost.",
                hint='Set "PRAGMA synchronous=FULL" in init_command of DATABASES.',
                id="catalog.E005",
            )
        )
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        faults.append(
            checks.Error(
                "SQLite's transactions do not begin as IMMEDIATE: writers at once fail with 'database is locked'.",
                hint='Set "transaction_mode": "IMMEDIATE" in OPTIONS of DATABASES.',
                id="catalog.E006",
            )
        )
    return faults


_CHECKS_BY_VENDOR: dict[str, Callable[[BaseDatabaseWrapper], Messages]] = {
    "postgresql": check_postgresql,
    "sqlite": check_sqlite,
}
