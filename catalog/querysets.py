"""The words in which the catalogue is asked: each is an adjective, built on the others."""

from typing import TYPE_CHECKING, Self

from django.db import models

from catalog.text import fold

if TYPE_CHECKING:
    from catalog.models import ChargingStationModel  # noqa: F401 - named in the string below


class CatalogueQuerySet(models.QuerySet["ChargingStationModel"]):
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

    def in_order(self) -> Self:
        """This will put them in the order in which they came into the catalogue, oldest first."""
        return self.order_by("created_revision")

    def after(self, created_revision: int) -> Self:
        """This will keep what came in later than that revision."""
        return self.filter(created_revision__gt=created_revision)

    def with_connectors(self) -> Self:
        return self.prefetch_related("connectors")
