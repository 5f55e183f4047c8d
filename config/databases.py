"""How each kind of database is used: what it has to be told for the promises to hold."""

from pathlib import Path
from typing import Any

from psycopg import IsolationLevel

from config.env import Environment

_TIMEOUTS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"


def build_databases(env: Environment, sqlite: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default`, and `replica_1`, `replica_2`, ... where there are some."""
    default = env.database("DATABASE_URL", default=sqlite)
    replicas = env.replicas("DATABASE_REPLICA_URL", of=default)
    uses_pgbouncer = env.boolean("PGBOUNCER", default=False)
    prepare_statements = env.boolean("PREPARED_STATEMENTS", default=not uses_pgbouncer)
    if default["engine"] == "sqlite":
        return {"default": _sqlite(default)}
    replica_configs = [
        _postgresql(each, uses_pgbouncer, prepare_statements, isolation_level=IsolationLevel.REPEATABLE_READ)
        for each in replicas
    ]
    return {
        "default": _postgresql(default, uses_pgbouncer, prepare_statements),
        **{
            f"replica_{number}": {**each, "TEST": {"MIRROR": "default"}, "DISABLE_SERVER_SIDE_CURSORS": True}
            for number, each in enumerate(replica_configs, start=1)
        },
    }


def _postgresql(given: dict[str, Any], uses_pgbouncer: bool, prepares: bool, **options: Any) -> dict[str, Any]:
    connection_params = {name: value for name, value in given.items() if name.isupper()}
    return {
        **connection_params,
        "ENGINE": "config.postgresql",
        # Each of the few threads that serve keeps its connection. A pool has its own mind of when to try again: after
        # half a minute without the server it was away for another half, and every request waited for it meanwhile.
        "CONN_MAX_AGE": 3600,
        # PgBouncer gives each transaction another server connection: nothing of a session outlives one.
        "DISABLE_SERVER_SIDE_CURSORS": uses_pgbouncer,
        "OPTIONS": {
            "connect_timeout": 3,
            # PgBouncer refuses connections that want these; there the role has them (docs/more-than-one-machine.md).
            **({} if uses_pgbouncer else {"options": _TIMEOUTS}),
            # None forbids preparing. What catalog.db.statements sends wants it; nothing else is prepared, for Django
            # binds on the client, and so all else is planned by its values.
            "prepare_threshold": 5 if prepares else None,
            # A machine that is gone says nothing.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 5000,
            # Of several hosts the one that takes writes is meant, whichever that is by now.
            **({"target_session_attrs": "read-write"} if "," in given["HOST"] else {}),
            **options,
            **given["options"],
        },
    }


def _sqlite(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "NAME": given["NAME"],
        "ENGINE": "config.sqlite",
        # Opening the file and setting it up costs more than most requests do with it.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A deferred transaction that turns to writing under WAL is refused at once, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
