"""PostgreSQL as Django knows it, except that a server that is away is not waited for by everybody."""

import threading
import time
from collections import defaultdict
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg.types.json import JsonbDumper

from config.postgresql.prepared import PreparedCursor

_PAUSE = 1
_PATIENCE = 5
"""Seconds: longer than a try can take."""


class _Way:
    """The way to one database. After a try that failed one caller in a second tries again, all others are told at once.

    Few threads serve all requests: if each waited out its own try, those behind it would wait many times as long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._is_down = False

    def enter(self) -> None:
        """This will return, or raise OperationalError where nobody should try now."""
        now = time.monotonic()
        with self._lock:
            if now < self._closed_until:
                msg = "The database could not be reached a moment ago."
                raise psycopg.OperationalError(msg)
            if self._is_down:
                self._closed_until = now + _PATIENCE

    def tell(self, *, is_down: bool) -> None:
        with self._lock:
            self._is_down = is_down
            self._closed_until = time.monotonic() + _PAUSE if is_down else 0.0


_ways: dict[str, _Way] = defaultdict(_Way)


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """With its values, by whichever cursor it was sent."""
        try:
            return str(self.compose_sql(sql, params))
        except psycopg.DataError:  # a text that PostgreSQL has no way to write
            return sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def prepared_cursor(self) -> Any:
        """A cursor whose statements the server plans once for each connection: to plan one takes it three times as long
        as to run it. Only for what is found by the same index whatever its values; without `prepare_threshold` among
        the options nothing is prepared."""
        if self.connection is None:
            self.ensure_connection()
        prepared = self._prepared_cursor
        somebody_listens = self.queries_logged or self.execute_wrappers  # as tests do
        if somebody_listens or prepared is None or not prepared.is_ready():
            cursor: Any = base.ServerBindingCursor
            return self._prepare_cursor(cursor(self.connection))  # type: ignore[attr-defined]  # the stubs forget it
        self.validate_thread_sharing()
        return prepared

    def get_autocommit(self) -> bool:
        """As Django's, which looks for an event loop first: it is asked at the beginning of each request."""
        if self.connection is None:
            self.ensure_connection()
        return bool(self.autocommit)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        way = _ways[self.alias]
        way.enter()
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            way.tell(is_down=True)
            raise
        way.tell(is_down=False)
        # So that whatever a cleaned field holds is what can be sent.
        connection.adapters.register_dumper(dict, JsonbDumper)
        prepares = connection.prepare_threshold is not None
        connection.prepare_threshold = None  # else psycopg prepares too, and after a rollback deallocates everything
        self._prepared_cursor = PreparedCursor(self, connection) if prepares else None
        return connection
