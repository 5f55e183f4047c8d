"""All that the catalogue holds, to be compared before and after."""

from typing import Any

from django.db import connection

from catalog.models import (
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    Connector,
    IdentityTarget,
    ReportedIdentity,
    SearchWord,
    VendorSynonym,
)

THE_CATALOGUE = (
    ChargingStationModel,
    Connector,
    ReportedIdentity,
    IdentityTarget,
    VendorSynonym,
    SearchWord,
    AuditEvent,
    CatalogueRevision,
)


def the_catalogue() -> dict[str, list[tuple[Any, ...]]]:
    """This will return every row of the catalogue's tables: a refusal leaves them equal."""
    with connection.cursor() as cursor:
        return {table.__name__: _rows(cursor, table._meta) for table in THE_CATALOGUE}


def _rows(cursor: Any, meta: Any) -> list[tuple[Any, ...]]:
    key = ", ".join(f'"{each.column}"' for each in meta.pk_fields)  # a composite key has no column of its own
    cursor.execute(f'SELECT * FROM "{meta.db_table}" ORDER BY {key}')  # noqa: S608 - names of our own
    return list(cursor.fetchall())
