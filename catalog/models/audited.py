"""Base of the rows that have a history: each change takes a new revision and appends an audit event."""

import functools
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.utils import timezone

from catalog.db.bulk import update_statement
from catalog.db.statements import CompiledModelQuery, Parameter
from catalog.exceptions import ConcurrentlyDeleted, RevisionMismatch
from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.revision import CatalogueRevision


class PendingChange:
    """A change under way: what was there before, and, once it is over, whether anything differs."""

    def __init__(self, before: dict[str, Any]) -> None:
        self.before = before
        self.has_changed = False


class AuditedModel(models.Model):
    """A row with a history: each change takes the next revision and appends one event."""

    SUBJECT: ClassVar[str]
    """The column of an event that points here."""

    revision = models.BigIntegerField(unique=True, editable=False, help_text="That of its last change.")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def as_record(self) -> dict[str, Any]:
        """Return what the history stores of the row, as JSON."""
        raise NotImplementedError

    def before_changing(self) -> None:
        """Read what else is needed. Called once the row is locked and read again."""

    def before_saving(self, before: dict[str, Any]) -> None:
        """Update what is derived. Called once a change is certain; `before` is the record as it was."""

    def after_saving(self) -> None:
        """Update what is read from the row. Called once the changed row is written."""

    def event(
        self, action: Action, by: Actor, *, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> AuditEvent:
        """Return the event of the row's latest revision, not yet saved."""
        return AuditEvent.build(
            action, by, revision=self.revision, subject=(self.SUBJECT, self.pk), before=before, after=after
        )

    @classmethod
    def get_by_pk(cls, pk: Any) -> Self:
        """Return the row with that key, as `objects.get` does, by a compiled query. Raises DoesNotExist."""
        found: list[Self] = _compiled_get(cls, DEFAULT_DB_ALIAS).objects(pk=pk)
        if not found:
            raise cls.DoesNotExist
        return found[0]

    @contextmanager
    def audited_create(self, by: Actor) -> Iterator[None]:
        """Add the row under the catalogue's lock, with a revision and an event, once what the caller checks
        inside has passed.
        """
        with transaction.atomic():
            revision = CatalogueRevision.lock()
            yield
            self.created_at = self.updated_at = timezone.now()
            [self.revision] = revision.allocate()
            self.save(force_insert=True)
            self.after_saving()
            event = self.event(Action.CREATED, by, before=None, after=self.as_record())
            AuditEvent.append([event], at=revision)

    @contextmanager
    def audited_update(
        self, action: Action, by: Actor, only_at: Collection[int] | None = None
    ) -> Iterator[PendingChange]:
        """Change the row under the catalogue's lock, from what it is now, with a new revision and an audit
        event if, and only if, anything differs afterwards.

        `only_at` are the revisions at which alone the caller wants the change, else RevisionMismatch is raised. Raises
        ConcurrentlyDeleted if the row no longer exists.
        """
        with transaction.atomic():
            revision = self._lock_and_refresh()
            if only_at is not None and self.revision not in only_at:
                raise RevisionMismatch(self.revision)
            self.before_changing()
            change = PendingChange(before=self.as_record())
            yield change
            if self.as_record() == change.before:
                return
            change.has_changed = True
            [self.revision] = revision.allocate()
            self.updated_at = self.next_updated_at()
            self.before_saving(change.before)
            event = self.event(action, by, before=change.before, after=self.as_record())
            AuditEvent.append([event], at=revision, statements=[update_statement(self)])
            self.after_saving()

    @contextmanager
    def audited_delete(self, by: Actor) -> Iterator[None]:
        """Record the deletion of the row. The caller deletes it inside, after the last check.

        Raises ConcurrentlyDeleted if the row no longer exists.
        """
        with transaction.atomic():
            revision = self._lock_and_refresh()
            self.before_changing()
            before, pk = self.as_record(), self.pk
            yield
            [number] = revision.allocate()
            subject = (self.SUBJECT, pk)
            event = AuditEvent.build(Action.DELETED, by, revision=number, subject=subject, before=before, after=None)
            AuditEvent.append([event], at=revision)

    def _lock_and_refresh(self) -> CatalogueRevision:
        """Lock the catalogue and then the row, and reload the row. Raises ConcurrentlyDeleted if there is none."""
        revision = CatalogueRevision.lock()
        try:
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        except type(self).DoesNotExist:
            raise ConcurrentlyDeleted(str(self._meta.verbose_name)) from None
        return revision

    def next_updated_at(self) -> datetime:
        """Never before the last change: clocks are set back, and two servers' clocks differ."""
        return max(timezone.now(), self.updated_at)

    @classmethod
    def fields_except(cls, *names: str) -> set[str]:
        return {field.name for field in cls._meta.fields} - set(names)


@functools.cache
def _compiled_get(model: type[AuditedModel], using: str) -> CompiledModelQuery:
    return CompiledModelQuery(model._base_manager.filter(pk=Parameter("pk", model, model._meta.pk.name)), using)
