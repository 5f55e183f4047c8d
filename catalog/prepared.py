"""Statements that the ORM puts into words once: to do that anew costs two or three times what it takes to run them."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from django.db import connections
from django.db.models import AutoField, CharField, Expression, Field, Model, QuerySet
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery


class Argument(Expression):
    """A place in a query that is left open: each run fills it with a value that is compared with that field."""

    def __init__(self, name: str, model: type[Model], field: str) -> None:
        super().__init__(output_field=cast("Field", model._meta.get_field(field)))
        self.name = name
        self._is_text = type(self.output_field).get_prep_value is CharField.get_prep_value

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        """This will return what the database is sent for the value: a text as it is, which the field would look at in
        four steps."""
        if self._is_text and type(value) is str:
            return value
        return self.output_field.get_db_prep_save(value, connection)


SEVERAL_MAX = 64


def several(name: str, model: type[Model], field: str, places: int) -> list[Argument]:
    """This will return arguments for a list of values (`__in`), filled by `filling`."""
    return [Argument(f"{name}{place}", model, field) for place in range(places)]


def places_for(values: Collection[Any]) -> int:
    """This will return a power of two that has room for the values, so that few queries serve lists of any length.

    0 for more than SEVERAL_MAX, and for none: such a list is not worth a query of its own.
    """
    return 1 << (len(values) - 1).bit_length() if 0 < len(values) <= SEVERAL_MAX else 0


def filling(name: str, values: Collection[Any]) -> dict[str, Any]:
    """This will return the arguments that `several` left open. The last value stands again where there are no more."""
    given = sorted(values)
    return {f"{name}{place}": given[min(place, len(given) - 1)] for place in range(places_for(given))}


class Asked(NamedTuple):
    """A statement with its values, and what is made of its rows and of their number."""

    sql: str
    values: Sequence[Any]
    answer: Callable[[list[tuple[Any, ...]], int], Any]


def run_together(using: str, *asked: Asked) -> list[Any]:
    """This will run them in this order, and return the answer to each. PostgreSQL is sent all at once: who waits for a
    lock that one of them takes waits no longer than the server needs for the others."""
    with _cursor(connections[using]) as cursor:
        if hasattr(cursor, "execute_together"):
            told = cursor.execute_together([(each.sql, each.values) for each in asked])
        else:
            told = [_told(cursor, each) for each in asked]
    return [each.answer(*rows_and_count) for each, rows_and_count in zip(asked, told, strict=True)]


def _told(cursor: Any, asked: Asked) -> tuple[list[tuple[Any, ...]], int]:
    cursor.execute(asked.sql, asked.values)
    return cursor.fetchall() if cursor.description else [], cursor.rowcount


class Prepared:
    """A query of one shape on one database: rows as values, for a model object costs more than its row.

    Made by the ORM from an ordinary QuerySet (`values_list`, with an `Argument` wherever a value will stand), so it is
    whatever the QuerySet says, on either database. Threads may share it.
    """

    def __init__(self, rows: QuerySet, using: str) -> None:
        compiler = rows.query.get_compiler(using=using)
        self._using = using
        self._sql, self._parameters = _written_out(compiler, connections[using])
        # As the ORM would: SQLite keeps a time as a text, say.
        self._converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [column for column, *_ in compiler.select]
        )

    def run(self, **arguments: Any) -> list[tuple[Any, ...]]:
        """This will return the rows for those values of its arguments."""
        connection = connections[self._using]
        with _cursor(connection) as cursor:
            cursor.execute(self._sql, _filled(self._parameters, arguments, connection))
            return self._all_converted(cursor.fetchall(), connection)

    def asked(self, **arguments: Any) -> Asked:
        """The same, to be run together with others."""
        connection = connections[self._using]
        values = _filled(self._parameters, arguments, connection)
        return Asked(self._sql, values, lambda rows, _: self._all_converted(rows, connection))

    def _all_converted(self, rows: list[tuple[Any, ...]], connection: Any) -> list[tuple[Any, ...]]:
        return [self._converted(row, connection) for row in rows] if self._converters else rows

    def _converted(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, column) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)


class PreparedRows(Prepared):
    """A query for whole rows of a model."""

    def __init__(self, rows: QuerySet, using: str) -> None:
        self._model = rows.model
        # In the order of the model's fields, which `from_db` relies on.
        self.columns = tuple(each.attname for each in rows.model._meta.concrete_fields)
        super().__init__(rows.values_list(*self.columns), using)

    def objects(self, **arguments: Any) -> list[Any]:
        """This will return the rows as objects of their model, for those values of its arguments."""
        return self.as_objects(self.run(**arguments))

    def as_objects(self, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        return [self._model.from_db(self._using, self.columns, row) for row in rows]


class PreparedChange:
    """An UPDATE or DELETE of one shape: the rows of an ordinary QuerySet, in which an `Argument` stands for a value."""

    def __init__(self, rows: QuerySet, using: str, **values: Argument) -> None:
        """With `values`, fields and what they are set to; without them, the rows are deleted."""
        query: Any = rows.query.chain(UpdateQuery if values else DeleteQuery)
        if values:
            query.add_update_values(values)
        self._using = using
        self._sql, self._parameters = _written_out(query.get_compiler(using=using), connections[using])

    def asked(self, **arguments: Any) -> Asked:
        """This will do so once it is run, and answer how many rows there were."""
        values = _filled(self._parameters, arguments, connections[self._using])
        return Asked(self._sql, values, lambda _, count: count)


class PreparedInsert:
    """An INSERT of that many rows of a model, with the keys that the database makes of them."""

    def __init__(self, model: type[Model], count: int, using: str) -> None:
        self._using = using
        self._fields = written_fields(model)
        # Expressions, so that each value has a place of its own, and is not yet taken from anywhere.
        row: Any = SimpleNamespace(**{each.attname: Argument(each.attname, model, each.name) for each in self._fields})
        query = InsertQuery(model)
        query.insert_values(self._fields, [row] * count, raw=True)
        compiler: Any = query.get_compiler(using=using)
        self._makes_keys = model._meta.auto_field is not None
        compiler.returning_fields = [model._meta.auto_field] if self._makes_keys else None
        [(self._sql, _)] = compiler.as_sql()

    def asked(self, rows: Sequence[Model]) -> Asked:
        """This will add as many rows as it was made for, once it is run. Their values are cleaned."""
        connection = connections[self._using]
        values = [each.pre_save(row, True) for row in rows for each in self._fields]
        if connection.vendor != "postgresql":  # which is sent what a cleaned field holds
            fields = self._fields * len(rows)
            values = [each.get_db_prep_save(value, connection) for each, value in zip(fields, values, strict=True)]
        return Asked(self._sql, values, lambda keys, _: self._take_keys(rows, keys))

    def _take_keys(self, rows: Sequence[Model], keys: Sequence[tuple[Any, ...]]) -> None:
        if self._makes_keys:
            for row, (key,) in zip(rows, keys, strict=True):
                row.pk = key


def written_fields(model: type[Model]) -> list[Field]:
    """This will return the fields of a new row that are not left to the database."""
    return [each for each in model._meta.concrete_fields if not (each.generated or isinstance(each, AutoField))]


def _written_out(compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
    """This will write what never changes into the words, so that PostgreSQL plans for it. Planned for any value, half
    of all models would be archived, and a page of the few that are be looked for among all the others."""
    sql, parameters = compiler.as_sql()
    if connection.vendor != "postgresql":
        return sql, parameters
    connection.ensure_connection()
    values = iter(parameters)

    def write(place: re.Match[str]) -> str:
        if place[0] == "%%" or isinstance(value := next(values), Argument):
            return place[0]
        return str(connection.ops.compose_sql("%s", [value])).replace("%", "%%")

    return re.sub("%[s%]", write, sql), [each for each in parameters if isinstance(each, Argument)]


def _cursor(connection: Any) -> Any:
    # Our PostgreSQL has one that spares the server its planning too.
    return getattr(connection, "prepared_cursor", connection.cursor)()


def _filled(parameters: Sequence[Any], arguments: dict[str, Any], connection: Any) -> list[Any]:
    return [
        each.prepared(arguments[each.name], connection) if isinstance(each, Argument) else each for each in parameters
    ]
