"""Commands that take long: what a request may not wait for, they do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_SECONDS = 3600
_SETTINGS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def relax_timeouts() -> None:
    """Let the connection of a command wait an hour for its turn, where a request would give up."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for setting in _SETTINGS:
                cursor.execute(f"SET {setting} = '{_SECONDS}s'")
        else:
            cursor.execute(f"PRAGMA busy_timeout = {_SECONDS * 1000}")


@contextmanager
def relaxed_timeouts() -> Iterator[None]:
    """Let the connection wait an hour for its turn meanwhile, and as long as a request afterwards."""
    relax_timeouts()
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # it may be gone, with what was set
            if connection.vendor == "postgresql":
                for setting in _SETTINGS:
                    cursor.execute(f"RESET {setting}")
            else:
                cursor.execute(f"PRAGMA busy_timeout = {connection.settings_dict['OPTIONS']['timeout'] * 1000}")
