"""Many new rows into one table, as fast as the database takes them."""

from collections.abc import Sequence

from django.db import connections, models, router
from psycopg.types.json import JsonDumper

# Rows of one INSERT: more gains nothing, and SQLite takes 250,000 values at the most.
_BATCH = 2_000

# From here on COPY's three round trips cost less than what it saves.
_WORTH_A_COPY = 100


def insert(rows: Sequence[models.Model]) -> None:
    """This will add rows of one model whose values are cleaned, within the caller's transaction.

    By COPY on PostgreSQL when there are many: quoting them for an INSERT takes most of the time of adding them. Keys
    that the database makes are not read back then.
    """
    if not rows:
        return
    model = type(rows[0])
    database = router.db_for_write(model)
    if connections[database].vendor == "postgresql" and len(rows) >= _WORTH_A_COPY:
        _copy(model, rows, database)
    else:
        model._base_manager.using(database).bulk_create(rows, batch_size=_BATCH)


def _copy(model: type[models.Model], rows: Sequence[models.Model], database: str) -> None:
    connection = connections[database]
    quote = connection.ops.quote_name
    fields: list[models.Field] = [
        field for field in model._meta.concrete_fields if not (field.generated or isinstance(field, models.AutoField))
    ]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # What a cleaned field holds is what psycopg knows how to send; of a dict it has to be told.
        cursor.adapters.register_dumper(dict, JsonDumper)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([field.pre_save(row, True) for field in fields])
    for row in rows:
        row._state.adding, row._state.db = False, database
