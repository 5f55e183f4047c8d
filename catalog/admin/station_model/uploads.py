"""Files that staff upload: taken in memory up to a size, and kept from a preview to its confirmation."""

import base64
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from catalog.library.comparison import OnDifference

UPLOAD_MAX: Final = 5 * 1024 * 1024
"""Bytes. Settings cap forms and bodies, but no files."""

UPLOAD_TTL: Final = timedelta(hours=1)

_KEY: Final = re.compile("[a-z0-9]{32}")
_NAME: Final = "upload"

User = AbstractBaseUser | AnonymousUser


class InMemoryUploadHandler(FileUploadHandler):
    """Takes the one file of the field `file`, and of a larger one than is allowed no more than shows that it is.

    Nothing is written to disk. The size that it tells is the true one; whoever takes the file looks at it first.
    """

    _content: io.BytesIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != "file" or self._content is not None:
            raise SkipFile
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._content is not None and start <= UPLOAD_MAX:
            self._content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self._content is None:
            return None
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )


@dataclass(frozen=True)
class PendingImport:
    """A file, and what is to be done with the models that differ from it."""

    name: str
    content: bytes
    on_difference: OnDifference
    ignores_columns: bool = False
    """Columns of a table that are not of the catalogue are ignored."""


def store_upload(upload: PendingImport, user: User) -> str:
    """Keep the upload for an hour, and return the key under which that user alone gets it.

    In the table of sessions, each on its own: it is shared by all workers, holds any size, its rows expire and are
    deleted by `delete_expired`. Nobody is signed in by such a session.
    """
    kept = SessionStore()
    content = base64.b64encode(upload.content).decode()
    kept[_NAME] = {
        "user": str(user.pk),
        "name": upload.name,
        "content": content,
        "on_difference": upload.on_difference,
        "ignores_columns": upload.ignores_columns,
    }
    kept.set_expiry(UPLOAD_TTL)
    kept.create()
    return str(kept.session_key)


def load_upload(key: str, user: User) -> PendingImport | None:
    """Return the upload; None when it has expired, was dropped, or is not that user's."""
    found = SessionStore(key).get(_NAME) if _KEY.fullmatch(key) else None
    if not found or found["user"] != str(user.pk):
        return None
    content = base64.b64decode(found["content"])
    return PendingImport(found["name"], content, OnDifference(found["on_difference"]), found["ignores_columns"])


def delete_upload(key: str) -> None:
    """Forget an upload that `kept` returned."""
    SessionStore(key).delete()
