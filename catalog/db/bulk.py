"""How rows are written: one by one all day, or very many, as fast as the database takes them."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

from catalog.db.statements import Statement, run_batch

# Rows of a group that is sent together with other statements.
_BATCHED_MAX = 16

# Rows of one INSERT: more gains nothing, and SQLite takes 250,000 values at the most.
_INSERT_MAX = 2_000

# From here on COPY's three round trips cost less than what it saves.
_COPY_THRESHOLD = 100

# Models: below, reading all of them is what a good plan does.
_ANALYSED_FIRST = 2_000

_ANALYZED_TABLES = (
    "catalog_chargingstationmodel",
    "catalog_connector",
    "catalog_evidence",
    "catalog_searchword",
    "catalog_auditevent",
)

_Row = TypeVar("_Row")


def batched(rows: Iterable[_Row], size: int) -> Iterator[list[_Row]]:
    """Yield the rows in lists of `size`, the last of which may be shorter."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch


def insert_rows(*groups: Sequence[models.Model], statements: Sequence[Statement] = ()) -> None:
    """Add rows whose values are cleaned, each group of one model, within the caller's transaction.

    Small groups are sent in one batch, after `statements`. On PostgreSQL many rows go by COPY: quoting them for an
    INSERT takes most of the time of adding them. Keys that the database makes are not read back.
    """
    small = [rows for rows in groups if 0 < len(rows) <= _BATCHED_MAX]
    run_batch(DEFAULT_DB_ALIAS, [*statements, *map(insert_statement, small)])
    for rows in groups:
        if len(rows) > _BATCHED_MAX:
            _insert_many(rows)
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_statement(rows: Sequence[models.Model]) -> Statement:
    """Return the INSERT of new rows of one model, whose values are cleaned."""
    model = type(rows[0])
    fields = _written_fields(model)
    connection = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in _values(row, fields, connection, add=True)]
    return Statement(_insert_sql(model, len(rows)), values)


@functools.cache
def _insert_sql(model: type[models.Model], count: int) -> str:
    fields = _written_fields(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES {', '.join([row] * count)}"  # noqa: S608 - no values


def update_statement(row: models.Model) -> Statement:
    """Return the UPDATE of all fields of a row that is there, and locked."""
    model = type(row)
    fields = [each for each in _written_fields(model) if not each.primary_key]
    connection = connections[DEFAULT_DB_ALIAS]
    key = model._meta.pk.get_db_prep_save(row.pk, connection)
    return Statement(_update_sql(model), [*_values(row, fields, connection, add=False), key])


@functools.cache
def _update_sql(model: type[models.Model]) -> str:
    settings = ", ".join(f"{_quoted(each.column)} = %s" for each in _written_fields(model) if not each.primary_key)
    key = _quoted(model._meta.pk.column)
    return f"UPDATE {_table(model)} SET {settings} WHERE {key} = %s"  # noqa: S608 - no values


def delete_statement(model: type[models.Model], column: str, values: Sequence[int]) -> Statement:
    """Return the DELETE of the rows that have one of those numbers in that column."""
    places = ", ".join(["%s"] * len(values))
    return Statement(f"DELETE FROM {_table(model)} WHERE {_quoted(column)} IN ({places})", values)  # noqa: S608 - no values


def _insert_many(rows: Sequence[models.Model]) -> None:
    model = type(rows[0])
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" and len(rows) >= _COPY_THRESHOLD:
        _copy(model, rows)
    else:
        model._base_manager.using(DEFAULT_DB_ALIAS).bulk_create(rows, batch_size=_INSERT_MAX)


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _written_fields(model)
    statement = f"COPY {_table(model)} ({_columns(fields)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(_values(row, fields, connection, add=True))


def _values(row: models.Model, fields: Sequence[models.Field], connection: Any, *, add: bool) -> list[Any]:
    return [each.get_db_prep_save(each.pre_save(row, add), connection) for each in fields]


@functools.cache
def _written_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a row that are not left to the database."""
    return [each for each in model._meta.concrete_fields if not (each.generated or isinstance(each, models.AutoField))]


def _columns(fields: Sequence[models.Field]) -> str:
    return ", ".join(_quoted(each.column) for each in fields)


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: Any) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)


class ImportAnalyzer:
    """What a transaction that adds very many models has added so far.

    PostgreSQL has no figures of rows that are not committed: it would take any 500 names for the whole table, and read
    that for each batch. So it analyses the tables each time that they have doubled. Only an owner of the tables may do
    that; for others it is left out, and an import of hundreds of thousands takes many times as long.
    """

    def __init__(self) -> None:
        self._added, self._next = 0, _ANALYSED_FIRST

    def add(self, count: int, using: str = DEFAULT_DB_ALIAS) -> None:
        """Count models that were added, and analyse the tables if they have doubled."""
        self._added += count
        connection = connections[using]
        if self._added < self._next or connection.vendor != "postgresql":
            return
        self._next = 2 * self._added
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, _ANALYZED_TABLES))}")
