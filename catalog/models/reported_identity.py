"""ReportedIdentity: what a station says it is, and which station models that can be."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.exceptions import IdentityExists
from catalog.fields import NormalisedModelField, NormalisedNumberField, NormalisedVendorField, TrimmedTextField
from catalog.limits import IDENTITY_PREFIX_MIN, IDENTITY_SOURCE_MAX, IDENTITY_TARGETS_MAX, TEXT_MAX
from catalog.models.audit_event import Action, Actor
from catalog.models.audited import AuditedModel
from catalog.models.search_word import SearchWord
from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor_synonym import VendorSynonym
from catalog.normalise import KEY_MAX, normalise_model, normalise_number, normalise_vendor

_FIELDS = ("vendor", "model", "serial_prefix", "firmware_prefix", "source")


class ReportedIdentityQuerySet(NoBulkWriteQuerySet["ReportedIdentity"]):
    def create_audited(
        self, *, by: Actor, station_models: Iterable[ChargingStationModel], **fields: str
    ) -> "ReportedIdentity":
        """Record that a station which reports this is one of `station_models`.

        `fields` are `vendor` (may be empty), `model` (a trailing `*` matches every end), `serial_prefix`,
        `firmware_prefix`, `source`. Raises ValidationError, or IdentityExists naming the owner of a clash.
        """
        identity = self.model(**fields)
        with identity.audited_create(by):
            identity.set_targets(station_models)
            identity.validate()
        return identity


class ReportedIdentity(AuditedModel):
    """A pair as it comes in a BootNotification: chargePointVendor and chargePointModel in OCPP 1.6, vendorName and
    model of the chargingStation in 2.0.1. Staff's word: it stands above what names alone would say.
    """

    SUBJECT = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vendor = TrimmedTextField(
        "reported vendor", max_length=TEXT_MAX, blank=True, help_text="As reported. Can be empty."
    )
    model = TrimmedTextField(
        "reported model",
        max_length=TEXT_MAX,
        help_text="As reported. End with * to match anything that starts with it.",
    )
    serial_prefix = TrimmedTextField(
        "serial number begins with", max_length=TEXT_MAX, blank=True, help_text="Only if the model name isn't enough."
    )
    firmware_prefix = TrimmedTextField("firmware version begins with", max_length=TEXT_MAX, blank=True)
    source = TrimmedTextField(max_length=IDENTITY_SOURCE_MAX, blank=True, help_text="Where it was seen.")
    station_models = models.ManyToManyField(ChargingStationModel, through="IdentityTarget", related_name="identities")

    normalised_vendor = NormalisedVendorField(source="vendor", max_length=KEY_MAX)
    normalised_model = NormalisedModelField(source="model", max_length=KEY_MAX)
    normalised_serial = NormalisedNumberField(source="serial_prefix", max_length=KEY_MAX)
    normalised_firmware = NormalisedNumberField(source="firmware_prefix", max_length=KEY_MAX)
    is_prefix = models.GeneratedField(
        expression=models.Q(model__endswith="*"),  # type: ignore[arg-type]  # the stubs forget Q
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = ReportedIdentityQuerySet.as_manager()

    _pending_target_ids: list[uuid.UUID] | None = None

    class Meta:
        verbose_name = "reported name"
        ordering = ["vendor", "model", "serial_prefix", "firmware_prefix"]
        indexes = [models.Index(fields=["normalised_vendor", "normalised_model"], name="identity_of_vendor")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "normalised_model",
                    "normalised_vendor",
                    "is_prefix",
                    "normalised_serial",
                    "normalised_firmware",
                ],
                name="identity_uniq",
            ),
            models.CheckConstraint(name="identity_model_not_blank", condition=~models.Q(normalised_model="")),
        ]

    def __str__(self) -> str:
        parts = [f"{self.vendor or '(no vendor)'} / {self.model}"]
        parts += [f"serial number {self.serial_prefix}..."] if self.serial_prefix else []
        parts += [f"firmware {self.firmware_prefix}..."] if self.firmware_prefix else []
        return ", ".join(parts)

    def as_record(self) -> dict[str, Any]:
        return {
            "vendor": self.vendor,
            "model": self.model,
            "serialNumberPrefix": self.serial_prefix,
            "firmwareVersionPrefix": self.firmware_prefix,
            "source": self.source,
            "stationModels": sorted(str(pk) for pk in self.target_ids),
        }

    @property
    def key(self) -> dict[str, Any]:
        """What another identity of the same vendor must not have equal to it, as a condition."""
        return {
            "normalised_model": normalise_model(self.model),
            "is_prefix__in": [self.model.endswith("*")],
            "normalised_serial": normalise_number(self.serial_prefix),
            "normalised_firmware": normalise_number(self.firmware_prefix),
        }

    # The verbs. Each is one transaction, one revision and one event, and raises what `create_audited` raises.

    def edit(self, *, by: Actor, station_models: Iterable[ChargingStationModel] | None = None, **fields: str) -> bool:
        """Set the given fields, and the models where they are given; returns whether anything changed."""
        with self.audited_update(Action.EDITED, by) as change:
            for name, value in fields.items():
                setattr(self, name, value)
            if station_models is not None:
                self.set_targets(station_models)
            self.validate()
        return change.has_changed

    def retarget(self, old: ChargingStationModel, new: ChargingStationModel, *, by: Actor) -> bool:
        """Let it point to `new` where it points to `old`; returns whether it did."""
        with self.audited_update(Action.EDITED, by) as change:
            self._pending_target_ids = list(dict.fromkeys(new.pk if pk == old.pk else pk for pk in self.target_ids))
        return change.has_changed

    def delete_audited(self, *, by: Actor) -> None:
        """Forget it. Its history stays."""
        with self.audited_delete(by):
            models_before = list(self.station_models.all())
            IdentityTarget.objects.filter(identity=self).delete()
            ReportedIdentity._base_manager.filter(pk=self.pk).delete()
            SearchWord.objects.reindex(models_before)

    def before_changing(self) -> None:
        self._pending_target_ids = None

    def after_saving(self) -> None:
        self.save_targets()

    @property
    def target_ids(self) -> list[uuid.UUID]:
        """The keys of the models that it can be."""
        if self._pending_target_ids is not None:
            return self._pending_target_ids
        return [target.station_model_id for target in self.targets.all()]

    def set_targets(self, station_models: Iterable[ChargingStationModel]) -> None:
        """Set which models it can be, not yet saved."""
        self._pending_target_ids = list(dict.fromkeys(each.pk for each in station_models))

    def save_targets(self) -> None:
        """Write what `target` has set."""
        wanted = self.target_ids
        before = set(IdentityTarget.objects.filter(identity=self).values_list("station_model_id", flat=True))
        IdentityTarget.objects.filter(identity=self).exclude(station_model__in=wanted).delete()
        IdentityTarget.objects.bulk_create(
            [IdentityTarget(identity=self, station_model_id=pk) for pk in wanted if pk not in before]
        )
        SearchWord.objects.reindex(list(ChargingStationModel.objects.filter(pk__in={*wanted, *before})))

    def text_errors(self) -> dict[str, str]:
        """Return what is wrong with its texts taken together, by the field."""
        issues: dict[str, str] = {}
        key = normalise_model(self.model)
        if not key or (self.model.endswith("*") and len(key) < IDENTITY_PREFIX_MIN):
            issues["model"] = f"Give a letter or a digit, and before a * at least {IDENTITY_PREFIX_MIN} of them."
        for name in ("serial_prefix", "firmware_prefix"):
            # Such a prefix would match as if it were not given.
            if getattr(self, name) and not normalise_number(getattr(self, name)):
                issues[name] = "Must contain a visible character or be empty."
        return issues

    def validate(self) -> None:
        self.clean_fields(exclude=self.fields_except(*_FIELDS))
        issues = self.text_errors()
        if not 1 <= len(self.target_ids) <= IDENTITY_TARGETS_MAX:
            issues["station_models"] = f"Give 1 to {IDENTITY_TARGETS_MAX} station models."
        elif ChargingStationModel.objects.filter(pk__in=self.target_ids).count() < len(self.target_ids):
            issues["station_models"] = "One of the station models is not in the catalogue any more."
        if issues:
            raise ValidationError(issues)
        owner = self.equivalents().exclude(pk=self.pk).first()
        if owner is not None:
            raise IdentityExists(str(owner), owner.pk)

    def equivalents(self) -> ReportedIdentityQuerySet:
        """Return those that say what a station is that reports this: at most one is there."""
        names = VendorSynonym.objects.equivalent_names([normalise_vendor(self.vendor)])
        return ReportedIdentity.objects.filter(normalised_vendor__in=names, **self.key)


class IdentityTarget(models.Model):
    """One station model that an identity can be."""

    # Found by the index of the unique constraint.
    identity = models.ForeignKey(ReportedIdentity, models.CASCADE, related_name="targets", db_index=False)
    station_model = models.ForeignKey(ChargingStationModel, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "station_model"], name="identity_target_uniq")]

    def __str__(self) -> str:
        return f"{self.identity} -> {self.station_model}"
