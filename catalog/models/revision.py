"""The catalogue revision: one number that every change takes, in the order of commits."""

import functools
import time
from typing import Any, NamedTuple, Self

from django.db import models, transaction

from catalog.db.statements import CompiledModelQuery, Statement, run_batch


class RevisionState(NamedTuple):
    """The revision of the catalogue at the time of the query; 0 after `manage.py flush`, until the first change."""

    number: int = 0
    base_number: int = 0

    def covers(self, number: int) -> bool:
        """Return whether a reader who has all changes up to `number` can go on from there."""
        return number == 0 or self.base_number <= number <= self.number


class CatalogueRevision(models.Model):
    """The single row whose lock puts all changes of the catalogue in one line."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.BigIntegerField(default=0)
    base_number = models.BigIntegerField(
        default=0, help_text="A reader who stopped before this number, and after 0, has to start over."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="revision_single_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="revision_base_valid",
                condition=models.Q(base_number__gte=0, number__gte=models.F("base_number")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def lock(cls) -> Self:
        """Hold every other change back until the transaction under way ends.

        Taken before anything is read that a change decides on: what was read stays true, revision order is commit
        order, and with one lock taken first there is no order in which two changes can wait for each other.
        """
        row, *_ = cls.lock_and_run()
        return row

    @classmethod
    def lock_and_run(cls, *statements: Statement) -> tuple[Self, list[list[tuple[Any, ...]]]]:
        """Take the lock, and return the rows of statements that run under it, in one round trip."""
        connection = transaction.get_connection()
        if not connection.in_atomic_block:
            msg = "CatalogueRevision.lock() holds only inside a transaction"
            raise transaction.TransactionManagementError(msg)
        query = _compiled_lock(connection.alias)
        found, *results = run_batch(connection.alias, [query.statement(), *statements])
        if not found:  # after `manage.py flush`, which empties every table
            cls.objects.bulk_create([cls()], ignore_conflicts=True)
            row = cls.objects.select_for_update().get()
            if row.number == 0:  # else another came first
                row.reset_numbering()
            return cls.lock_and_run(*statements)
        return query.as_objects(query.convert(found))[0], results

    @classmethod
    def current(cls) -> RevisionState:
        """Return what the row says now, without a lock: what was committed up to its number can be read.

        Read it before the rows that it stands for: read later, they can be newer than it, never older.
        """
        return RevisionState(*cls.objects.values_list("number", "base_number").first() or ())

    def reset_numbering(self) -> None:
        """Go on from a number that was never given out, so that every reader starts over.

        For a catalogue that went back in time: emptied, or restored from a backup. The clock in microseconds is ahead
        of any count of changes, for no import makes a million in a second, and JavaScript keeps it exactly until 2255.
        Call it on the row that `lock` returned.
        """
        self.number = self.base_number = max(self.number + 1, time.time_ns() // 1_000)
        self.save(update_fields=["number", "base_number"])

    def allocate(self, count: int = 1) -> range:
        """Return the next `count` numbers, for as many changes. Call it on the row that `lock` returned.

        They are written with their events (`AuditEvent.append`).
        """
        first = self.number + 1
        self.number += count
        return range(first, first + count)


@functools.cache
def _compiled_lock(using: str) -> CompiledModelQuery:
    return CompiledModelQuery(CatalogueRevision.objects.select_for_update(), using)
