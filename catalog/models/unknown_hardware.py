"""UnknownHardware: reports that were not recognised, for staff to decide on."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.fields import KeyField
from catalog.limits import OPEN_ENTRIES_PER_CALLER_MAX, TEXT_MAX
from catalog.models.api_client import ApiClient
from catalog.models.audit_event import Actor
from catalog.models.reported_identity import ReportedIdentity
from catalog.models.station_model import ChargingStationModel
from catalog.models.unrecognised_report import ReportTally
from catalog.normalise import KEY_MAX, normalise_model, normalise_vendor, spelling_of
from catalog.text import trim, validate_no_control_characters


def _require_user(by: Actor) -> User:
    if by.user is None:
        msg = "Somebody settles an entry: the actor needs a user"
        raise ValueError(msg)
    return by.user


class UnknownHardwareQuerySet(models.QuerySet["UnknownHardware"]):
    def waiting(self) -> Self:
        """Filter entries that staff have not decided on, the most reported first."""
        return self.filter(state=UnknownHardware.State.WAITING).order_by("-count", "-last_seen_at", "id")

    def record(self, many: Sequence[ReportTally]) -> Counter[tuple[str, int]]:
        """Count reports, one tally for each pair, and add the pairs that are new; in one transaction.

        A caller who was the first to report 500 that wait adds no more: returns how many were refused, by caller.
        """
        # In one order everywhere: two processes that write the same pairs wait for each other, and do not deadlock.
        many = sorted(many, key=lambda each: each.key)
        with transaction.atomic():
            known = set(
                self.filter(
                    normalised_model__in={each.key[0] for each in many},
                    normalised_vendor__in={each.key[1] for each in many},
                ).values_list("normalised_model", "normalised_vendor")
            )
            new, refused = self._apply_quota([each for each in many if each.key not in known])
            # Of those that are new here, another process may have added some since.
            known |= {each.key for each in new} - self._add(new)
            for each in many:
                if each.key in known:
                    self._increment(each)
        return refused

    def _apply_quota(self, new: Sequence[ReportTally]) -> tuple[list[ReportTally], Counter[tuple[str, int]]]:
        remaining = self._remaining_quota({each.first.caller for each in new})
        accepted: list[ReportTally] = []
        refused: Counter[tuple[str, int]] = Counter()
        for each in new:
            caller = each.first.caller
            remaining[caller] -= 1
            if remaining[caller] >= 0:
                accepted.append(each)
            else:
                refused[caller] += 1
        return accepted, refused

    def _remaining_quota(self, callers: Collection[tuple[str, int]]) -> Counter[tuple[str, int]]:
        """Return how many entries each caller may still add. Locks the callers, so that other processes wait."""
        remaining = Counter(dict.fromkeys(callers, OPEN_ENTRIES_PER_CALLER_MAX))
        waiting = self.filter(state=UnknownHardware.State.WAITING)
        for kind, column, table, others in (
            ("client", "first_client", ApiClient, {}),
            ("user", "first_user", User, {"first_client": None}),
        ):
            keys = [pk for each, pk in callers if each == kind]
            if keys:
                # Evaluated for its lock. `no_key`: those who only refer to the caller need not wait.
                list(table._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
                counted = waiting.filter(**{f"{column}__in": keys}, **others).values_list(column)
                remaining -= Counter({(kind, pk): count for pk, count in counted.annotate(models.Count("pk"))})
        return remaining

    def _add(self, new: Sequence[ReportTally]) -> set[tuple[str, str]]:
        """Add the entries, and return the keys of those that did not exist."""
        rows = [self.model.build(each) for each in new]
        self.bulk_create(rows, ignore_conflicts=True)
        there = self.filter(pk__in=[row.pk for row in rows])
        return set(there.values_list("normalised_model", "normalised_vendor"))

    def _increment(self, tally: ReportTally) -> None:
        model, vendor = tally.key
        last = tally.last
        self.filter(normalised_model=model, normalised_vendor=vendor).update(
            count=models.F("count") + tally.count,
            # Clocks differ: an entry is never seen last before it was seen first.
            last_seen_at=Greatest("last_seen_at", last.at),
            last_client=last.client_id,
            last_user=last.user_id,
            is_ambiguous=last.is_ambiguous,
            **last.details,
        )


class UnknownHardware(models.Model):
    """One reported pair that resolved to none or to several models, counted. Not part of the catalogue: no revision."""

    class State(models.TextChoices):
        WAITING = "waiting", "Open"
        SETTLED = "settled", "Closed"
        IGNORED = "ignored", "Ignored"

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
    note = models.CharField(max_length=500, blank=True, help_text="Why it is ignored, for whoever looks next.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = UnknownHardwareQuerySet.as_manager()

    class Meta:
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
                condition=models.Q(state__in=["waiting", "settled", "ignored"]),
            ),
            models.CheckConstraint(
                name="unknown_hardware_times_ordered",
                condition=models.Q(last_seen_at__gte=models.F("first_seen_at"), count__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor or '(no vendor)'} / {self.model or '(no model)'}"

    @classmethod
    def build(cls, tally: ReportTally) -> Self:
        """Return the entry of a pair that was never seen before, not yet saved."""
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

    # The verbs. Each returns whether anything changed. Entries go on being counted, whatever their state.

    def attach(
        self, station_models: Iterable[ChargingStationModel], *, by: Actor, model: str = "", source: str = ""
    ) -> ReportedIdentity:
        """Add an identity for the reported names with those models, and close the entry, as one change.

        `model` stands for the reported one where it is not to be taken in full: with a `*` at its end, whatever begins
        like that. Raises what `ReportedIdentity.objects.add` raises, and ValidationError when it does not fit.
        """
        pattern = normalise_model(model or self.model)
        if pattern != self.normalised_model and not (model.endswith("*") and self.normalised_model.startswith(pattern)):
            raise ValidationError({"model": f"This does not fit what was reported: {self.model}"})
        with transaction.atomic():
            identity = ReportedIdentity.objects.create_audited(
                vendor=self.vendor, model=model or self.model, station_models=station_models, source=source, by=by
            )
            self.close(by=_require_user(by))
        return identity

    def close_with_model(
        self, station_model: ChargingStationModel, *, by: Actor, source: str = ""
    ) -> ReportedIdentity | None:
        """Settle the entry by a model that was added for it, and record the identity where the model is not
        found by the reported name alone. Raises what `attach` raises.
        """
        is_named_alike = normalise_vendor(station_model.vendor) == self.normalised_vendor and spelling_of(
            station_model.model
        ).can_be_written_as(spelling_of(self.model))
        if not is_named_alike or normalise_model(station_model.model) != self.normalised_model:
            return self.attach([station_model], by=by, source=source)
        self.close(by=_require_user(by))
        return None

    def close(self, *, by: User) -> bool:
        """Take it out of the inbox because the catalogue now knows it. Idempotent."""
        return self._set_state(self.State.SETTLED, by)

    def ignore(self, *, by: User, note: str = "") -> bool:
        """Take it out of the inbox for good. Idempotent; raises ValidationError for a bad note."""
        return self._set_state(self.State.IGNORED, by, note)

    def reopen(self, *, by: User) -> bool:
        """Put it back into the inbox. Idempotent."""
        return self._set_state(self.State.WAITING, by)

    def _set_state(self, state: str, by: User, note: str = "") -> bool:
        with transaction.atomic():
            self.refresh_from_db(from_queryset=UnknownHardware.objects.select_for_update())
            before = self.state, self.note
            self.state, self.note = state, trim(note)
            validate_no_control_characters(self.note)
            self.clean_fields(exclude={field.name for field in self._meta.fields} - {"note"})
            if (self.state, self.note) == before:
                return False
            self.decided_by, self.decided_at = by, timezone.now()
            # Not `count` and the times, which new reports update.
            self.save(update_fields=["state", "note", "decided_by", "decided_at"])
        return True
