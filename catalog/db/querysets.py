"""The base of the QuerySets whose rows have a history."""

from typing import Any, Never, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class NoBulkWriteQuerySet(models.QuerySet[_Row]):
    """Rows that change only by the domain's methods: in bulk, no revision would move and no event be written."""

    def update(self, **kwargs: Any) -> Never:
        self._reject()

    def delete(self) -> Never:
        self._reject()

    def _reject(self) -> Never:
        msg = f"{self.model._meta.verbose_name_plural} change by the methods of the catalogue, never in bulk"
        raise PermissionDenied(msg)
