"""The words in which the catalogue is asked: each is an adjective, built on the others."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models

from catalog.text import fold

if TYPE_CHECKING:
    from catalog.models import ChargingStationModel

_LOOKUP = 500

_Row = TypeVar("_Row", bound=models.Model)


class GuardedQuerySet(models.QuerySet[_Row]):
    """Rows that change only by the domain's methods: in bulk, no revision would move and no event be written."""

    def update(self, **kwargs: Any) -> Never:
        self._refuse()

    def delete(self) -> Never:
        self._refuse()

    def _refuse(self) -> Never:
        msg = f"{self.model._meta.verbose_name_plural} change by the methods of the catalogue, never in bulk"
        raise PermissionDenied(msg)


class CatalogueQuerySet(GuardedQuerySet["ChargingStationModel"]):
    """Station models, read. How they are written stands in `models/creation.py` and on the model itself."""

    # `archived` is the generated column that every index begins with. `IN` and not `=`: Django writes a boolean `=`
    # as a bare column or NOT, which SQLite cannot look up in an index.

    def active(self) -> Self:
        return self.filter(archived__in=[False])

    def archived(self) -> Self:
        return self.filter(archived__in=[True])

    def of_vendor(self, vendor: str) -> Self:
        return self.filter(vendor_key=fold(vendor))

    def of_model(self, model: str) -> Self:
        return self.filter(model_key=fold(model))

    def named(self, vendor: str, model: str) -> Self:
        """This will keep the models of that vendor and model, without regard to case: the active one and its archived
        predecessors."""
        return self.of_vendor(vendor).of_model(model)

    def with_keys(self, keys: Collection[tuple[str, str]]) -> Iterator["ChargingStationModel"]:
        """This will yield the models that have one of those keys, with a query for every 500 keys."""
        model_keys = sorted({model_key for _, model_key in keys})
        for start in range(0, len(model_keys), _LOOKUP):
            for station_model in self.filter(model_key__in=model_keys[start : start + _LOOKUP]):
                if station_model.key in keys:
                    yield station_model

    def matching(self, words: str) -> Self:
        """This will keep the models that have each of the words somewhere in vendor, model or friendly name."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(vendor_key__contains=fold(word))
                | models.Q(model_key__contains=fold(word))
                | models.Q(friendly_name__icontains=word)
            )
        return found

    def in_order(self) -> Self:
        """This will put them in the order in which they came into the catalogue, oldest first."""
        return self.order_by("created_revision")

    def after(self, created_revision: int) -> Self:
        """This will keep what came in later than that revision."""
        return self.filter(created_revision__gt=created_revision)

    def changed_after(self, revision: int) -> Self:
        """This will keep what has changed later than that revision, archived ones included, in the order of changes."""
        return self.filter(revision__gt=revision).order_by("revision")

    def with_connectors(self) -> Self:
        return self.prefetch_related("connectors")
