"""VendorSynonym: another name under which a vendor's stations report."""

import uuid
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.exceptions import SynonymExists
from catalog.fields import NormalisedVendorField, TrimmedTextField
from catalog.limits import IDENTITY_SOURCE_MAX, TEXT_MAX
from catalog.models.audit_event import Action, Actor
from catalog.models.audited import AuditedModel
from catalog.normalise import KEY_MAX, normalise_vendor


class VendorSynonymQuerySet(NoBulkWriteQuerySet["VendorSynonym"]):
    def create_audited(self, *, by: Actor, name: str, vendor: str, source: str = "") -> "VendorSynonym":
        """Let stations that report `name` be looked up as those of `vendor`, for all of its models.

        Raises ValidationError for a bad text, SynonymExists when the name is taken, would make a chain, or
        would let two reported identities say the same.
        """
        synonym = self.model(name=name, vendor=vendor, source=source)
        with synonym.audited_create(by):
            synonym.validate()
        return synonym

    def find_vendor(self, name: str) -> str:
        """Return the vendor that the name is an alias of, or an empty text."""
        return self.filter(normalised_name=normalise_vendor(name)).values_list("vendor", flat=True).first() or ""

    def equivalent_names(self, keys: list[str]) -> list[str]:
        """Return the keys of all names that stand for the same vendors as those keys, and the keys."""
        pairs = self.filter(models.Q(normalised_name__in=keys) | models.Q(normalised_vendor__in=keys))
        vendors = {*keys, *pairs.values_list("normalised_vendor", flat=True)}
        names = self.filter(normalised_vendor__in=vendors).values_list("normalised_name", flat=True)
        return sorted(vendors | set(names))


class VendorSynonym(AuditedModel):
    """Another name of a vendor: "Wall Box Chargers" is Wallbox. Legal forms, case and punctuation need no synonym."""

    SUBJECT = "synonym"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = TrimmedTextField("reported name", max_length=TEXT_MAX, help_text="What stations report as their vendor.")
    vendor = TrimmedTextField(max_length=TEXT_MAX, help_text="The vendor, as the catalogue writes it.")
    source = TrimmedTextField(max_length=IDENTITY_SOURCE_MAX, blank=True, help_text="Where it was seen.")
    normalised_name = NormalisedVendorField(source="name", max_length=KEY_MAX)
    normalised_vendor = NormalisedVendorField(source="vendor", max_length=KEY_MAX)

    objects = VendorSynonymQuerySet.as_manager()

    class Meta:
        verbose_name = "vendor alias"
        verbose_name_plural = "vendor aliases"
        ordering = ["name"]
        indexes = [models.Index(fields=["normalised_vendor"], name="synonym_vendor_idx")]
        constraints = [
            models.UniqueConstraint(fields=["normalised_name"], name="synonym_name_uniq"),
            models.CheckConstraint(
                name="synonym_names_differ",
                condition=~models.Q(normalised_name="")
                & ~models.Q(normalised_vendor="")
                & ~models.Q(normalised_name=models.F("normalised_vendor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.vendor}"

    def as_record(self) -> dict[str, Any]:
        return {"name": self.name, "vendor": self.vendor, "source": self.source}

    def edit(self, *, by: Actor, **fields: str) -> bool:
        """Set the given fields; returns whether anything changed. Raises what `add` raises."""
        with self.audited_update(Action.EDITED, by) as change:
            for name, value in fields.items():
                setattr(self, name, value)
            self.validate()
        return change.has_changed

    def delete_audited(self, *, by: Actor) -> None:
        """Take the synonym back. Its history stays."""
        with self.audited_delete(by):
            VendorSynonym._base_manager.filter(pk=self.pk).delete()

    def validate(self) -> None:
        self.clean_fields(exclude=self.fields_except("name", "vendor", "source"))
        name, vendor = normalise_vendor(self.name), normalise_vendor(self.vendor)
        if not name or not vendor:
            raise ValidationError("A vendor's name needs a letter or a digit.")
        if name == vendor:
            raise ValidationError(f'"{self.name}" is already recognised as {self.vendor}. No alias needed.')
        others = VendorSynonym.objects.exclude(pk=self.pk)
        # No chains: one look-up finds all names of a vendor.
        if (clash := others.filter(normalised_name=name).first()) is not None:
            raise SynonymExists(f"{clash.name} stands for {clash.vendor} already.")
        if (clash := others.filter(normalised_name=vendor).first()) is not None:
            raise SynonymExists(f"{self.vendor} is itself another name of {clash.vendor}: give that one.")
        if (clash := others.filter(normalised_vendor=name).first()) is not None:
            raise SynonymExists(f"{clash.name} stands for {self.name}: take that back first.")
        self.validate_no_identity_clash(VendorSynonym.objects.exclude(pk=self.pk).equivalent_names([vendor]), name)

    def validate_no_identity_clash(self, vendors: Collection[str], name: str) -> None:
        """Raise SynonymExists when an identity under `name` says the same as one under `vendors`: stations
        that report it could be the models of both.
        """
        identities = apps.get_model("catalog", "ReportedIdentity").objects
        for one in identities.filter(normalised_vendor=name).order_by("pk"):
            other = identities.filter(normalised_vendor__in=vendors, **one.key).exclude(pk=one.pk).first()
            if other is not None:
                raise SynonymExists(
                    f"The reported identities {one} and {other} would say the same, for one vendor: remove one of the "
                    "two first."
                )
