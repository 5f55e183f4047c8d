"""PostgreSQL backend that fails fast while the server is down."""

import select
import threading
import time
from collections import defaultdict
from typing import Any, Final

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

_RETRY_INTERVAL = 1
_ATTEMPT_TIMEOUT = 5
"""Seconds, longer than any connection attempt."""


class _CircuitBreaker:
    """Circuit breaker for connecting to one database.

    After a failure, one caller per second may try again; all others fail immediately. Otherwise all threads would wait
    for connection attempts.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._is_down = False

    def check(self) -> None:
        """Raise OperationalError if no attempt is allowed now."""
        now = time.monotonic()
        with self._lock:
            if now < self._closed_until:
                msg = "The database was unreachable at the last attempt."
                raise psycopg.OperationalError(msg)
            if self._is_down:
                self._closed_until = now + _ATTEMPT_TIMEOUT

    def report(self, *, is_down: bool) -> None:
        with self._lock:
            self._is_down = is_down
            self._closed_until = time.monotonic() + _RETRY_INTERVAL if is_down else 0.0


_breakers: dict[str, _CircuitBreaker] = defaultdict(_CircuitBreaker)


# Error messages of libpq for a host that does not match `target_session_attrs`.
_READ_ONLY_ERRORS: Final = ("session is read-only", "server is in hot standby mode")
_REFUSED_BY_PGBOUNCER: Final = "unsupported startup parameter"


class PgBouncerNotDeclared(ImproperlyConfigured, psycopg.OperationalError):
    """PgBouncer rejected startup parameters."""

    def __init__(self) -> None:
        super().__init__("DATABASE_URL connects to PgBouncer, which rejects the timeout options. Set PGBOUNCER=true")


class DatabaseWrapper(base.DatabaseWrapper):
    prepared_cursor: psycopg.Cursor
    """Cursor with server-side binding, which prepared statements need."""

    is_read_only_fallback = False
    """Whether the connection is to a read-only host, because no primary is available."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        breaker = _breakers[self.alias]
        breaker.check()
        try:
            connection = self._connect(conn_params)
        except psycopg.OperationalError as error:
            breaker.report(is_down=True)
            if _REFUSED_BY_PGBOUNCER in str(error):
                raise PgBouncerNotDeclared from error
            raise
        breaker.report(is_down=False)
        self.prepared_cursor = psycopg.Cursor(connection)
        return connection

    def _connect(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection to the primary, or to a read-only host if there is no primary."""
        self.is_read_only_fallback = False
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if not any(text in str(error) for text in _READ_ONLY_ERRORS):
                raise
        connection = super().get_new_connection({**conn_params, "target_session_attrs": "any"})
        self.is_read_only_fallback = True
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Close the connection if the server has ended it. Called before and after each request; executes no query."""
        if (
            self.connection is not None
            and not self.in_atomic_block
            and (self.is_read_only_fallback or self._has_server_message())
        ):
            self.close()
        super().close_if_unusable_or_obsolete()

    def _has_server_message(self) -> bool:
        """Return whether the server has sent an unsolicited message.

        It announces a shutdown or a changed setting, such as `default_transaction_read_only`. Both require
        a new connection.
        """
        try:
            poll = select.poll()
            poll.register(self.connection.fileno(), select.POLLIN)
            return bool(poll.poll(0))
        except (psycopg.Error, ValueError):  # the connection is closed
            return True
