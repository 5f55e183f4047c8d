"""ImportColumn: what a user said that a heading of a table means."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from catalog.limits import TEXT_MAX

PER_USER_MAX: Final = 200
"""Headings that are remembered of one user. Those that were not used for longest are forgotten."""

COLUMN_NAME_MAX: Final = 40
UNIT_MAX: Final = 10


class ImportColumnQuerySet(models.QuerySet["ImportColumn"]):
    def remembered(self, user: User) -> dict[str, tuple[str, str]]:
        """Return column and unit by heading."""
        rows = self.filter(user=user).values_list("heading_key", "column", "unit")
        return {key: (column, unit) for key, column, unit in rows}

    @transaction.atomic
    def remember(self, user: User, chosen: Mapping[str, tuple[str, str]]) -> None:
        """Remember column and unit of each heading, instead of what was remembered of it."""
        now = timezone.now()
        rows = [
            self.model(user=user, heading_key=key, column=column, unit=unit, used_at=now)
            for key, (column, unit) in chosen.items()
            if 0 < len(key) <= TEXT_MAX
        ][:PER_USER_MAX]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user", "heading_key"],
            update_fields=["column", "unit", "used_at"],
        )
        recent = self.filter(user=user).order_by("-used_at", "-pk").values_list("pk", flat=True)
        self.filter(pk__in=list(recent[PER_USER_MAX:])).delete()


class ImportColumn(models.Model):
    """One heading of one user. Without a column it is ignored."""

    # Found by the index of the unique constraint.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    heading_key = models.CharField(max_length=TEXT_MAX, help_text="The heading without case and punctuation.")
    column = models.CharField(max_length=COLUMN_NAME_MAX, blank=True, help_text="The catalogue's name of the column.")
    unit = models.CharField(max_length=UNIT_MAX, blank=True)
    used_at = models.DateTimeField()

    objects = ImportColumnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "heading_key"], name="import_column_is_unique")]

    def __str__(self) -> str:
        return f"{self.heading_key}: {self.column or 'ignored'}"
