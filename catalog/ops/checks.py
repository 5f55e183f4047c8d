"""System checks of settings and databases."""

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
            f"REDIS_URL is not set, so the {settings.WORKERS} workers count requests separately and the effective rate "
            f"limit is up to {settings.WORKERS} times higher.",
            hint="Set REDIS_URL, or set WORKERS=1.",
            id="catalog.W001",
        )
    ]


@checks.register(checks.Tags.database)
def check_database_durability(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> Messages:
    """Query the databases. Runs with `migrate` and with `check --database default`."""
    messages: Messages = []
    for alias in databases or []:
        messages += _CHECKS_BY_VENDOR[connections[alias].vendor](connections[alias])
    return messages


def check_postgresql(connection: BaseDatabaseWrapper) -> Messages:
    messages: Messages = []
    with connection.cursor() as cursor:
        for number, name in enumerate(("fsync", "synchronous_commit", "full_page_writes"), 1):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                messages.append(
                    checks.Error(
                        f"{name} is off in PostgreSQL; acknowledged changes can be lost after a crash.",
                        hint=f"Set {name} = on in postgresql.conf, or for this role or database.",
                        id=f"catalog.E{number:03}",
                    )
                )
    return messages


_SYNCHRONOUS_FULL = 2


def check_sqlite(connection: BaseDatabaseWrapper) -> Messages:
    messages: Messages = []
    with connection.cursor() as cursor:
        journal_mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if journal_mode != "wal":
        messages.append(
            checks.Error(
                f"SQLite journal mode is {journal_mode!r} instead of 'wal'; readers and writers block each other.",
                hint="Move the file to a local disk. Network file systems do not support WAL.",
                id="catalog.E004",
            )
        )
    if synchronous < _SYNCHRONOUS_FULL:
        messages.append(
            checks.Error(
                "SQLite synchronous mode is not FULL; acknowledged changes can be lost after a power failure.",
                hint='Set "PRAGMA synchronous=FULL" in init_command of DATABASES.',
                id="catalog.E005",
            )
        )
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        messages.append(
            checks.Error(
                "SQLite transactions do not start as IMMEDIATE; concurrent writes fail with 'database is locked'.",
                hint='Set "transaction_mode": "IMMEDIATE" in OPTIONS of DATABASES.',
                id="catalog.E006",
            )
        )
    return messages


_CHECKS_BY_VENDOR: dict[str, Callable[[BaseDatabaseWrapper], Messages]] = {
    "postgresql": check_postgresql,
    "sqlite": check_sqlite,
}
