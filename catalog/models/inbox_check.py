"""InboxCheck: the catalogue's revision up to which the inbox was checked."""

from typing import Self

from django.db import models


class InboxCheck(models.Model):
    """The single row of the last check."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    revision = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="inbox_check_single_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.revision)

    @classmethod
    def current(cls) -> Self:
        return cls.objects.first() or cls()

    def advance(self, revision: int) -> None:
        """Store that everything up to that revision was checked. Never goes back."""
        type(self).objects.bulk_create([type(self)()], ignore_conflicts=True)
        type(self).objects.filter(revision__lt=revision).update(revision=revision)
