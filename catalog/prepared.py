"""Queries that the ORM puts into words once: to do that anew costs two or three times what it takes to run them."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet


class Argument(Expression):
    """A place in a query that is left open: each run fills it with a value that is compared with that field."""

    def __init__(self, name: str, model: type[Model], field: str) -> None:
        super().__init__(output_field=cast("Field", model._meta.get_field(field)))
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


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


class Prepared:
    """A query of one shape on one database: rows as values, for a model object costs more than its row.

    Made by the ORM from an ordinary QuerySet (`values_list`, with an `Argument` wherever a value will stand), so it is
    whatever the QuerySet says, on either database. Threads may share it.
    """

    def __init__(self, rows: QuerySet, using: str) -> None:
        compiler = rows.query.get_compiler(using=using)
        self._using = using
        self._sql, self._parameters = compiler.as_sql()
        # As the ORM would: SQLite keeps a time as a text, say.
        self._converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [column for column, *_ in compiler.select]
        )

    def run(self, **arguments: Any) -> list[tuple[Any, ...]]:
        """This will return the rows for those values of its arguments."""
        connection = connections[self._using]
        parameters = [
            each.output_field.get_db_prep_value(arguments[each.name], connection)
            if isinstance(each, Argument)
            else each
            for each in self._parameters
        ]
        # Our PostgreSQL has one that spares the server its planning too.
        open_cursor = getattr(connection, "prepared_cursor", connection.cursor)
        with open_cursor() as cursor:
            cursor.execute(self._sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._converted(row, connection) for row in rows] if self._converters else rows

    def _converted(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, column) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)
