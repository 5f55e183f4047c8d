"""PostgreSQL as Django knows it, except that a server that is away is not waited for by everybody."""

import threading
import time
from collections import defaultdict
from typing import Any

import psycopg
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


class DatabaseWrapper(base.DatabaseWrapper):
    prepared_cursor: psycopg.Cursor
    """Binds values on the server, which can so prepare a statement: Django's own cursors bind on the client."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        way = _gates[self.alias]
        way.check()
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            way.report(is_down=True)
            raise
        way.report(is_down=False)
        self.prepared_cursor = psycopg.Cursor(connection)
        return connection
