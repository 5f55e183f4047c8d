"""Longer database timeouts for commands."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_SECONDS = 3600
_SETTINGS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def relax_timeouts() -> None:
    """Set the database timeouts of this connection to one hour."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for setting in _SETTINGS:
                cursor.execute(f"SET {setting} = '{_SECONDS}s'")
        else:
            cursor.execute(f"PRAGMA busy_timeout = {_SECONDS * 1000}")


@contextmanager
def relaxed_timeouts() -> Iterator[None]:
    """Set the database timeouts to one hour within the context."""
    relax_timeouts()
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # the connection may be lost
            if connection.vendor == "postgresql":
                for setting in _SETTINGS:
                    cursor.execute(f"RESET {setting}")
            else:
                cursor.execute(f"PRAGMA busy_timeout = {connection.settings_dict['OPTIONS']['timeout'] * 1000}")
