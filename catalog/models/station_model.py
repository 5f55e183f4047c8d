"""ChargingStationModel: one product of one vendor, and what may happen to it."""

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from catalog.choices import PowerType
from catalog.errors import RevisionMismatch, TwinExists
from catalog.fields import CaseFoldedField, TrimmedTextField
from catalog.limits import TEXT_MAX, URL_MAX
from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.connector import Connector
from catalog.models.constraints import STATION_MODEL_CONSTRAINTS
from catalog.models.creation import StationModelQuerySet, build_connectors
from catalog.models.revision import CatalogueRevision
from catalog.text import fold, require_web_url


def _time(moment: datetime | None) -> str | None:
    """RFC 3339, UTC, whole seconds; None for a model that is not saved."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class ChargingStationModel(models.Model):
    """A product as its vendor sells it. In code a variable of it is `station_model`: `model` is the product's name."""

    SET_BY_THE_CATALOGUE = (
        "created_revision",
        "revision",
        "created_at",
        "updated_at",
        "vendor_key",
        "model_key",
        "document",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vendor = TrimmedTextField(max_length=TEXT_MAX, help_text="Manufacturer, as the catalogue writes it.")
    model = TrimmedTextField(max_length=TEXT_MAX, help_text="Product name or order code.")
    friendly_name = TrimmedTextField(
        max_length=TEXT_MAX,
        null=True,
        blank=True,
        help_text="A display name; the one field that the API can change.",
    )
    power_type = models.CharField(max_length=20, choices=PowerType)
    ocpp_url_key = TrimmedTextField(
        "OCPP URL key",
        max_length=TEXT_MAX,
        help_text="Name of the configuration key that holds the back-end's URL, such as CentralSystemAddress.",
    )
    image_url = TrimmedTextField(
        "image URL",
        max_length=URL_MAX,
        null=True,
        blank=True,
        validators=[require_web_url],
        help_text="Absolute http(s) URL. Never fetched by this service.",
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    created_revision = models.BigIntegerField(
        unique=True, editable=False, help_text="The catalogue revision it came in with: the order of lists."
    )
    revision = models.BigIntegerField(unique=True, editable=False, help_text="That of its last change.")

    # Derived, for lookups and indexes.
    vendor_key = CaseFoldedField(source="vendor", max_length=3 * TEXT_MAX)
    model_key = CaseFoldedField(source="model", max_length=3 * TEXT_MAX)
    archived = models.GeneratedField(
        expression=models.Q(archived_at__isnull=False),  # type: ignore[arg-type]  # the stubs forget Q
        output_field=models.BooleanField(),
        db_persist=True,
    )

    document = models.TextField(
        editable=False,
        help_text="The contract's JSON, written with the row: what is read together was true together.",
    )

    objects = StationModelQuerySet.as_manager()

    class Meta:
        ordering = ["created_revision"]
        indexes = [
            models.Index(fields=["archived", "created_revision"], name="station_model_in_order"),
            models.Index(fields=["archived", "vendor_key", "created_revision"], name="station_model_by_vendor"),
            models.Index(fields=["archived", "model_key", "created_revision"], name="station_model_by_model"),
            models.Index(
                fields=["archived", "vendor_key", "model_key", "created_revision"], name="station_model_by_both"
            ),
        ]
        constraints = STATION_MODEL_CONSTRAINTS

    def __str__(self) -> str:
        return f"{self.vendor} {self.model}"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def key(self) -> tuple[str, str]:
        """Vendor and model as they are compared."""
        return fold(self.vendor), fold(self.model)

    def as_document(self, connectors: Iterable[Connector] | None = None) -> dict[str, Any]:
        """This will return the model in the contract's words, with its connectors in their order.

        Connectors are in A, V and W, and read unless they are given; times in UTC, RFC 3339, whole seconds; what is
        unset is None.
        """
        connectors = self.connectors.all() if connectors is None else connectors
        return {
            "id": str(self.id),
            "vendor": self.vendor,
            "model": self.model,
            "friendlyName": self.friendly_name,
            "powerType": self.power_type,
            "connectors": [connector.as_document() for connector in connectors],
            "configurationKeys": {"ocppUrl": self.ocpp_url_key},
            "imageUrl": self.image_url,
            "isArchived": self.is_archived,
            "createdAt": _time(self.created_at),
            "updatedAt": _time(self.updated_at),
        }

    def render(self, document: dict[str, Any] | None = None) -> str:
        """This will return `as_document` as the JSON that the API answers."""
        return json.dumps(document or self.as_document(), ensure_ascii=False, separators=(",", ":"))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """An empty optional text is an unset one."""
        self.friendly_name = self.friendly_name or None
        self.image_url = self.image_url or None
        super().clean_fields(exclude=exclude)

    # The verbs. `by` is who asks; `only_at` are the revisions at which alone the caller wants the model changed, else
    # RevisionMismatch is raised. Each is one transaction, under the lock that puts all changes in one line.

    def rename(self, friendly_name: str | None, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will set the friendly name, or unset it with None. Idempotent; returns whether anything changed.

        Raises ValidationError for a text that the contract forbids.
        """
        with self._changing(Action.RENAMED, by, only_at) as change:
            self.friendly_name = friendly_name
            self.clean_fields(exclude=self._all_but("friendly_name"))
        return change.made

    def archive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will take the model out of the active catalogue. Idempotent; returns whether anything changed."""
        with self._changing(Action.ARCHIVED, by, only_at) as change:
            self.archived_at = self.archived_at or self._now()
        return change.made

    def unarchive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will bring the model back. Idempotent; returns whether anything changed.

        Raises TwinExists when an active model has taken the name meanwhile.
        """
        with self._changing(Action.UNARCHIVED, by, only_at) as change:
            if self.is_archived:
                self.refuse_twin()
            self.archived_at = None
        return change.made

    def edit(self, *, connectors: Sequence[Mapping[str, Any]], by: Actor, **fields: Any) -> bool:
        """This will set the given fields and all connectors, as one change: staff's way to correct a model in place.

        `connectors` are fields of Connector without `position`: amps, volts and watts. Returns whether anything
        changed. Raises ValidationError for a value that the contract forbids, TwinExists when another active model
        has the name.
        """
        with self._changing(Action.EDITED, by) as change:
            for name, value in fields.items():
                setattr(self, name, value)
            self.clean_fields(exclude=self._all_but(*fields))
            if not self.is_archived:
                self.refuse_twin()
            built = build_connectors(connectors)
            if [each.as_document() for each in built] != [each.as_document() for each in self.connectors.all()]:
                Connector._base_manager.filter(station_model=self).delete()
                for connector in built:
                    connector.station_model = self
                Connector.objects.bulk_create(built)
                self.remember_connectors(built)
        return change.made

    def refuse_twin(self) -> None:
        """This will raise TwinExists when another active model has this vendor and model, without regard to case."""
        twin = ChargingStationModel.objects.active().named(*self.key).exclude(pk=self.pk).only("id").first()
        if twin is not None:
            raise TwinExists(self.vendor, self.model, twin.pk)

    def remember_connectors(self, connectors: list[Connector]) -> None:
        """This will spare the query for connectors that are already at hand, as prefetching does."""
        queryset = self.connectors.all()
        queryset._result_cache = connectors
        queryset._prefetch_done = True  # type: ignore[attr-defined]
        self._prefetched_objects_cache = {"connectors": queryset}

    @contextmanager
    def _changing(self, action: Action, by: Actor, only_at: Collection[int] | None = None) -> Iterator["_Change"]:
        """The one way in which a row changes: under the catalogue's lock, from the row as it is now, with a new
        revision and an audit event if, and only if, anything differs afterwards."""
        with transaction.atomic():
            revision = CatalogueRevision.lock()
            self.refresh_from_db(from_queryset=ChargingStationModel.objects.select_for_update())
            if only_at is not None and self.revision not in only_at:
                raise RevisionMismatch(self.revision)
            self.remember_connectors(list(self.connectors.all()))
            change = _Change(before=self.as_document())
            yield change
            if self.as_document() == change.before:
                return
            change.made = True
            [self.revision] = revision.take()
            self.updated_at = self._now()
            self.document = self.render()
            self.save(force_update=True)
            AuditEvent.of(
                action,
                by,
                revision=self.revision,
                station_model=self,
                before=change.before,
                after=self.as_document(),
            ).save(force_insert=True)

    def _now(self) -> datetime:
        """Never before the last change: clocks are set back, and two servers' clocks differ."""
        return max(timezone.now(), self.updated_at)

    @classmethod
    def _all_but(cls, *names: str) -> set[str]:
        return {field.name for field in cls._meta.fields} - set(names)


class _Change:
    def __init__(self, before: dict[str, Any]) -> None:
        self.before = before
        self.made = False
