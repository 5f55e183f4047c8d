"""The catalogue revision: one number that every change takes, in the order of commits."""

from typing import Self

from django.db import models, transaction


class CatalogueRevision(models.Model):
    """The single row whose lock puts all changes of the catalogue in one line."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="revision_is_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(name="revision_is_not_negative", condition=models.Q(number__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def lock(cls) -> Self:
        """This will hold every other change back until the transaction under way ends.

        Taken before anything is read that a change decides on: what was read stays true, revision order is commit
        order, and with one lock taken first there is no order in which two changes can wait for each other.
        """
        connection = transaction.get_connection()
        if not connection.in_atomic_block:
            msg = "CatalogueRevision.lock() holds only inside a transaction"
            raise transaction.TransactionManagementError(msg)
        row = cls.objects.select_for_update().first()
        if row is None:  # after `manage.py flush`, which empties every table
            cls.objects.bulk_create([cls()], ignore_conflicts=True)
            row = cls.objects.select_for_update().get()
        return row

    def take(self, count: int = 1) -> range:
        """This will return the next `count` numbers, for as many changes. Call it on the row that `lock` returned."""
        first = self.number + 1
        self.number += count
        self.save(update_fields=["number"])
        return range(first, first + count)
