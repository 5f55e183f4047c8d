"""Consistent reads from streaming replicas (docs/decisions/0012)."""

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
    """Call `read` in a snapshot of a replica at exactly this revision, else on the primary.

    A replica that lags would return outdated data. With synchronous replication, a replica can also be ahead of the
    primary, which is still waiting for its standbys.
    """
    for alias in _round_robin(settings.REPLICA_ALIASES):
        try:
            with transaction.atomic(using=alias), reading_from(alias):
                if _compiled_number(alias).run() == [(revision,)]:
                    return read()
        except (OperationalError, InterfaceError):
            continue  # unreachable, or the query conflicts with recovery
    return read()


@functools.cache
def _compiled_number(alias: str) -> CompiledQuery:
    return CompiledQuery(CatalogueRevision.objects.values_list("number")[:1], alias)


def _round_robin(aliases: list[str]) -> Iterator[str]:
    if aliases:
        first = next(_round_robin_counter) % len(aliases)
        yield from aliases[first:] + aliases[:first]
