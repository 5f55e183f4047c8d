"""A consistent snapshot for several queries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def consistent_snapshot() -> Iterator[None]:
    """Run all queries inside on the snapshot of the first one. Changes need not wait.

    Inside a transaction it does nothing.
    """
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`: on SQLite it would lock out all writers, on PostgreSQL each query would have a snapshot of its own.
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
