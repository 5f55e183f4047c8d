"""Commands that take long: what a request may not wait for, they do."""

from django.db import connection

_SECONDS = 3600


def relax_timeouts() -> None:
    """Let the connection of a command wait an hour for its turn, where a request would give up."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for setting in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SET {setting} = '{_SECONDS}s'")
        else:
            cursor.execute(f"PRAGMA busy_timeout = {_SECONDS * 1000}")
