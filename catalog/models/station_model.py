"""ChargingStationModel: one product of one vendor, and what may happen to it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects

from catalog.db.bulk import insert_rows
from catalog.exceptions import CannotReplaceArchived, DuplicateModel, NotDeletable, NothingToReplace
from catalog.models.audit_event import Action, Actor
from catalog.models.connector import Connector
from catalog.models.constraints import STATION_MODEL_CONSTRAINTS, STATION_MODEL_INDEXES
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.document import describes_same_product
from catalog.models.duplicates import find_active_duplicate
from catalog.models.evidence import Evidence, Given
from catalog.models.pictured_product import PicturedProduct
from catalog.models.querysets.creation import StationModelQuerySet, build_connectors
from catalog.models.search_phrases import fact_words
from catalog.models.search_word import SearchWord
from catalog.text import trim


class ChargingStationModel(PicturedProduct):
    """A product as its vendor sells it. In code a variable of it is `station_model`: `model` is the product's name."""

    SUBJECT = "station_model"

    objects = StationModelQuerySet.as_manager()

    class Meta:
        ordering = ["created_revision"]
        indexes = STATION_MODEL_INDEXES
        constraints = STATION_MODEL_CONSTRAINTS

    # The actions. `by` is the actor. If `only_at` is given, the model is changed only at one of these revisions, else
    # RevisionMismatch is raised. Each is one transaction, under the lock that serialises all changes.

    def rename(self, friendly_name: str | None, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """Set the friendly name, or unset it with None. Idempotent; returns whether anything changed.

        Raises ValidationError for a text that the contract forbids.
        """
        with self.audited_update(Action.RENAMED, by, only_at) as change:
            self.friendly_name = friendly_name
            self.clean_fields(exclude=self.fields_except("friendly_name"))
        return change.has_changed

    def change_vendor(self, vendor: str, *, by: Actor) -> bool:
        """Write the vendor differently, or name the one that it is now. Idempotent; returns whether anything changed.

        The product is the same, so the evidence and the dismissed checks stay. Raises ValidationError for a text that
        the contract forbids, DuplicateModel when another active model has the name.
        """
        with self.audited_update(Action.EDITED, by) as change:
            self.vendor = vendor
            self.clean_fields(exclude=self.fields_except("vendor"))
            if not self.is_archived:
                self.validate_unique_name()
        return change.has_changed

    def archive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """Take the model out of the active catalogue. Idempotent; returns whether anything changed."""
        with self.audited_update(Action.ARCHIVED, by, only_at) as change:
            self.archived_at = self.archived_at or self.next_updated_at()
        return change.has_changed

    def unarchive(self, *, by: Actor, only_at: Collection[int] | None = None) -> bool:
        """Bring the model back. Idempotent; returns whether anything changed.

        Raises DuplicateModel if an active model has taken the name since.
        """
        with self.audited_update(Action.UNARCHIVED, by, only_at) as change:
            if self.is_archived:
                self.validate_unique_name()
            self.archived_at = self.successor = None
        return change.has_changed

    def edit(
        self,
        *,
        connectors: Sequence[Mapping[str, Any]],
        by: Actor,
        evidence: Given | None = None,
        **fields: Any,
    ) -> bool:
        """Set the given fields and all connectors, as one change: staff's way to correct a model in place.

        `connectors` are fields of Connector without `position`: amps, volts and watts. `evidence` is set by subject,
        None takes it away. A fact that changes loses the evidence that it had, unless some is given. Returns whether
        anything changed. Raises ValidationError for a value that the contract forbids, DuplicateModel when another
        active model has the name.
        """
        with self.audited_update(Action.EDITED, by) as change:
            if fields.get("image_url", self.image_url) != self.image_url:
                self.image_alt = None  # it describes the other image
            for name, value in fields.items():
                setattr(self, name, value)
            self.clean_fields(exclude=self.fields_except(*fields))
            if not self.is_archived:
                self.validate_unique_name()
            built = build_connectors(connectors)
            if [each.as_record() for each in built] != [each.as_record() for each in self.connectors.all()]:
                Connector._base_manager.filter(station_model=self).delete()
                for connector in built:
                    connector.station_model = self
                insert_rows(built)
                self.reread("connectors")
            self.write_evidence(change.before, evidence or {})
        return change.has_changed

    def replace(
        self,
        *,
        connectors: Sequence[Mapping[str, Any]],
        by: Actor,
        evidence: Given | None = None,
        **fields: Any,
    ) -> "ChargingStationModel":
        """Archive the model in favour of a new one, which it returns: for hardware that changed under the
        same name. The reported identities move to it, and so does the evidence of each fact that stays the same.

        Takes what `create_with_connectors` takes, and raises what that raises; CannotReplaceArchived for an archived
        model, NothingToReplace when the new one would be the same in the API.
        """
        with transaction.atomic():
            with self.audited_update(Action.REPLACED, by):
                if self.is_archived:
                    raise CannotReplaceArchived(str(self))
                draft, built = ChargingStationModel.objects.build_unsaved({**fields, "connectors": connectors})
                if describes_same_product(self.as_document(), draft.as_document(built)):
                    raise NothingToReplace(str(self))
                self.archived_at = self.next_updated_at()
                self.successor_id = uuid.uuid4()
            created = ChargingStationModel.objects.create_with_connectors(
                **self.alt_of_copy(fields) | fields,
                id=self.successor_id,
                connectors=connectors,
                evidence=self.build_evidence_of_copy({**fields, "connectors": connectors}, evidence or {}),
                by=by,
            )
            for identity in self.identities.all():
                identity.retarget(self, created, by=by)
        return created

    def duplicate(
        self,
        *,
        connectors: Sequence[Mapping[str, Any]],
        by: Actor,
        evidence: Given | None = None,
        **fields: Any,
    ) -> "ChargingStationModel":
        """Add a model that has much in common with this one, and return it. The evidence of each fact that is the
        same is copied.

        Takes what `create_with_connectors` takes, and raises what that raises.
        """
        copied = self.build_evidence_of_copy({**fields, "connectors": connectors}, evidence or {})
        return ChargingStationModel.objects.create_with_connectors(
            **self.alt_of_copy(fields) | fields, connectors=connectors, evidence=copied, by=by
        )

    def set_successor(self, successor: "ChargingStationModel", *, by: Actor) -> bool:
        """Say of an archived model that `successor` took its place. Idempotent; returns whether anything
        changed.

        Raises ValidationError for one that is active, or is to be its own successor.
        """
        with self.audited_update(Action.REPLACED, by) as change:
            if not self.is_archived or self.pk == successor.pk:
                raise ValidationError("Only an archived model can have been replaced, and by another one.")
            self.successor = successor
        return change.has_changed

    def delete_permanently(self, *, by: Actor) -> None:
        """Delete an archived model that nothing refers to. `by.reason` is required.

        Its history stays. Raises NotDeletable, and ValidationError for a bad reason.
        """
        with self.audited_delete(by):
            if not trim(by.reason):
                raise NotDeletable("Say why it is deleted.")
            if not self.is_archived:
                raise NotDeletable("Only archived models can be deleted. Archive it first.")
            if self.identities.exists():
                raise NotDeletable("Reported identities point to it. Attach them to another model first.")
            if self.predecessors.exists():
                raise NotDeletable("An archived model says that this one took its place, so it stays.")
            SearchWord.objects.filter(created_revision=self.created_revision).delete()
            for table in (Connector, Evidence, DismissedCheck):
                table._base_manager.filter(station_model=self).delete()
            ChargingStationModel._base_manager.filter(pk=self.pk).delete()

    def before_changing(self) -> None:
        prefetch_related_objects([self], "connectors", "evidence", "dismissed_checks")

    def before_saving(self, before: dict[str, Any]) -> None:
        document = self.update_derived_fields(self.connectors.all())
        names = ("vendor", "model", "friendlyName")
        if any(document[name] != before[name] for name in names) or fact_words(document) != fact_words(before):
            SearchWord.objects.reindex([self])

    def validate_unique_name(self) -> None:
        """Raise DuplicateModel if another active model has this vendor and model, ignoring case."""
        self.raise_if_duplicate(find_active_duplicate(self))

    def raise_if_duplicate(self, duplicate: uuid.UUID | None) -> None:
        """Raise DuplicateModel with the id of the other model, if there is one."""
        if duplicate:
            raise DuplicateModel(self.vendor, self.model, duplicate)
