"""What was changed in the catalogue, by whom and through which door: append-only."""

from dataclasses import dataclass
from typing import Any, Never

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from catalog.models.api_client import ApiClient
from catalog.querysets import GuardedQuerySet


class Door(models.TextChoices):
    API = "api", "API"
    ADMIN = "admin", "Admin"
    COMMAND = "command", "Command"


class Action(models.TextChoices):
    CREATED = "created", "Created"
    RENAMED = "renamed", "Renamed"
    EDITED = "edited", "Edited"
    ARCHIVED = "archived", "Archived"
    UNARCHIVED = "unarchived", "Unarchived"


_APPEND_ONLY = "Audit events are append-only."


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks for a change, and through which door. Every method that changes the catalogue takes one as `by`."""

    door: Door
    user: User | None = None
    client: ApiClient | None = None
    command: str = ""
    request_id: str = ""


class AuditEvent(models.Model):
    """One change of one station model: exactly one event for each revision."""

    revision = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=Action)
    door = models.CharField(max_length=20, choices=Door)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="+")
    command = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    # History outlives what it tells of.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    before = models.JSONField(null=True)
    after = models.JSONField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.CheckConstraint(name="event_action_is_known", condition=models.Q(action__in=Action.values)),
            models.CheckConstraint(name="event_door_is_known", condition=models.Q(door__in=Door.values)),
            models.CheckConstraint(
                name="event_has_before_unless_created",
                condition=models.Q(action=Action.CREATED, before__isnull=True)
                | (~models.Q(action=Action.CREATED) & models.Q(before__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_action_display()} by {self.actor_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """This will append the event, once."""
        if not self._state.adding:
            raise PermissionDenied(_APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise PermissionDenied(_APPEND_ONLY)

    @property
    def actor_name(self) -> str:
        return " / ".join(str(who) for who in (self.user, self.client, self.command) if who)

    @classmethod
    def of(
        cls,
        action: Action,
        by: Actor,
        *,
        revision: int,
        station_model: models.Model,
        before: dict[str, Any] | None,
        after: dict[str, Any],
    ) -> "AuditEvent":
        """This will return the event, not yet saved."""
        return cls(
            revision=revision,
            at=timezone.now(),
            action=action,
            door=by.door,
            user=by.user,
            client=by.client,
            command=by.command,
            request_id=by.request_id,
            station_model_id=station_model.pk,
            before=before,
            after=after,
        )
