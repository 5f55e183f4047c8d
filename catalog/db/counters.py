"""Rows that count: stored with their first number, and raised by every further one, in one statement."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from catalog.db.bulk import batched

_ROWS_MAX = 500
"""Rows of one statement."""


def add_counts(model: type[models.Model], key: Sequence[str], count: Sequence[str], rows: Iterable[Any]) -> None:
    """Add the numbers of each row to the stored row with the same key, or store the row.

    A row has the values of the fields `key`, which a unique constraint covers, and then those of `count`. Rows are
    written in the order of their keys, so that two processes wait for each other and do not deadlock.
    """
    _write(model, key, rows, ["{name} = {table}.{name} + EXCLUDED.{name}"] * len(count), count)


def keep_latest(model: type[models.Model], key: Sequence[str], latest: str, rows: Iterable[Any]) -> None:
    """Store the rows, or raise the value of `latest` in the stored row with the same key. Rows as in `add_counts`."""
    greater = "{name} = CASE WHEN EXCLUDED.{name} > {table}.{name} THEN EXCLUDED.{name} ELSE {table}.{name} END"
    _write(model, key, rows, [greater], [latest])


def _write(
    model: type[models.Model], key: Sequence[str], rows: Iterable[Any], templates: Sequence[str], changed: Sequence[str]
) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in (*key, *changed)]
    columns = {field.name: quote(field.column) for field in fields}
    table = quote(model._meta.db_table)
    settings = ", ".join(
        template.format(name=columns[name], table=table) for template, name in zip(templates, changed, strict=True)
    )
    places = f"({', '.join(['%s'] * len(fields))})"
    for batch in batched(sorted(rows), _ROWS_MAX):
        values = [
            field.get_db_prep_save(value, connection) for row in batch for field, value in zip(fields, row, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns.values())}) VALUES {', '.join([places] * len(batch))} "  # noqa: S608 - no values
                f"ON CONFLICT ({', '.join(columns[name] for name in key)}) DO UPDATE SET {settings}",
                values,
            )
