"""UnknownHardware: reports that were not recognised, for staff to decide on."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.exceptions import EntryDecided, UndoError
from catalog.models.audit_event import Actor
from catalog.models.inbox_event import AUTOMATIC_ACTIONS, InboxAction, InboxEvent
from catalog.models.inbox_queryset import IGNORED_UNTIL_TIMES, UnknownHardwareQuerySet
from catalog.models.reported_identity import ReportedIdentity
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel
from catalog.models.unknown_hardware_fields import UnknownHardwareFields
from catalog.models.unrecognised_report import ReportTally
from catalog.normalise import normalise_model, normalise_number, normalise_vendor, spelling_of
from catalog.text import trim, validate_no_control_characters


def _require_user(by: Actor) -> User:
    if by.user is None:
        msg = "A person decides on an entry: the actor needs a user"
        raise ValueError(msg)
    return by.user


class UnknownHardware(UnknownHardwareFields):
    """One reported pair that resolved to none or to several models, counted. Not part of the catalogue: no revision.

    It waits until a person decides, or until the catalogue recognises it. An entry waits again when its report is no
    longer recognised, and when one that is ignored was reported ten times as often.
    """

    objects = UnknownHardwareQuerySet.as_manager()

    class Meta(UnknownHardwareFields.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.vendor or '(no vendor)'} / {self.model or '(no model)'}"

    @classmethod
    def build(cls, tally: ReportTally) -> Self:
        """Return the entry of a pair that was never reported before, not yet saved."""
        first, last = tally.first, tally.last
        model, vendor = tally.key
        return cls(
            **first.stored_names,
            **{**first.details, **last.details},
            normalised_vendor=vendor,
            normalised_model=model,
            is_ambiguous=last.is_ambiguous,
            count=tally.count,
            first_seen_at=first.at,
            last_seen_at=last.at,
            first_client_id=first.client_id,
            first_user_id=first.user_id,
            last_client_id=last.client_id,
            last_user_id=last.user_id,
        )

    @property
    def ignored_until_count(self) -> int:
        """The number of reports at which ignoring ends."""
        return IGNORED_UNTIL_TIMES * (self.decided_count or self.count)

    @property
    def ignore_limit(self) -> int:
        """The number of reports at which ignoring would end, if the entry were ignored now."""
        return IGNORED_UNTIL_TIMES * self.count

    # The verbs. Entries are counted whatever their state. Where a person decides on one that does not wait, another
    # was first, and EntryDecided is raised. The catalogue is locked before the entry, in all of them.

    def attach(
        self, station_models: Iterable[ChargingStationModel], *, by: Actor, model: str = "", **fields: str
    ) -> ReportedIdentity:
        """Add a reported name with those models, and resolve the entry, as one change.

        `model` stands for the reported one: with a `*` at its end, for everything that starts with it. `fields` are
        `serial_prefix`, `firmware_prefix` and `source`. Raises what `ReportedIdentity.objects.create_audited` raises,
        and ValidationError when the name does not match what was reported.
        """
        self.require_match(model or self.model, **fields)
        with transaction.atomic():
            CatalogueRevision.lock()
            self._lock_waiting()
            models_chosen = list(station_models)
            identity = ReportedIdentity.objects.create_audited(
                vendor=self.vendor, model=model or self.model, station_models=models_chosen, by=by, **fields
            )
            self._resolve(by, identity.revision, models_chosen)
        return identity

    def move(
        self, identity: ReportedIdentity, station_model: ChargingStationModel, *, by: Actor, revision: int
    ) -> None:
        """Let the reported name that has this report point to another model, and resolve the entry.

        `revision` is that of the reported name as the person saw it. Raises ValidationError if it changed since.
        """
        with transaction.atomic():
            CatalogueRevision.lock()
            self._lock_waiting()
            identity.refresh_from_db()
            if identity.revision != revision:
                raise ValidationError("The reported name has changed since you opened the page. Check it again.")
            self.require_match(identity.model)
            identity.edit(by=by, station_models=[station_model])
            self._resolve(by, identity.revision, [station_model])

    def resolve_with_model(
        self, station_model: ChargingStationModel, *, by: Actor, source: str = ""
    ) -> ReportedIdentity | None:
        """Resolve the entry by a model that was added for it, with a reported name where the model is not found
        by what was reported. Raises what `attach` raises.
        """
        is_named_alike = normalise_vendor(station_model.vendor) == self.normalised_vendor and spelling_of(
            station_model.model
        ).can_be_written_as(spelling_of(self.model))
        if not is_named_alike or normalise_model(station_model.model) != self.normalised_model:
            return self.attach([station_model], by=by, source=source)
        with transaction.atomic():
            CatalogueRevision.lock()
            self._lock_waiting()
            self._resolve(by, station_model.revision, [station_model])
        return None

    def ignore(self, *, by: Actor, note: str = "") -> None:
        """Take it out of the inbox until it was reported ten times as often. Raises ValidationError for a bad note."""
        note = trim(note)
        validate_no_control_characters(note)
        with transaction.atomic():
            self._lock_waiting()
            self.note = note
            self.clean_fields(exclude={field.name for field in self._meta.fields} - {"note"})
            self._decide(self.State.IGNORED, by, CatalogueRevision.current().number)
            self.add_event(InboxAction.IGNORED, by, note=note)

    def reopen(self, *, by: Actor) -> bool:
        """Let it wait again. Idempotent: returns whether it did not wait."""
        with transaction.atomic():
            self.lock()
            if self.state == self.State.WAITING:
                return False
            self._put_back(by)
            self.add_event(InboxAction.REOPENED, by)
        return True

    def undo(self, event: InboxEvent, *, by: Actor) -> None:
        """Let it wait again after a decision that is taken back: what that changed in the catalogue is undone apart.

        Raises UndoError unless it is the last decision of a person on the entry, and of this one.
        """
        with transaction.atomic():
            self.lock()
            last = self.events.exclude(action__in=AUTOMATIC_ACTIONS).select_related("user").first()
            if last is None or last.pk != event.pk or last.user_id != _require_user(by).pk:
                raise UndoError(f"Nothing was undone. {last and last.user} has changed {self} since.", "changed_since")
            if self.state != self.State.WAITING:
                self._put_back(by)
            self.add_event(InboxAction.UNDONE, by)

    def _put_back(self, by: Actor) -> None:
        """Let the locked entry wait again, reopened by a person."""
        self.note = ""
        self.returned_because = self.Return.REOPENED
        self._decide(self.State.WAITING, by, CatalogueRevision.current().number)

    def require_match(self, model: str, serial_prefix: str = "", firmware_prefix: str = "", **_: str) -> None:
        """Raise ValidationError unless a reported name of that model would match what was last reported."""
        issues: dict[str, str] = {}
        pattern = normalise_model(model)
        if pattern != self.normalised_model and not (model.endswith("*") and self.normalised_model.startswith(pattern)):
            issues["model"] = f"This does not match the reported model: {self.model}"
        for name, label, prefix, reported in (
            ("serial_prefix", "serial number", serial_prefix, self.serial_number),
            ("firmware_prefix", "firmware version", firmware_prefix, self.firmware_version),
        ):
            if prefix and not normalise_number(reported).startswith(normalise_number(prefix)):
                issues[name] = f"This does not match the reported {label}: {reported or 'none was reported'}"
        if issues:
            raise ValidationError(issues)

    def add_event(self, action: InboxAction, by: Actor, **fields: Any) -> InboxEvent:
        event = InboxEvent(entry=self, action=action, user=_require_user(by), request_id=by.request_id, **fields)
        event.save(force_insert=True)
        return event

    def lock(self) -> None:
        self.refresh_from_db(from_queryset=UnknownHardware.objects.select_for_update())

    def _lock_waiting(self) -> None:
        self.lock()
        if self.state != self.State.WAITING:
            raise EntryDecided(str(self.decided_by or ""), self.get_state_display().lower())

    def _resolve(self, by: Actor, revision: int, station_models: Sequence[ChargingStationModel]) -> None:
        self.note = ""
        self.accepts_several = len(station_models) > 1
        self._decide(self.State.RESOLVED, by, revision)
        one = station_models[0] if len(station_models) == 1 else None
        self.add_event(InboxAction.RESOLVED, by, revision=revision, station_model=one)

    def _decide(self, state: str, by: Actor, revision: int) -> None:
        self.state, self.decided_by, self.decided_at = state, _require_user(by), timezone.now()
        self.decided_count, self.decided_revision = self.count, revision
        if state != self.State.WAITING:
            self.returned_because = ""
        if state != self.State.RESOLVED:
            self.accepts_several = False
        # Not the names and times, which new reports update. The row is locked, so the count is that of now.
        decision = ("decided_by", "decided_at", "decided_count", "decided_revision", "accepts_several")
        self.save(update_fields=["state", "returned_because", "note", *decision])
