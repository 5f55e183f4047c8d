"""One change of all models of a vendor: to another spelling or name, or into another vendor."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max

from catalog.exceptions import SynonymExists, VendorChanged, VendorTooLarge
from catalog.models.audit_event import Actor
from catalog.models.querysets.creation import StationModelQuerySet
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor import Vendor
from catalog.models.vendor_synonym import VendorSynonym
from catalog.normalise import normalise_vendor
from catalog.text import casefold_key

RENAMED_MODELS_MAX = 1_000
"""Models that one confirmation changes. It holds every other change back for as long as it takes."""


@dataclass(frozen=True)
class VendorRename:
    """`vendor` gets the name `name`. Where another vendor has that name, its models become one vendor's with these."""

    vendor: Vendor
    name: str

    @classmethod
    def build(cls, vendor: Vendor, name: str) -> "VendorRename":
        """Return the change, its name trimmed and checked. Raises ValidationError for a bad name."""
        checked = Vendor(name=name)
        checked.clean_fields(exclude=Vendor.fields_except("name"))
        if not normalise_vendor(checked.name):
            raise ValidationError({"name": "A vendor's name needs a letter or a digit."})
        return cls(vendor, checked.name)

    @property
    def old_key(self) -> str:
        return normalise_vendor(self.vendor.name)

    @property
    def new_key(self) -> str:
        return normalise_vendor(self.name)

    @property
    def is_merge(self) -> bool:
        return self.old_key != self.new_key and self._of_vendors().filter(normalised_vendor=self.new_key).exists()

    def find_changing(self) -> StationModelQuerySet:
        """Return the models that the change concerns, archived ones included, in the order of lists."""
        return self._of_vendors().exclude(vendor=self.name).in_order()

    def find_conflicts(self) -> list[list[ChargingStationModel]]:
        """Return the active models that would have the same name then, those of one name together."""
        by_name: dict[str, list[ChargingStationModel]] = {}
        named = self._of_vendors().active().only("vendor", "model", "friendly_name", "archived_at")
        for each in named.in_order():
            by_name.setdefault(casefold_key(each.model), []).append(each)
        return [each for each in by_name.values() if len(each) > 1]

    def state(self) -> str:
        """Return a text that differs once the vendors of the change have changed."""
        seen = self._of_vendors().order_by().aggregate(count=Count("pk"), latest=Max("revision"))
        rows = Vendor.objects.filter(normalised_name__in=self._keys).aggregate(latest=Max("revision"))
        return f"{seen['count']}-{seen['latest'] or 0}-{rows['latest'] or 0}"

    def apply(self, *, by: Actor, expected_state: str) -> int:
        """Change all models, each with an event, and return how many. Aliases and the vendor's row follow; a name that
        is given up becomes an alias, for stations go on reporting it.

        All or nothing. Raises VendorChanged when the vendors are not as they were seen, DuplicateModel when two active
        models would have one name, SynonymExists when an alias prevents it, VendorTooLarge.
        """
        with transaction.atomic():
            CatalogueRevision.lock()
            if self.state() != expected_state:
                raise VendorChanged(self.vendor.name)
            changing = list(self.find_changing()[: RENAMED_MODELS_MAX + 1])
            if len(changing) > RENAMED_MODELS_MAX:
                raise VendorTooLarge(self.vendor.name, RENAMED_MODELS_MAX)
            for station_model in changing:
                station_model.change_vendor(self.name, by=by)
            self._change_row(by)
            self._change_aliases(by)
        return len(changing)

    @property
    def _keys(self) -> set[str]:
        return {self.old_key, self.new_key}

    def _of_vendors(self) -> StationModelQuerySet:
        return ChargingStationModel.objects.filter(normalised_vendor__in=self._keys)

    def _change_row(self, by: Actor) -> None:
        rows = {each.normalised_name: each for each in Vendor.objects.filter(normalised_name__in=self._keys)}
        old, new = rows.get(self.old_key), rows.get(self.new_key)
        if new is not None and old is not None and new.pk != old.pk:
            old.delete_audited(by=by)
        if (row := new or old) is not None:
            row.edit(name=self.name, by=by)

    def _change_aliases(self, by: Actor) -> None:
        synonyms = VendorSynonym.objects
        taken = synonyms.filter(normalised_name=self.new_key).first()
        if taken is not None:
            if taken.normalised_vendor != self.old_key:
                raise SynonymExists(f"{self.name} is itself another name of {taken.vendor}: give that one.")
            taken.delete_audited(by=by)
        for alias in synonyms.filter(normalised_vendor__in=self._keys):
            alias.edit(vendor=self.name, by=by)
        if self.old_key != self.new_key:
            known = synonyms.filter(normalised_name=self.old_key).first()
            if known is None:
                synonyms.create_audited(name=self.vendor.name, vendor=self.name, source="the name before", by=by)
            elif known.normalised_vendor != self.new_key:
                raise SynonymExists(f"{known.name} stands for {known.vendor}: take that back first.")
