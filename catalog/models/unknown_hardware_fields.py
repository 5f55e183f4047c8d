"""The fields of an entry of the inbox, and the states that it can be in."""

import uuid

from django.conf import settings
from django.db import models

from catalog.fields import KeyField
from catalog.limits import TEXT_MAX
from catalog.models.api_client import ApiClient
from catalog.normalise import KEY_MAX


class UnknownHardwareFields(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RESOLVED = "resolved", "Resolved"
        IGNORED = "ignored", "Ignored"

    class Return(models.TextChoices):
        """Why an entry waits again. What had been decided stays in the fields of the decision."""

        UNRECOGNISED = "unrecognised", "No longer recognised"
        FREQUENT = "frequent", "Ignored until it became frequent"
        REOPENED = "reopened", "Reopened"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vendor = models.CharField("reported vendor", max_length=TEXT_MAX, blank=True)
    model = models.CharField("reported model", max_length=TEXT_MAX, blank=True)
    serial_number = models.CharField(max_length=TEXT_MAX, blank=True, help_text="The last that was reported with it.")
    firmware_version = models.CharField(max_length=TEXT_MAX, blank=True)
    normalised_vendor = KeyField(max_length=KEY_MAX, blank=True, editable=False)
    normalised_model = KeyField(max_length=KEY_MAX, blank=True, editable=False)
    is_ambiguous = models.BooleanField(default=False, help_text="Several models fit, and not none.")
    count = models.BigIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # The first caller, whose quota the entry counts towards, and the last. A user where there was no client. The first
    # user is found by the index of both.
    first_client = models.ForeignKey(ApiClient, models.SET_NULL, null=True, related_name="+")
    first_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    last_client = models.ForeignKey(ApiClient, models.SET_NULL, null=True, related_name="+")
    last_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    returned_because = models.CharField(max_length=20, choices=Return, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="Why it is ignored.")
    # The last decision: without a person if the entry was resolved automatically.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_count = models.BigIntegerField(null=True, help_text="Reports at that time.")
    decided_revision = models.BigIntegerField(
        null=True, help_text="Of the catalogue. A report that was looked up before says nothing of the decision."
    )
    accepts_several = models.BooleanField(default=False, help_text="Staff said that it is one of several models.")

    class Meta:
        abstract = True
        verbose_name = "inbox entry"
        verbose_name_plural = "inbox entries"
        indexes = [
            models.Index(fields=["state", "-count", "-last_seen_at"], name="unknown_hardware_order_idx"),
            models.Index(fields=["first_user", "first_client"], name="unknown_hardware_caller_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["normalised_model", "normalised_vendor"], name="unknown_hardware_name_uniq"
            ),
            models.CheckConstraint(
                name="unknown_hardware_state_valid",
                condition=models.Q(state__in=["waiting", "resolved", "ignored"]),
            ),
            models.CheckConstraint(
                name="unknown_hardware_return_valid",
                condition=models.Q(returned_because="")
                | models.Q(returned_because__in=["unrecognised", "frequent", "reopened"], state="waiting"),
            ),
            models.CheckConstraint(
                # Nothing was decided on an entry that waits for the first time.
                name="unknown_hardware_decision_complete",
                condition=models.Q(state="waiting", returned_because="", decided_at__isnull=True)
                & models.Q(decided_by__isnull=True, decided_count__isnull=True, decided_revision__isnull=True)
                | (
                    ~models.Q(state="waiting", returned_because="")
                    & models.Q(decided_at__isnull=False, decided_count__gte=1, decided_revision__gte=0)
                ),
            ),
            models.CheckConstraint(
                name="unknown_hardware_ignored_by_user",
                condition=~models.Q(state="ignored") | models.Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="unknown_hardware_times_ordered",
                condition=models.Q(last_seen_at__gte=models.F("first_seen_at"), count__gte=1),
            ),
        ]
