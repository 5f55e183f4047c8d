"""Database settings for PostgreSQL and SQLite."""

from pathlib import Path
from typing import Any

from psycopg import IsolationLevel

from config.env import Environment

_TIMEOUTS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"


def build_databases(env: Environment, sqlite: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default`, and `replica_1`, `replica_2`, ... if replicas are configured."""
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


def _postgresql(parsed: dict[str, Any], uses_pgbouncer: bool, prepares: bool, **options: Any) -> dict[str, Any]:
    connection_params = {name: value for name, value in parsed.items() if name.isupper()}
    return {
        **connection_params,
        "ENGINE": "config.postgresql",
        # Each thread has its own connection. A pool would be slow to reconnect after the server was down.
        "CONN_MAX_AGE": 3600,
        # With PgBouncer each transaction can use another server connection.
        "DISABLE_SERVER_SIDE_CURSORS": uses_pgbouncer,
        "OPTIONS": {
            "connect_timeout": 3,
            # PgBouncer rejects these options. Set them on the role (docs/more-than-one-machine.md).
            **({} if uses_pgbouncer else {"options": _TIMEOUTS}),
            # Only catalog.db.statements prepares statements. None turns it off.
            "prepare_threshold": 5 if prepares else None,
            # Detect a server that has disappeared.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 5000,
            # With several hosts, connect to the current primary.
            **({"target_session_attrs": "read-write"} if "," in parsed["HOST"] else {}),
            **options,
            **parsed["options"],
        },
    }


def _sqlite(parsed: dict[str, Any]) -> dict[str, Any]:
    return {
        "NAME": parsed["NAME"],
        "ENGINE": "config.sqlite",
        # Opening the file is slower than most requests.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # In WAL mode, a deferred transaction that starts to write can fail immediately, without a timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
