"""Statements whose plan the server keeps, sent by libpq's own calls.

psycopg's cursors do the same with a state machine that can wait in many ways and be used in as many. It takes as long
as the server does to answer; here one thread waits for one answer.
"""

import re
import select
from collections import OrderedDict
from collections.abc import Iterator, Sequence
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
            if self._is_to_begin():
                self._checked(self._pgconn.exec_(b"BEGIN"))
            result = self._checked(self._pgconn.exec_prepared(*self._prepared(sql, parameters)))
            self._rows, self.rowcount = self._rows_of(result), result.command_tuples or 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def execute_together(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[list[Any], int]]:
        """This will run them in this order, sent at once, and return the rows and the number of rows of each.

        Of one that fails the error is raised, and those after it are not run. Ctrl-C is heard meanwhile.
        """
        self._wrapper.validate_no_broken_transaction()
        with self._wrapper.wrap_database_errors:
            prepared = [self._prepared(sql, parameters) for sql, parameters in statements]
            begins = self._is_to_begin()
            self._pgconn.enter_pipeline_mode()
            if begins:
                self._pgconn.send_query_params(b"BEGIN", None)
            for each in prepared:
                self._pgconn.send_query_prepared(*each)
            self._pgconn.pipeline_sync()
            try:
                results = list(self._results())
            except (KeyboardInterrupt, SystemExit):
                self._pgconn.get_cancel().cancel()
                list(self._results())
                raise
            finally:
                if self._pgconn.status == pq.ConnStatus.OK:
                    self._pgconn.exit_pipeline_mode()
            for result in results:
                self._checked(result)
            return [(self._rows_of(each), each.command_tuples or 0) for each in results[begins:]]

    def _results(self) -> Iterator[Any]:
        """Up to where all that was sent has been answered."""
        arrival = select.poll()
        arrival.register(self._pgconn.socket, select.POLLIN)
        while True:
            while self._pgconn.is_busy():
                arrival.poll()
                self._pgconn.consume_input()
            result = self._pgconn.get_result()
            if result is None:  # the end of one statement
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return
            yield result

    def _is_to_begin(self) -> bool:
        """As psycopg would, with the first statement."""
        return not self._wrapper.autocommit and self._is_idle()

    def _prepared(self, sql: str, parameters: Sequence[Any]) -> tuple[bytes, Any, Any]:
        values = self._adapter.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
        return self._name_of((sql, self._adapter.types)), values, self._adapter.formats

    def _rows_of(self, result: Any) -> list[tuple[Any, ...]]:
        self._adapter.set_pgresult(result)
        rows = self._adapter.load_rows(0, result.ntuples, tuple)
        self._adapter.set_pgresult(None)
        return rows

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
