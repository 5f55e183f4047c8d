"""The one question that every model has to ask that comes in: is there an active one of its vendor and name?"""

import functools
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from catalog.prepared import Argument, Asked, Prepared, run_together

if TYPE_CHECKING:
    from catalog.models.station_model import ChargingStationModel


def twin_of(station_model: "ChargingStationModel") -> UUID | None:
    """This will return the id of another active model of this vendor and model, without regard to case."""
    twin: UUID | None
    [twin] = run_together(DEFAULT_DB_ALIAS, asking_for_twin(station_model))
    return twin


def asking_for_twin(station_model: "ChargingStationModel") -> Asked:
    """The same, to be run together with others."""
    asked = _twins(type(station_model), DEFAULT_DB_ALIAS).asked(
        vendor=station_model.vendor, model=station_model.model, pk=station_model.pk
    )
    return asked._replace(answer=lambda rows, count: asked.answer(rows, count)[0][0] if rows else None)


@functools.cache
def _twins(table: "type[ChargingStationModel]", using: str) -> Prepared:
    named = table.objects.active().named(Argument("vendor", table, "vendor_key"), Argument("model", table, "model_key"))
    return Prepared(named.exclude(pk=Argument("pk", table, "id")).values_list("id")[:1], using)
