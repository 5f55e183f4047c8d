"""All that the catalogue holds, to be compared before and after."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from catalog.models import (
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    Connector,
    DismissedCheck,
    Evidence,
    IdentityTarget,
    ReportedIdentity,
    SearchWord,
    Vendor,
    VendorSynonym,
)

CATALOGUE_TABLES = (
    ChargingStationModel,
    Connector,
    Evidence,
    DismissedCheck,
    ReportedIdentity,
    IdentityTarget,
    VendorSynonym,
    Vendor,
    SearchWord,
    AuditEvent,
    CatalogueRevision,
)


def catalogue_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the catalogue's tables: a refusal leaves them equal."""
    return table_rows(CATALOGUE_TABLES)


def table_rows(tables: Iterable[type[Model]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of those tables, in the order of their keys."""
    with connection.cursor() as cursor:
        return {table._meta.label: _rows(cursor, table._meta) for table in tables}


def _rows(cursor: Any, meta: Any) -> list[tuple[Any, ...]]:
    key = ", ".join(f'"{each.column}"' for each in meta.pk_fields)  # a composite key has no column of its own
    cursor.execute(f'SELECT * FROM "{meta.db_table}" ORDER BY {key}')  # noqa: S608 - names of our own
    return list(cursor.fetchall())


def delete_rows(*tables: type[Model]) -> None:
    """Delete every row of those tables by plain SQL, past all rules, in the given order."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table._meta.db_table}"')  # noqa: S608 - names of our own
