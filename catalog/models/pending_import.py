"""PendingImport: an uploaded file between its upload and its import."""

import json
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from catalog.fields import TrimmedTextField

RETENTION: Final = timedelta(hours=1)

PER_USER_MAX: Final = 5
"""Files of one user that are stored at a time: the oldest one makes place."""

FILE_NAME_MAX: Final = 200

_KEY: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def expired(self) -> Self:
        return self.filter(created_at__lt=timezone.now() - RETENTION)

    def of_user(self, user: User, key: str) -> "PendingImport | None":
        """Return the user's upload, without its content until that is read; None for one that has expired, and for
        another user's.
        """
        if not _KEY.fullmatch(key):
            return None
        light = self.defer("packed_content", "packed_result")
        found = light.filter(user=user, pk=key, created_at__gte=timezone.now() - RETENTION).first()
        if found is not None:
            found.user = user
        return found

    def store(self, user: User, *, name: str, content: bytes) -> "PendingImport":
        """Store an uploaded file, and delete what has expired and what is too much."""
        self.expired().delete()
        recent = self.filter(user=user).order_by("-created_at").values_list("pk", flat=True)
        self.filter(pk__in=list(recent[PER_USER_MAX - 1 :])).delete()
        return self.create(user=user, name=name[-FILE_NAME_MAX:], packed_content=zlib.compress(content))


class PendingImport(models.Model):
    """A file, what its user says of its columns and rows, and the preview that the user has seen.

    It is imported once: then it has the ID of the request, and the models that were written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = TrimmedTextField(max_length=FILE_NAME_MAX)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    packed_content = models.BinaryField()
    columns = models.JSONField(default=dict, help_text="What the columns of a table are.")
    choices = models.JSONField(default=dict, help_text="What becomes of rows that differ, by their number.")
    version = models.PositiveIntegerField(default=0, help_text="Counts the changes of columns and choices.")
    packed_preview = models.BinaryField(default=bytes)
    packed_result = models.BinaryField(default=bytes)
    request_id = models.CharField(max_length=128, blank=True, help_text="Of the request that imported it.")

    objects = PendingImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed_content)

    @property
    def preview(self) -> dict[str, Any] | None:
        """The preview as `store_preview` took it."""
        return _unpack(self.packed_preview) if self.packed_preview else None

    @property
    def result(self) -> list[dict[str, Any]]:
        """The models that were written, as `mark_imported` took them."""
        return _unpack(self.packed_result) if self.packed_result else []

    def store_columns(self, columns: Mapping[str, Any]) -> None:
        """Store what the columns are. The preview is another one then."""
        self.columns, self.choices, self.packed_preview = dict(columns), {}, b""
        self._save("columns", "choices", "packed_preview")

    def store_preview(self, preview: Mapping[str, Any]) -> None:
        self.packed_preview = _pack(preview)
        self._save("packed_preview", "choices")

    def store_choices(self, choices: Mapping[int, str]) -> None:
        if changed := {str(number): choice for number, choice in choices.items()}:
            self.choices = {**self.choices, **changed}
            self._save("choices")

    def mark_imported(self, request_id: str, result: Sequence[Mapping[str, Any]]) -> None:
        self.request_id, self.packed_result = request_id, _pack(result)
        self._save("request_id", "packed_result")

    def _save(self, *names: str) -> None:
        self.version += 1
        self.save(update_fields=[*names, "version"])


def _pack(values: object) -> bytes:
    return zlib.compress(json.dumps(values).encode())


def _unpack(packed: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(packed))
