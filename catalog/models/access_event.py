"""Who may do what was changed: users, their rights and passwords, API clients, their secrets and tokens."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.event_log import log_event
from catalog.models.append_only import AppendOnlyModel
from catalog.models.audit_event import Actor, Channel


class AccessAction(models.TextChoices):
    """The values are the names of the events in the log."""

    USER_ADDED = "user_added", "User added"
    USER_CHANGED = "user_changed", "User changed"
    RIGHTS_CHANGED = "rights_changed", "Rights changed"
    PASSWORD_SET = "password_set", "Password set"
    CLIENT_ISSUED = "client_issued", "API client issued"
    CLIENT_CHANGED = "client_changed", "API client changed"
    CLIENT_DISABLED = "client_disabled", "API client disabled"
    CLIENT_ENABLED = "client_enabled", "API client enabled"
    SECRET_ROTATED = "secret_rotated", "Secret rotated"
    FORMER_SECRET_ENDED = "former_secret_ended", "Former secret ended"
    TOKENS_REVOKED = "token_revoked", "Tokens revoked"
    SESSION_ENDED = "session_ended", "Session ended"
    SECOND_FACTOR_ADDED = "second_factor_added", "Second factor added"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "Second factor removed"
    RECOVERY_CODE_USED = "recovery_code_used", "Recovery code used"


class AccessEventQuerySet(NoBulkWriteQuerySet["AccessEvent"]):
    def record(
        self,
        action: AccessAction,
        by: Actor,
        *,
        user: User | None = None,
        client: Any = None,
        facts: dict[str, Any] | None = None,
    ) -> "AccessEvent":
        """Append an event about that user or that API client, and log it once that is committed.

        Call it in the transaction of the change. `facts` are never secret: texts, numbers, or `[before, after]`.
        """
        event = self.model(
            at=timezone.now(),
            action=action,
            user=user,
            client=client,
            name=user.get_username() if user else client.name,
            facts=facts or {},
            channel=by.channel,
            by_user=by.user,
            by_client=by.client,
            command=by.command,
            request_id=by.request_id,
        )
        event.save(force_insert=True)
        transaction.on_commit(event.log_event, robust=True)
        return event


class AccessEvent(AppendOnlyModel):
    """One change of permissions or credentials. Passwords, keys and tokens are never stored here."""

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=30, choices=AccessAction)
    # One of the two is what was changed.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    client = models.ForeignKey("catalog.ApiClient", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, help_text="What the user or the API client was called then.")
    facts = models.JSONField(default=dict)
    channel = models.CharField(max_length=20, choices=Channel)
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_client = models.ForeignKey("catalog.ApiClient", models.PROTECT, null=True, blank=True, related_name="+")
    command = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=128, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["by_user", "at"], name="access_event_by_user_idx"),
            models.Index(fields=["request_id"], name="access_event_request_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_event_action_valid", condition=models.Q(action__in=AccessAction.values)
            ),
            models.CheckConstraint(name="access_event_channel_valid", condition=models.Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="access_event_has_one_subject",
                condition=models.Q(user__isnull=True, client__isnull=False)
                | models.Q(user__isnull=False, client__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.name} by {self.actor_name or 'an unknown actor'}"

    @property
    def actor_name(self) -> str:
        return " / ".join(str(who) for who in (self.by_user, self.by_client, self.command) if who)

    def log_event(self) -> None:
        """Log who has changed what for whom."""
        log_event(
            self.action,
            requestId=self.request_id,
            user=self.name if self.user_id else "",
            client=self.client.client_id if self.client else "",
            byUser=self.by_user.get_username() if self.by_user else "",
            byClient=self.by_client.client_id if self.by_client else "",
            door=self.channel,
            command=self.command,
            facts=self.facts,
        )
