"""Queries that the ORM compiles once: compiling one costs two or three times what running it does."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, cast

import psycopg
from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet
from psycopg.sql import Literal


class Parameter(Expression):
    """A value that is left open: each run of a query sets it to something that is compared with that field."""

    def __init__(self, name: str, model: type[Model], field: str) -> None:
        super().__init__(output_field=cast("Field", model._meta.get_field(field)))
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


PARAMETER_LIST_MAX = 64


def parameter_list(name: str, model: type[Model], field: str, places: int) -> list[Parameter]:
    """Return arguments for a list of values (`__in`), which `bind_list` sets."""
    return [Parameter(f"{name}{place}", model, field) for place in range(places)]


def padded_length(values: Collection[Any]) -> int:
    """Return the power of two that as many values fit in, so that few queries serve lists of any length.

    0 for more than SEVERAL_MAX, and for none: such a list is not worth a query of its own.
    """
    return 1 << (len(values) - 1).bit_length() if 0 < len(values) <= PARAMETER_LIST_MAX else 0


def bind_list(name: str, values: Collection[Any]) -> dict[str, Any]:
    """Return the values of the arguments that `parameter_list` made; the last one fills the places left."""
    ordered = sorted(values)
    return {f"{name}{place}": ordered[min(place, len(ordered) - 1)] for place in range(padded_length(ordered))}


class Statement(NamedTuple):
    """SQL text, `%s` for each value, and the values."""

    sql: str
    values: Sequence[Any] = ()


def run_batch(using: str, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """Run statements in order, and return the rows of each, none for those that return none.

    PostgreSQL gets all of them in one round trip, so that a lock is held no longer than the server
    needs to run them. Raises the error of the first that fails; those after it are not run.
    """
    connection: Any = connections[using]
    if not _can_prepare(connection):
        results = []
        with connection.cursor() as cursor:
            for each in statements:
                cursor.execute(*each)
                results.append(_rows(cursor))
        return results
    with connection.wrap_database_errors:
        with connection.connection.pipeline():
            cursors = [psycopg.Cursor(connection.connection).execute(*each, prepare=True) for each in statements]
        return [_rows(cursor) for cursor in cursors]


def _run(connection: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    if not _can_prepare(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return _rows(cursor)
    with connection.wrap_database_errors:
        # Not `_rows`: `description` makes an object of each column.
        rows: list[tuple[Any, ...]] = connection.prepared_cursor.execute(sql, values, prepare=True).fetchall()
    return rows


def _can_prepare(connection: Any) -> bool:
    """Return whether the connection can prepare. False while queries are logged, which Django's cursors do."""
    if connection.vendor != "postgresql" or connection.execute_wrappers or connection.queries_logged:
        return False
    if connection.connection is None:
        connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return True


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    return list(cursor.fetchall()) if cursor.description else []


class CompiledQuery:
    """A query of one shape on one database: rows as values, for a model object costs more than its row.

    Compiled from an ordinary QuerySet (`values_list`, with an `Parameter` wherever a value will stand), so it is
    whatever the QuerySet says, on either database. Threads may share it.
    """

    def __init__(self, rows: QuerySet, using: str) -> None:
        compiler = rows.query.get_compiler(using=using)
        self._using = using
        self.sql, self.parameters = _with_constants(compiler.as_sql(), connections[using])
        # As the ORM would: SQLite stores a time as a text, say.
        self._converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [column for column, *_ in compiler.select]
        )

    def run(self, **arguments: Any) -> list[tuple[Any, ...]]:
        """Return the rows for those values of its arguments. PostgreSQL plans the query once for each connection."""
        connection = connections[self._using]
        return self.convert(_run(connection, self.sql, self._values(arguments, connection)))

    def statement(self, **arguments: Any) -> Statement:
        """Return what `run` executes, for `run_batch`; `convert` takes its rows."""
        return Statement(self.sql, self._values(arguments, connections[self._using]))

    def _values(self, arguments: dict[str, Any], connection: Any) -> list[Any]:
        return [
            each.output_field.get_db_prep_value(arguments[each.name], connection) if type(each) is Parameter else each
            for each in self.parameters
        ]

    def convert(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return the rows of `statement` with the values that their fields have in Python."""
        if not self._converters:
            return rows
        connection = connections[self._using]
        return [self._converted(row, connection) for row in rows]

    def _converted(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, column) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)


class CompiledModelQuery(CompiledQuery):
    """A query for whole rows of a model."""

    def __init__(self, rows: QuerySet, using: str) -> None:
        self._model = rows.model
        # In the order of the model's fields, which `from_db` relies on.
        self._columns = tuple(each.attname for each in rows.model._meta.concrete_fields)
        super().__init__(rows.values_list(*self._columns), using)

    def objects(self, **arguments: Any) -> list[Any]:
        """Return the rows as objects of their model, for those values of its arguments."""
        return self.as_objects(self.run(**arguments))

    def as_objects(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        return [self._model.from_db(self._using, self._columns, row) for row in rows]


def _with_constants(compiled: tuple[str, Sequence[Any]], connection: Any) -> tuple[str, Sequence[Any]]:
    """Write what never changes into the text, so that PostgreSQL plans for it.

    Planned for any value, half of all models would be archived, and a page of the few that are be looked for among all
    the others.
    """
    text, parameters = compiled
    if connection.vendor != "postgresql":
        return text, parameters
    connection.ensure_connection()
    values = iter(parameters)

    def write(place: re.Match[str]) -> str:
        if place[0] == "%%" or isinstance(value := next(values), Parameter):
            return place[0]
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[s%]", write, text), [each for each in parameters if isinstance(each, Parameter)]
