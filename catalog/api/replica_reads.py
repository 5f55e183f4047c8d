"""Reads from a streaming replica, where it shows exactly what the primary does (docs/decisions/0012)."""

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from catalog.db.router import reading_from
from catalog.db.statements import CompiledQuery
from catalog.models import CatalogueRevision

Result = TypeVar("Result")

_round_robin_counter = itertools.count()


def read_at_revision(revision: int, read: Callable[[], Result]) -> Result:
    """Return what `read` reads of the catalogue as it was at a revision that the primary has just shown, or later.

    A replica is used only if it is exactly there: one that is behind would show less than somebody has seen, and one
    that is ahead shows a change that the primary itself, waiting for its standbys, does not show yet. Everything is
    read from one snapshot. Without such a replica the primary is read.
    """
    for alias in _round_robin(settings.REPLICA_ALIASES):
        try:
            with transaction.atomic(using=alias), reading_from(alias):
                if _compiled_number(alias).run() == [(revision,)]:
                    return read()
        except (OperationalError, InterfaceError):
            continue  # gone, or it had to choose between us and what streams in
    return read()


@functools.cache
def _compiled_number(alias: str) -> CompiledQuery:
    return CompiledQuery(CatalogueRevision.objects.values_list("number")[:1], alias)


def _round_robin(aliases: list[str]) -> Iterator[str]:
    if aliases:
        first = next(_round_robin_counter) % len(aliases)
        yield from aliases[first:] + aliases[:first]
