"""Filters for station models, each built on the others."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.db.statements import Parameter
from catalog.normalise import normalise_vendor
from catalog.text import LAST_CHARACTER

if TYPE_CHECKING:
    from catalog.models import ChargingStationModel

_KEYS_PER_QUERY = 500

TextOrParameter = str | Parameter


class StationModelLookups(NoBulkWriteQuerySet["ChargingStationModel"]):
    """Queries for station models. Writes are in `creation.py` and on the model."""

    # `archived` is the generated column that every index begins with. `IN` and not `=`: Django writes a boolean `=`
    # as a bare column or NOT, which SQLite cannot look up in an index.

    def active(self) -> Self:
        return self.filter(archived__in=[False])

    def archived(self) -> Self:
        return self.filter(archived__in=[True])

    def of_vendor(self, vendor: TextOrParameter) -> Self:
        return self.filter(vendor_key=vendor)

    def vendor_names_startswith(self, text: str, at_most: int) -> list[str]:
        """Return the first vendors that begin like that, in order, each by a seek of its own: a DISTINCT
        would read every model of each.
        """
        key = normalise_vendor(text)
        rows = self.filter(normalised_vendor__lt=key + LAST_CHARACTER).order_by("normalised_vendor")
        names = rows.values_list("normalised_vendor", "vendor")
        found: list[str] = []
        row = names.filter(normalised_vendor__gte=key).first()
        while row is not None and len(found) < at_most:
            found.append(row[1])
            row = names.filter(normalised_vendor__gt=row[0]).first()
        return found

    def of_model(self, model: TextOrParameter) -> Self:
        return self.filter(model_key=model)

    def named(self, vendor: TextOrParameter, model: TextOrParameter) -> Self:
        """Filter models by vendor and model, ignoring case: the active one and its archived predecessors."""
        return self.of_vendor(vendor).of_model(model)

    def with_keys(self, keys: Collection[tuple[str, str]]) -> Iterator["ChargingStationModel"]:
        """Yield the models that have one of those keys, with a query for every 500 keys."""
        model_keys = sorted({model_key for _, model_key in keys})
        for start in range(0, len(model_keys), _KEYS_PER_QUERY):
            for station_model in self.filter(model_key__in=model_keys[start : start + _KEYS_PER_QUERY]):
                if station_model.key in keys:
                    yield station_model

    def of_power_type(self, power_type: TextOrParameter) -> Self:
        return self.filter(power_type=power_type)

    def in_order(self) -> Self:
        """Put them in the order in which they came into the catalogue, oldest first."""
        return self.order_by("created_revision")

    def after(self, pk: Any) -> Self:
        """Keep what came in later than that model, be it archived, or left out otherwise; nothing when there
        is none.
        """
        place = self.model._base_manager.filter(pk=pk).order_by().values("created_revision")
        return self.filter(created_revision__gt=models.Subquery(place))

    def changed_after(self, revision: int | Parameter) -> Self:
        """Keep what has changed later than that revision, archived ones included, in the order of changes."""
        return self.filter(revision__gt=revision).order_by("revision")

    def with_connectors(self) -> Self:
        return self.prefetch_related("connectors")
