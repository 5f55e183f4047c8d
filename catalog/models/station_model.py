"""ChargingStationModel: one product of one vendor, and what may happen to it."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from catalog.choices import Confidence, PowerType
from catalog.errors import IsArchived, NotDeletable, TwinExists
from catalog.fields import CaseFoldedField, PlainModelField, PlainVendorField, TrimmedTextField
from catalog.limits import DECIMAL_PLACES, POWER_DIGITS, PROVENANCE_MAX, TEXT_MAX, URL_MAX
from catalog.models.audit_event import Action, Actor
from catalog.models.audited import Audited
from catalog.models.connector import Connector
from catalog.models.constraints import STATION_MODEL_CONSTRAINTS, STATION_MODEL_INDEXES
from catalog.models.creation import StationModelQuerySet, build_connectors
from catalog.models.document import as_json, document_of
from catalog.models.search import SearchWord
from catalog.models.twin import twin_of
from catalog.models.writing import insert
from catalog.normalise import KEY_MAX
from catalog.text import fold, require_web_url, trim


class ChargingStationModel(Audited):
    """A product as its vendor sells it. In code a variable of it is `station_model`: `model` is the product's name."""

    SUBJECT = "station_model"

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
    source = TrimmedTextField(
        max_length=PROVENANCE_MAX,
        null=True,
        blank=True,
        help_text="Where each fact was found: what a reviewer can open. Not part of the API.",
    )
    confidence = models.CharField(  # noqa: DJ001 - unset, as the texts beside it
        max_length=10, choices=Confidence, null=True, blank=True
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        help_text="The model that took its place: hardware that changed under the same name.",
    )
    created_revision = models.BigIntegerField(
        unique=True, editable=False, help_text="The catalogue revision it came in with: the order of lists."
    )

    # Derived, for lookups and indexes.
    vendor_key = CaseFoldedField(source="vendor", max_length=3 * TEXT_MAX)
    model_key = CaseFoldedField(source="model", max_length=3 * TEXT_MAX)
    plain_vendor = PlainVendorField(source="vendor", max_length=KEY_MAX)
    plain_model = PlainModelField(source="model", max_length=KEY_MAX)
    max_power_watts = models.DecimalField(
        max_digits=POWER_DIGITS,
        decimal_places=DECIMAL_PLACES,
        editable=False,
        help_text="W, of its strongest connector.",
    )
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
        indexes = STATION_MODEL_INDEXES
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

        Connectors are read unless they are given.
        """
        return document_of(self, self.connectors.all() if connectors is None else connectors)

    def render(self, document: dict[str, Any] | None = None) -> str:
        """This will return `as_document` as the JSON that the API answers."""
        return as_json(document or self.as_document())

    def as_record(self) -> dict[str, Any]:
        """This will return the document, and what the catalogue knows besides."""
        connectors = self.connectors.all()
        return self.record_of(self.as_document(connectors), connectors)

    def record_of(self, document: dict[str, Any], connectors: Iterable[Connector]) -> dict[str, Any]:
        """This will return the record of the model whose document and connectors are given."""
        besides = {
            "connectors": [each.as_record() for each in connectors],
            "source": self.source,
            "confidence": self.confidence,
            "replacedBy": str(self.successor_id) if self.successor_id else None,
        }
        return document | {name: value for name, value in besides.items() if value is not None}

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """An empty optional text is an unset one."""
        for name in ("friendly_name", "image_url", "source", "confidence"):
            setattr(self, name, getattr(self, name) or None)
        super().clean_fields(exclude=exclude)

    # The verbs. `by` is who asks; `only_at` are the revisions at which alone the caller wants the model changed, else
    # RevisionMismatch is raised. Each is one transaction, under the lock that puts all changes in one line.

    def rename(self, friendly_name: str | None, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will set the friendly name, or unset it with None. Idempotent; returns whether anything changed.

        Raises ValidationError for a text that the contract forbids.
        """
        with self.changing(Action.RENAMED, by, only_at) as change:
            self.friendly_name = friendly_name
            self.clean_fields(exclude=self.all_but("friendly_name"))
        return change.made

    def archive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will take the model out of the active catalogue. Idempotent; returns whether anything changed."""
        with self.changing(Action.ARCHIVED, by, only_at) as change:
            self.archived_at = self.archived_at or self.now()
        return change.made

    def unarchive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """This will bring the model back. Idempotent; returns whether anything changed.

        Raises TwinExists when an active model has taken the name meanwhile.
        """
        with self.changing(Action.UNARCHIVED, by, only_at) as change:
            if self.is_archived:
                self.refuse_twin()
            self.archived_at = self.successor = None
        return change.made

    def edit(self, *, connectors: Sequence[Mapping[str, Any]], by: Actor, **fields: Any) -> bool:
        """This will set the given fields and all connectors, as one change: staff's way to correct a model in place.

        `connectors` are fields of Connector without `position`: amps, volts and watts. Returns whether anything
        changed. Raises ValidationError for a value that the contract forbids, TwinExists when another active model
        has the name.
        """
        with self.changing(Action.EDITED, by) as change:
            for name, value in fields.items():
                setattr(self, name, value)
            self.clean_fields(exclude=self.all_but(*fields))
            if not self.is_archived:
                self.refuse_twin()
            built = build_connectors(connectors)
            if [each.as_record() for each in built] != [each.as_record() for each in self.connectors.all()]:
                Connector._base_manager.filter(station_model=self).delete()
                for connector in built:
                    connector.station_model = self
                insert(built)
                self.remember_connectors(built)
        return change.made

    def replace(self, *, connectors: Sequence[Mapping[str, Any]], by: Actor, **fields: Any) -> "ChargingStationModel":
        """This will archive the model in favour of a new one, which it returns: for hardware that changed under the
        same name. The reported identities move to it.

        Takes what `create_with_connectors` takes, and raises what that raises; IsArchived when there is nothing to
        replace.
        """
        with transaction.atomic():
            with self.changing(Action.REPLACED, by):
                if self.is_archived:
                    raise IsArchived(str(self))
                self.archived_at = self.now()
                self.successor_id = uuid.uuid4()
            created = ChargingStationModel.objects.create_with_connectors(
                **fields, id=self.successor_id, connectors=connectors, by=by
            )
            for identity in self.identities.all():
                identity.retarget(self, created, by=by)
        return created

    def point_to(self, successor: "ChargingStationModel", *, by: Actor) -> bool:
        """This will say of an archived model that `successor` took its place. Idempotent; returns whether anything
        changed.

        Raises ValidationError for one that is active, or is to be its own successor.
        """
        with self.changing(Action.REPLACED, by) as change:
            if not self.is_archived or self.pk == successor.pk:
                raise ValidationError("Only an archived model can have been replaced, and by another one.")
            self.successor = successor
        return change.made

    def delete_for_good(self, *, by: Actor) -> None:
        """This will delete an archived model that nothing points to, and tell why: `by.reason` is required.

        Its history stays. Raises NotDeletable, and ValidationError for a bad reason.
        """
        with self.deleting(by):
            if not trim(by.reason):
                raise NotDeletable("Say why it is deleted.")
            if not self.is_archived:
                raise NotDeletable("Only archived models can be deleted. Archive it first.")
            if self.identities.exists():
                raise NotDeletable("Reported identities point to it. Attach them to another model first.")
            if self.predecessors.exists():
                raise NotDeletable("An archived model says that this one took its place, so it stays.")
            SearchWord.objects.filter(place=self.created_revision).delete()
            Connector._base_manager.filter(station_model=self).delete()
            ChargingStationModel._base_manager.filter(pk=self.pk).delete()

    def before_changing(self) -> None:
        self.remember_connectors(Connector.of(self.pk))

    def before_saving(self, before: dict[str, Any]) -> None:
        document = self.derive(self.connectors.all())
        if any(document[name] != before[name] for name in ("vendor", "model", "friendlyName")):
            SearchWord.objects.tell_of([self])

    def derive(self, connectors: Iterable[Connector]) -> dict[str, Any]:
        """This will set what is made of the other fields and of the connectors, and return the document."""
        connectors = list(connectors)
        self.max_power_watts = max(each.max_power_watts for each in connectors)
        document = self.as_document(connectors)
        self.document = self.render(document)
        return document

    def refuse_twin(self) -> None:
        """This will raise TwinExists when another active model has this vendor and model, without regard to case."""
        if twin := twin_of(self):
            raise TwinExists(self.vendor, self.model, twin)

    def remember_connectors(self, connectors: list[Connector]) -> None:
        """This will spare the query for connectors that are already at hand, as prefetching does."""
        queryset = self.connectors.all()
        queryset._result_cache = connectors
        queryset._prefetch_done = True  # type: ignore[attr-defined]
        self._prefetched_objects_cache = {"connectors": queryset}
