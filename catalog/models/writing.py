"""How rows are written: one by one all day, or very many, as fast as the database takes them."""

import functools
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

from catalog.prepared import Argument, Asked, PreparedChange, PreparedInsert, run_together, written_fields

# A statement for each number of rows up to this one is put into words once.
_PREPARED_MAX = 16

# Rows of one INSERT: more gains nothing, and SQLite takes 250,000 values at the most.
_BATCH = 2_000

# Models: below, reading all of them is what a good plan does.
_TOLD_FIRST = 2_000

_GROWING = ("catalog_chargingstationmodel", "catalog_connector", "catalog_searchword", "catalog_auditevent")

# From here on COPY's three round trips cost less than what it saves.
_WORTH_A_COPY = 100


def insert(*groups: Sequence[models.Model], beside: Sequence[Asked] = ()) -> None:
    """This will add rows whose values are cleaned, each group of one model, within the caller's transaction.

    Few go to the database in one trip, with what is to be run `beside` them, before them. Many go by COPY on
    PostgreSQL: quoting them for an INSERT takes most of the time of adding them. Keys that the database makes are not
    read back then.
    """
    few = [rows for rows in groups if 0 < len(rows) <= _PREPARED_MAX]
    insertions = [_insertion(type(rows[0]), len(rows), DEFAULT_DB_ALIAS).asked(rows) for rows in few]
    if beside or insertions:
        run_together(DEFAULT_DB_ALIAS, *beside, *insertions)
    for rows in groups:
        if len(rows) > _PREPARED_MAX:
            _insert_many(rows)
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _insert_many(rows: Sequence[models.Model]) -> None:
    model = type(rows[0])
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" and len(rows) >= _WORTH_A_COPY:
        _copy(model, rows, DEFAULT_DB_ALIAS)
    else:
        model._base_manager.using(DEFAULT_DB_ALIAS).bulk_create(rows, batch_size=_BATCH)


class Growth:
    """What a transaction that adds very many models has added so far.

    PostgreSQL has no figures of rows that are not committed: it would take any 500 names for the whole table, and read
    that for each batch. So it is told each time that it has doubled. Only an owner of the tables may do that; for
    others it is left out, and an import of hundreds of thousands takes many times as long.
    """

    def __init__(self) -> None:
        self._added, self._next = 0, _TOLD_FIRST

    def add(self, count: int, using: str = DEFAULT_DB_ALIAS) -> None:
        """This will count models that were added, and tell."""
        self._added += count
        connection = connections[using]
        if self._added < self._next or connection.vendor != "postgresql":
            return
        self._next = 2 * self._added
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, _GROWING))}")


def rewriting(row: models.Model) -> Asked:
    """This will write a row that is there, with all of its fields, once it is run. Raises DatabaseError then, when it
    is gone."""
    model = type(row)
    values = {each.attname: each.pre_save(row, False) for each in _rewritten_fields(model)}
    asked = _rewriting(model, DEFAULT_DB_ALIAS).asked(key=row.pk, **values)

    def require(_: object, count: int) -> None:
        if not count:
            msg = f"There is no row {row.pk} to write anew."
            raise DatabaseError(msg)

    return asked._replace(answer=require)


@functools.cache
def _insertion(model: type[models.Model], count: int, using: str) -> PreparedInsert:
    return PreparedInsert(model, count, using)


@functools.cache
def _rewriting(model: type[models.Model], using: str) -> PreparedChange:
    rows = model._base_manager.filter(pk=Argument("key", model, model._meta.pk.name))
    values = {each.name: Argument(each.attname, model, each.name) for each in _rewritten_fields(model)}
    return PreparedChange(rows, using, **values)


@functools.cache
def _rewritten_fields(model: type[models.Model]) -> list[models.Field]:
    return [each for each in written_fields(model) if not each.primary_key]


def _copy(model: type[models.Model], rows: Sequence[models.Model], database: str) -> None:
    connection = connections[database]
    quote = connection.ops.quote_name
    fields = written_fields(model)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([field.pre_save(row, True) for field in fields])
