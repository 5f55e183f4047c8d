"""Base of tables whose rows are only added."""

from typing import Any, Never

from django.core.exceptions import PermissionDenied
from django.db import models


class AppendOnlyModel(models.Model):
    """Rows that are neither changed nor deleted. Saving a stored row raises PermissionDenied."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        self._refuse()

    def _refuse(self) -> Never:
        plural = str(self._meta.verbose_name_plural)
        raise PermissionDenied(f"{plural[:1].upper()}{plural[1:]} are append-only.")
