"""All that the catalogue holds, to be compared before and after."""

from typing import Any

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

_TABLES = (
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
    return {table.__name__: list(table.objects.order_by("pk").values_list()) for table in _TABLES}
