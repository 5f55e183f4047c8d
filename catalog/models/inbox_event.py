"""InboxEvent: what was decided on an entry of the inbox, by whom, or by itself."""

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from catalog.models.audit_event import AuditEvent


class InboxAction(models.TextChoices):
    RESOLVED = "resolved", "Resolved"
    RECOGNISED = "recognised", "Resolved automatically"
    UNRECOGNISED = "unrecognised", "No longer recognised"
    ALIASED = "aliased", "Vendor alias added"
    IGNORED = "ignored", "Ignored"
    IGNORING_ENDED = "ignoring_ended", "Ignoring ended"
    REOPENED = "reopened", "Reopened"
    UNDONE = "undone", "Undone"


AUTOMATIC_ACTIONS: Final = (InboxAction.RECOGNISED, InboxAction.UNRECOGNISED, InboxAction.IGNORING_ENDED)
"""What the service does without a person."""


class InboxEvent(models.Model):
    """One decision on one entry: append-only, and in the order of `id`."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey("catalog.UnknownHardware", models.PROTECT, related_name="events")
    action = models.CharField(max_length=20, choices=InboxAction)
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    request_id = models.CharField(max_length=128, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # What the report resolves to since then. The model can have been deleted.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    revision = models.BigIntegerField(null=True, help_text="Of the audit event that the decision made, if any.")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="inbox_event_user_idx")]
        constraints = [
            models.CheckConstraint(name="inbox_event_action_valid", condition=models.Q(action__in=InboxAction.values)),
            models.CheckConstraint(
                name="inbox_event_has_user_unless_automatic",
                condition=models.Q(action__in=AUTOMATIC_ACTIONS, user__isnull=True)
                | (~models.Q(action__in=AUTOMATIC_ACTIONS) & models.Q(user__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.get_action_display()} by {self.user or 'itself'}"

    def audit_event(self) -> "AuditEvent | None":
        """Return the change of the catalogue that the decision made."""
        from catalog.models.audit_event import AuditEvent as Event

        return Event.objects.filter(revision=self.revision).first() if self.revision else None
