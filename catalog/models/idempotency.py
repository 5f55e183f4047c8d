"""What an Idempotency-Key was answered, so that a request that was lost half-way can be sent again."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone

RETENTION = timedelta(hours=24)

CLAIM_TIMEOUT = timedelta(seconds=60)
"""Twice what a request can take: a claim without an answer after that is of a worker that died, and can be taken."""


class IdempotencyQuerySet(models.QuerySet["IdempotencyRecord"]):
    def expired(self) -> Self:
        return self.filter(claimed_at__lt=timezone.now() - RETENTION)

    def claim(self, *, caller: str, key: str, fingerprint: str) -> tuple["IdempotencyRecord", bool]:
        """Return the record of the key, and whether the request at hand is the one to answer it.

        Committed at once, so that a concurrent request with the same key finds it and need not wait.
        """
        self.filter(caller=caller, key=key).expired().delete()
        record = self.model(caller=caller, key=key, fingerprint=fingerprint)
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError:
            found = self.filter(caller=caller, key=key).first()
            if found is None:  # released by another request
                return self.claim(caller=caller, key=key, fingerprint=fingerprint)
            return found, found.fingerprint == fingerprint and found.take_over()
        return record, True


class IdempotencyRecord(models.Model):
    """One key of one caller: claimed, then answered in the transaction of the write that it stands for."""

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Of method, path and body.")
    claim = models.UUIDField(default=uuid.uuid4, help_text="Of the request that may write the answer.")
    claimed_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    objects = IdempotencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_uniq"),
            models.CheckConstraint(
                name="idempotency_status_valid",
                # 429 and 5xx ask to be tried again: they are never the answer.
                condition=models.Q(status__isnull=True)
                | (models.Q(status__gte=200, status__lt=500) & ~models.Q(status=429)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.caller}: {self.key}"

    @property
    def has_response(self) -> bool:
        return self.status is not None

    def take_over(self) -> bool:
        """Claim the key again when its first request never answered. False while it still may."""
        mine = uuid.uuid4()
        taken = IdempotencyRecord.objects.filter(
            pk=self.pk, claim=self.claim, status__isnull=True, claimed_at__lt=timezone.now() - CLAIM_TIMEOUT
        ).update(claim=mine, claimed_at=timezone.now())
        if taken:
            self.claim = mine
        return bool(taken)

    def store_response(self, *, status: int, headers: Mapping[str, str], body: str) -> bool:
        """Keep the answer. False when another request has taken the key over: then nothing may be written."""
        return bool(self._own_claim().update(status=status, headers=dict(headers), body=body))

    def release(self) -> None:
        """Forget the claim, so that the same request can be tried again at once."""
        self._own_claim().delete()

    def _own_claim(self) -> IdempotencyQuerySet:
        return IdempotencyRecord.objects.filter(pk=self.pk, claim=self.claim, status__isnull=True)
