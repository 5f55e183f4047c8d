"""PostgreSQL as Django knows it, except that a server that is away is not waited for by everybody."""

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
"""Seconds: longer than a try can take."""


class _ConnectGate:
    """The way to one database. After a try that failed one caller in a second tries again, all others are told at once.

    Few threads serve all requests: if each waited out its own try, those behind it would wait many times as long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._is_down = False

    def check(self) -> None:
        """Return, or raise OperationalError where nobody should try now."""
        now = time.monotonic()
        with self._lock:
            if now < self._closed_until:
                msg = "The database could not be reached a moment ago."
                raise psycopg.OperationalError(msg)
            if self._is_down:
                self._closed_until = now + _ATTEMPT_TIMEOUT

    def report(self, *, is_down: bool) -> None:
        with self._lock:
            self._is_down = is_down
            self._closed_until = time.monotonic() + _RETRY_INTERVAL if is_down else 0.0


_gates: dict[str, _ConnectGate] = defaultdict(_ConnectGate)


# libpq's words for a host that is not what `target_session_attrs` asks for.
_TAKES_NO_WRITES: Final = ("session is read-only", "server is in hot standby mode")
_REFUSED_BY_PGBOUNCER: Final = "unsupported startup parameter"


class PgBouncerNotDeclared(ImproperlyConfigured, psycopg.OperationalError):
    """PgBouncer refused the parameters that PostgreSQL is given."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL leads through PgBouncer, which refuses timeouts at connecting: set PGBOUNCER=true"
        )


class DatabaseWrapper(base.DatabaseWrapper):
    prepared_cursor: psycopg.Cursor
    """Binds values on the server, which can so prepare a statement: Django's own cursors bind on the client."""

    is_makeshift = False
    """Whether the connection leads to a host that takes no writes, for want of one that does."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        way = _gates[self.alias]
        way.check()
        try:
            connection = self._connect(conn_params)
        except psycopg.OperationalError as error:
            way.report(is_down=True)
            if _REFUSED_BY_PGBOUNCER in str(error):
                raise PgBouncerNotDeclared from error
            raise
        way.report(is_down=False)
        self.prepared_cursor = psycopg.Cursor(connection)
        return connection

    def _connect(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection to the host that takes writes; while there is none, to one that can be read."""
        self.is_makeshift = False
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if not any(words in str(error) for words in _TAKES_NO_WRITES):
                raise
        connection = super().get_new_connection({**conn_params, "target_session_attrs": "any"})
        self.is_makeshift = True
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Look, before and after each request and without asking the server, whether it has ended the connection."""
        if self.connection is not None and not self.in_atomic_block and (self.is_makeshift or self._has_news()):
            self.close()
        super().close_if_unusable_or_obsolete()

    def _has_news(self) -> bool:
        """Return whether the server has sent what nobody asked for: that it goes, or that a setting has changed.

        After either a new connection is right: `default_transaction_read_only` is such a setting.
        """
        try:
            waiting = select.poll()
            waiting.register(self.connection.fileno(), select.POLLIN)
            return bool(waiting.poll(0))
        except (psycopg.Error, ValueError):  # closed already
            return True
