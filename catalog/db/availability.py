"""Errors of a database that is away, or that answers and takes no writes: none is a mistake of the program."""

from typing import Final

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections

_READ_ONLY: Final = "25006"
"""SQLSTATE read_only_sql_transaction: of a primary that was demoted, or a managed server whose disk is full."""

READ_ONLY_DETAIL: Final = "The database takes no writes now: it was made read-only, as when its disk is full."


def is_read_only(error: BaseException | None) -> bool:
    """Return whether the database refused to write. psycopg calls that an InternalError."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == _READ_ONLY


def is_unavailable(error: BaseException | None) -> bool:
    """Return whether the same can be tried again later."""
    return isinstance(error, (OperationalError, InterfaceError)) or is_read_only(error)


def close_read_only_connection(error: BaseException | None) -> None:
    """Close this thread's connection if the host has become read-only, so that the next one finds the primary.

    libpq selects the host only when it connects.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if is_read_only(error) and not connection.in_atomic_block:
        connection.close()
