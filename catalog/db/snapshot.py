"""Many queries that see the catalogue as it was at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def consistent_snapshot() -> Iterator[None]:
    """Show all queries inside the catalogue as it is at the first of them. Changes meanwhile need not wait.

    Inside a transaction it does nothing: that one has begun already.
    """
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`: on SQLite ours begin by locking all writers out, on PostgreSQL each query has a moment of its own.
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
