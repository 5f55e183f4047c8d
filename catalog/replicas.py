"""Reads are taken from a streaming replica, where it shows exactly what the primary does (docs/decisions/0012)."""

import functools
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, models, transaction

from catalog.models.revision import CatalogueRevision
from catalog.prepared import Prepared

Read = TypeVar("Read")

_asked: ContextVar[str | None] = ContextVar("replica", default=None)
_turns = itertools.count()


class ReplicaRouter:
    """Django's question where a row is read: on the replica that is asked now, if one is. Nothing is written there."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return _asked.get()

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True  # they are copies of one database

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


def source() -> str:
    """This will return the alias of the database that reads are taken from now."""
    return _asked.get() or DEFAULT_DB_ALIAS


def read_at(revision: int, read: Callable[[], Read]) -> Read:
    """This will return what `read` reads of the catalogue as it was at that revision, which the primary has just told,
    or of a later one.

    A replica is asked that is exactly there: one that is behind would show less than somebody has seen, and one that
    is ahead shows a change that the primary itself, waiting for its standbys, does not show yet. All that is read is
    of one snapshot. Without such a replica the primary is asked.
    """
    for alias in _in_turn(settings.REPLICAS):
        try:
            with transaction.atomic(using=alias), _asking(alias):
                if _number(alias).run() == [(revision,)]:
                    return read()
        except (OperationalError, InterfaceError):
            continue  # gone, or it had to choose between us and what streams in
    return read()


@functools.cache
def _number(alias: str) -> Prepared:
    return Prepared(CatalogueRevision.objects.values_list("number")[:1], alias)


def _in_turn(aliases: list[str]) -> Iterator[str]:
    if aliases:
        first = next(_turns) % len(aliases)
        yield from aliases[first:] + aliases[:first]


@contextmanager
def _asking(alias: str) -> Iterator[None]:
    token = _asked.set(alias)
    try:
        yield
    finally:
        _asked.reset(token)
