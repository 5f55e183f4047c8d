"""Vendor: what staff says of a maker of stations, beside the models that carry its name."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.fields import NormalisedVendorField, TrimmedTextField
from catalog.limits import TEXT_MAX, URL_MAX, VENDOR_NOTE_MAX
from catalog.models.audit_event import Action, Actor
from catalog.models.audited import AuditedModel
from catalog.models.constraints import text_constraint
from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor_synonym import VendorSynonym
from catalog.normalise import KEY_MAX, normalise_vendor
from catalog.text import LAST_CHARACTER, require_web_url, trim


@dataclass
class VendorSummary:
    """A vendor that has active models, as lists show it."""

    key: str
    name: str
    website: str | None
    active_models: int = 0
    aliases: list[str] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    """How active models write it, the most frequent first."""


def require_vendor_key(text: str) -> None:
    """Validate a vendor's name for a look-up: it needs a letter or a digit."""
    if not normalise_vendor(text):
        raise ValidationError("Give a name with a letter or a digit.", code="no_words")


class VendorQuerySet(NoBulkWriteQuerySet["Vendor"]):
    def create_audited(self, *, by: Actor, name: str, website: str | None = None, note: str | None = None) -> "Vendor":
        """Add the row of a vendor. Raises ValidationError for a bad value, or when there is one already."""
        vendor = self.model(name=name, website=website, note=note)
        with vendor.audited_create(by):
            vendor.validate()
        return vendor

    def get_or_build(self, key: str) -> "Vendor":
        """Return the vendor of a key: unsaved, with the most frequent spelling as its name, where there is no row.

        Raises DoesNotExist when there is neither a row nor a model.
        """
        if (row := self.filter(normalised_name=key).first()) is not None:
            return row
        name = self.find_spellings([key]).get(key)
        if name is None:
            raise self.model.DoesNotExist
        return self.model(name=name, normalised_name=key)

    def find_spellings(self, keys: Collection[str] | None = None, *, apart_from: Any = None) -> dict[str, str]:
        """Return how those vendors are written, or all of them: as the row says, else as most models write it.

        One query for the rows, one for the models. The model with the id `apart_from` does not count.
        """
        rows, spelled = self.all(), ChargingStationModel.objects.exclude(normalised_vendor="")
        if keys is not None:
            rows, spelled = rows.filter(normalised_name__in=keys), spelled.filter(normalised_vendor__in=keys)
        if apart_from is not None:
            spelled = spelled.exclude(pk=apart_from)
        found: dict[str, str] = dict(rows.values_list("normalised_name", "name"))
        counted = spelled.values_list("normalised_vendor", "vendor").annotate(count=models.Count("*"))
        for key, vendor, _ in counted.order_by("archived", "-count", "vendor"):
            found.setdefault(key, vendor)
        return found

    def find_spelling(self, vendor: str, *, apart_from: Any = None) -> str:
        """Return how the catalogue writes that vendor, or an empty text if it does not have it.

        The model with the id `apart_from` does not count.
        """
        key = normalise_vendor(vendor)
        return self.find_spellings([key], apart_from=apart_from).get(key, "")

    def list_summaries(self, *, limit: int, q: str = "", after: str = "") -> list[VendorSummary]:
        """Return the first vendors with active models behind that key, in the order of their keys: two queries.

        With `q`, only those whose name or alias begins like that, ignoring case, punctuation and legal form.
        """
        station_models, synonyms = ChargingStationModel.objects.using(self.db), VendorSynonym.objects.using(self.db)
        active = station_models.filter(archived_at__isnull=True, normalised_vendor__gt=after).order_by()
        if q:
            first, last = normalise_vendor(q), normalise_vendor(q) + LAST_CHARACTER
            aliases = synonyms.filter(normalised_name__gte=first, normalised_name__lt=last).order_by()
            active = active.filter(
                models.Q(normalised_vendor__gte=first, normalised_vendor__lt=last)
                | models.Q(normalised_vendor__in=aliases.values("normalised_vendor"))
            )
        keys = active.order_by("normalised_vendor").values("normalised_vendor").distinct()[:limit]
        row = self.filter(normalised_name=models.OuterRef("normalised_vendor")).order_by()
        rows = (
            active.filter(normalised_vendor__in=keys)
            .annotate(known_name=models.Subquery(row.values("name")), website=models.Subquery(row.values("website")))
            .values_list("normalised_vendor", "vendor", "known_name", "website")
            .annotate(count=models.Count("*"))
            .order_by("normalised_vendor", "-count", "vendor")
        )
        found: dict[str, VendorSummary] = {}
        for key, spelling, name, website, count in rows:
            summary = found.setdefault(key, VendorSummary(key, name or spelling, website))
            summary.active_models += count
            summary.spellings.append(spelling)
        names = synonyms.filter(normalised_vendor__in=found).order_by("name")
        for key, name in names.values_list("normalised_vendor", "name"):
            found[key].aliases.append(name)
        return list(found.values())


class Vendor(AuditedModel):
    """A vendor is there by its models; it has a row once staff has said something of it."""

    SUBJECT = "vendor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = TrimmedTextField(max_length=TEXT_MAX, help_text="The vendor, as the catalogue writes it.")
    website = TrimmedTextField(
        max_length=URL_MAX,
        null=True,
        blank=True,
        validators=[require_web_url],
        help_text="Absolute http(s) URL. Never fetched by this service.",
    )
    note = TrimmedTextField(max_length=VENDOR_NOTE_MAX, null=True, blank=True, help_text="For staff alone.")
    normalised_name = NormalisedVendorField(source="name", max_length=KEY_MAX)

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["normalised_name"]
        constraints = [
            models.UniqueConstraint(fields=["normalised_name"], name="vendor_name_uniq"),
            models.CheckConstraint(name="vendor_key_not_blank", condition=~models.Q(normalised_name="")),
            text_constraint("name", TEXT_MAX, "vendor"),
            text_constraint("website", URL_MAX, "vendor"),
            text_constraint("note", VENDOR_NOTE_MAX, "vendor"),
            models.CheckConstraint(
                name="vendor_website_is_http",
                condition=models.Q(website__istartswith="http://") | models.Q(website__istartswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_record(self) -> dict[str, Any]:
        return {"vendor": self.name, "website": self.website, "note": self.note}

    def edit(self, *, by: Actor, **fields: str | None) -> bool:
        """Set the given fields; returns whether anything changed. Raises ValidationError for a bad value."""
        with self.audited_update(Action.EDITED, by) as change:
            for name, value in fields.items():
                setattr(self, name, value)
            self.validate()
        return change.has_changed

    def delete_audited(self, *, by: Actor) -> None:
        """Take back what was said of the vendor. Its models and its history stay."""
        with self.audited_delete(by):
            Vendor._base_manager.filter(pk=self.pk).delete()

    def validate(self) -> None:
        for name in ("website", "note"):
            setattr(self, name, trim(getattr(self, name) or "") or None)
        self.clean_fields(exclude=self.fields_except("name", "website", "note"))
        key = normalise_vendor(self.name)
        if not key:
            raise ValidationError("A vendor's name needs a letter or a digit.")
        if Vendor.objects.filter(normalised_name=key).exclude(pk=self.pk).exists():
            raise ValidationError("This vendor is there already.")
