"""Database router: reads go to the replica of the current context, else to the primary."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

_replica: ContextVar[str | None] = ContextVar("replica", default=None)


class ReplicaRouter:
    """Routes reads to the chosen replica and writes to the primary."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return _replica.get()

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True  # they are copies of one database

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


def read_alias() -> str:
    """Return the alias of the database that reads are taken from now."""
    return _replica.get() or DEFAULT_DB_ALIAS


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Take reads from the replica with this alias."""
    token = _replica.set(alias)
    try:
        yield
    finally:
        _replica.reset(token)
