"""What was changed in the catalogue, by whom and through which channel: append-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from catalog.db.bulk import insert_rows, update_statement
from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.db.statements import Parameter, Statement
from catalog.event_log import is_enabled, log_event
from catalog.fields import TrimmedTextField
from catalog.models.append_only import AppendOnlyModel
from catalog.models.revision import CatalogueRevision

if TYPE_CHECKING:  # it records access events, which take actors
    from catalog.models.api_client import ApiClient


class Channel(models.TextChoices):
    API = "api", "API"
    ADMIN = "admin", "Admin"
    COMMAND = "command", "Command"
    IMPORT = "import", "Import"


class Action(models.TextChoices):
    CREATED = "created", "Created"
    RENAMED = "renamed", "Renamed"
    EDITED = "edited", "Edited"
    ARCHIVED = "archived", "Archived"
    UNARCHIVED = "unarchived", "Unarchived"
    REPLACED = "replaced", "Replaced"
    DELETED = "deleted", "Deleted"
    RESTARTED = "restarted", "Feed restarted"


SUBJECTS = ("station_model", "identity", "synonym", "vendor")
"""What an event can be about, by the name of its column."""

REASON_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who makes a change, through which channel and why: the `by` of every method that changes the catalogue."""

    channel: Channel
    user: User | None = None
    client: "ApiClient | None" = None
    command: str = ""
    request_id: str = ""
    reason: str = ""
    accepted_warnings: tuple[str, ...] = ()
    """Codes of the plausibility warnings that were seen before the change, and accepted."""


def _exactly_one_subject(subject: str) -> models.Q:
    return models.Q(**{f"{name}__isnull": name != subject for name in SUBJECTS})


class AuditEventQuerySet(NoBulkWriteQuerySet["AuditEvent"]):
    def models_deleted_after(self, revision: int | Parameter) -> Self:
        """Keep the deletions of station models later than that revision, in their order."""
        deleted = self.filter(action=Action.DELETED, station_model__isnull=False)
        return deleted.filter(revision__gt=revision).order_by("revision")


class AuditEvent(AppendOnlyModel):
    """One change of one row of the catalogue: exactly one event for each revision."""

    revision = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=Action)
    channel = models.CharField(max_length=20, choices=Channel)
    # Their indexes begin those by time, below.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    client = models.ForeignKey("catalog.ApiClient", models.PROTECT, null=True, related_name="+", db_index=False)
    command = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    reason = TrimmedTextField(max_length=REASON_MAX, blank=True)
    accepted_warnings = models.JSONField(default=list, help_text="Codes of plausibility warnings that were accepted.")
    # Exactly one of the four is set. History outlives its subject.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.DO_NOTHING, null=True, db_constraint=False, related_name="events"
    )
    identity = models.ForeignKey(
        "catalog.ReportedIdentity", models.DO_NOTHING, null=True, db_constraint=False, related_name="events"
    )
    synonym = models.ForeignKey(
        "catalog.VendorSynonym", models.DO_NOTHING, null=True, db_constraint=False, related_name="events"
    )
    vendor = models.ForeignKey(
        "catalog.Vendor", models.DO_NOTHING, null=True, db_constraint=False, related_name="events"
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "event"
        ordering = ["-revision"]
        indexes = [
            models.Index(
                fields=["action", "revision"], condition=models.Q(action=Action.DELETED), name="event_deleted_idx"
            ),
            models.Index(fields=["request_id", "revision"], name="event_request_idx"),
            # What the page of activity goes through.
            models.Index(fields=["at", "revision"], name="event_at_idx"),
            models.Index(fields=["user", "at", "revision"], name="event_user_idx"),
            models.Index(fields=["client", "at", "revision"], name="event_client_idx"),
            models.Index(fields=["action", "at", "revision"], name="event_action_idx"),
            models.Index(
                fields=["at", "revision"], condition=models.Q(station_model__isnull=True), name="event_other_idx"
            ),
        ]
        constraints = [
            models.CheckConstraint(name="event_action_valid", condition=models.Q(action__in=Action.values)),
            models.CheckConstraint(name="event_channel_valid", condition=models.Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="event_has_before_unless_created",
                condition=models.Q(action=Action.CREATED, before__isnull=True)
                | (~models.Q(action=Action.CREATED) & models.Q(before__isnull=False)),
            ),
            models.CheckConstraint(
                name="event_has_after_unless_deleted",
                condition=models.Q(action=Action.DELETED, after__isnull=True)
                | (~models.Q(action=Action.DELETED) & models.Q(after__isnull=False)),
            ),
            models.CheckConstraint(
                name="event_has_one_subject",
                condition=_exactly_one_subject("station_model")
                | _exactly_one_subject("identity")
                | _exactly_one_subject("synonym")
                | _exactly_one_subject("vendor"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_action_display()} by {self.actor_name}"

    @property
    def actor_name(self) -> str:
        return " / ".join(str(who) for who in (self.user, self.client, self.command) if who)

    @property
    def accepted_warnings_text(self) -> str:
        return ", ".join(code.replace("_", " ") for code in self.accepted_warnings)

    @property
    def subject(self) -> str:
        """The name of the column that refers to the subject of the event."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def last_known(self) -> dict[str, Any]:
        """What there was after the event, or before it was deleted."""
        return self.after or self.before or {}

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """What differs: name in the record, value before and after, None where there was none.

        Without `updatedAt`, which moves with every event: its time is the event's own.
        """
        before, after = self.before or {}, self.after or {}
        return [
            (name, before.get(name), after.get(name))
            for name in {**before, **after}
            if name != "updatedAt" and before.get(name) != after.get(name)
        ]

    @classmethod
    def append(
        cls,
        events: Sequence[Self],
        *rows: Sequence[models.Model],
        at: CatalogueRevision,
        statements: Sequence[Statement] = (),
    ) -> None:
        """Write the events and `at`, which their numbers were taken from, and log them once that is committed.

        With them are written the new rows that they describe, and `statements` are run (`insert_rows`).
        """
        insert_rows(*rows, events, statements=[update_statement(at), *statements])
        if is_enabled():  # or an import of a million would keep them all until its end
            transaction.on_commit(lambda: [event.log() for event in events], robust=True)

    def log(self) -> None:
        """Log who has changed what: no content, which the history has."""
        log_event(
            "catalogue_changed",
            requestId=self.request_id,
            revision=self.revision,
            action=self.action,
            subject=self.subject,
            id=str(getattr(self, f"{self.subject}_id")),
            door=self.channel,
            user=self.user.get_username() if self.user else "",
            client=self.client.client_id if self.client else "",
            command=self.command,
        )

    @classmethod
    def build(
        cls,
        action: Action,
        by: Actor,
        *,
        revision: int,
        subject: tuple[str, Any],
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> "AuditEvent":
        """Return the event, not yet saved. `subject` is one of `SUBJECTS` and the key of its row.

        Raises ValidationError for a bad reason.
        """
        column, pk = subject
        event = cls(
            revision=revision,
            at=timezone.now(),
            action=action,
            channel=by.channel,
            user=by.user,
            client=by.client,
            command=by.command,
            request_id=by.request_id,
            reason=by.reason,
            accepted_warnings=list(by.accepted_warnings),
            before=before,
            after=after,
            **{f"{column}_id": pk},
        )
        if by.reason:
            event.clean_fields(exclude={field.name for field in cls._meta.fields} - {"reason"})
        return event
