"""The one question of every model that comes in: is there an active one of its vendor and name?"""

import functools
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from catalog.db.statements import CompiledQuery, Parameter
from catalog.models.revision import CatalogueRevision

if TYPE_CHECKING:
    from catalog.models.station_model import ChargingStationModel


def find_active_duplicate(station_model: "ChargingStationModel") -> UUID | None:
    """Return the id of another active model of this vendor and model, ignoring case."""
    rows = _query(type(station_model)).run(**_arguments(station_model))
    return rows[0][0] if rows else None


def lock_and_find_active_duplicate(station_model: "ChargingStationModel") -> tuple[CatalogueRevision, UUID | None]:
    """Find the duplicate under the catalogue's lock, in one round trip. The lock is returned too."""
    query = _query(type(station_model))
    revision, [rows] = CatalogueRevision.lock_and_run(query.statement(**_arguments(station_model)))
    rows = query.convert(rows)
    return revision, rows[0][0] if rows else None


def _arguments(station_model: "ChargingStationModel") -> dict[str, Any]:
    return {"vendor": station_model.vendor, "model": station_model.model, "pk": station_model.pk}


@functools.cache
def _query(table: "type[ChargingStationModel]") -> CompiledQuery:
    named = table.objects.active().named(
        Parameter("vendor", table, "vendor_key"), Parameter("model", table, "model_key")
    )
    return CompiledQuery(named.exclude(pk=Parameter("pk", table, "id")).values_list("id")[:1], DEFAULT_DB_ALIAS)
