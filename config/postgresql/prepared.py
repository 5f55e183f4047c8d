"""Statements whose plan the server keeps, sent by libpq's own calls.

psycopg's cursors do the same with a state machine that can wait in many ways and be used in as many. It takes as long
as the server does to answer; here one thread waits for one answer.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Self, cast

from psycopg import adapters, errors, postgres, pq
from psycopg.adapt import AdaptersMap, Loader, PyFormat, Transformer

_AT_MOST = 200
"""Statements of a connection: what was not run for longest is planned anew when it is."""

_Kind = tuple[str, tuple[int, ...] | None]


@dataclass(frozen=True)
class _Context:
    connection: Any
    adapters: AdaptersMap


class PreparedCursor:
    """One for each connection. The rows of one statement are fetched before the next is run."""

    def __init__(self, wrapper: Any, connection: Any) -> None:
        self._wrapper = wrapper
        self._pgconn: pq.abc.PGconn = connection.pgconn
        self._begins_plainly = connection.isolation_level is None
        self._adapter = Transformer(_Context(connection, _adapters_of(connection)))
        self._names: OrderedDict[_Kind, bytes] = OrderedDict()
        self._made = 0
        self._rows: list[tuple[Any, ...]] = []
        self.rowcount = 0

    def is_ready(self) -> bool:
        """Not where a transaction is to begin that is of another kind: that is said by psycopg, before the first
        statement that it runs."""
        return self._begins_plainly or self._wrapper.autocommit or not self._is_idle()

    def _is_idle(self) -> bool:
        return self._pgconn.transaction_status == pq.TransactionStatus.IDLE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows = []

    def execute(self, sql: str, parameters: Sequence[Any]) -> None:
        self._wrapper.validate_no_broken_transaction()
        with self._wrapper.wrap_database_errors:
            if not self._wrapper.autocommit and self._is_idle():
                self._checked(self._pgconn.exec_(b"BEGIN"))  # as psycopg would, with the first statement
            adapter = self._adapter
            values: Any = adapter.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
            name = self._name_of((sql, adapter.types))
            result = self._checked(self._pgconn.exec_prepared(name, values, adapter.formats))
            adapter.set_pgresult(result)
            self._rows = adapter.load_rows(0, result.ntuples, tuple)
            adapter.set_pgresult(None)
            self.rowcount = result.command_tuples or 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def _name_of(self, kind: _Kind) -> bytes:
        name = self._names.get(kind)
        if name is not None:
            self._names.move_to_end(kind)
            return name
        if len(self._names) >= _AT_MOST:
            self._checked(self._pgconn.close_prepared(self._names.popitem(last=False)[1]))
        self._made += 1
        name = b"catalogue_%d" % self._made
        sql, types = kind
        self._checked(self._pgconn.prepare(name, _as_server_reads(sql), types))
        self._names[kind] = name
        return name

    def _checked(self, result: Any) -> Any:
        if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            return result
        if self._pgconn.status == pq.ConnStatus.BAD:  # then nobody says what kind of fault it is
            raise errors.OperationalError(result.get_error_message())
        raise errors.error_from_result(result)


def _as_server_reads(sql: str) -> bytes:
    """This will return it with `$1` for the first `%s`, and so on, and `%` for `%%`."""
    places = count(1)
    return re.sub("%[s%]", lambda found: "%" if found[0] == "%%" else f"${next(places)}", sql).encode()


def _adapters_of(connection: Any) -> AdaptersMap:
    """The connection's, but for psycopg's own way to read times: Django's is a call of Python for each."""
    found = AdaptersMap(connection.adapters)
    kind = postgres.types["timestamptz"].oid
    found.register_loader(kind, cast("type[Loader]", adapters.get_loader(kind, pq.Format.TEXT)))
    return found
