"""Uploaded files: read into memory, and stored between preview and confirmation."""

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

UPLOAD_MAX: Final = 5 * 1024 * 1024  # bytes; Django has no setting for the size of files

UPLOAD_TTL: Final = timedelta(hours=1)

_KEY: Final = re.compile("[a-z0-9]{32}")
_NAME: Final = "upload"

User = AbstractBaseUser | AnonymousUser


class InMemoryUploadHandler(FileUploadHandler):
    """Handler that reads the file of the field `file` into memory and truncates it after UPLOAD_MAX.

    Nothing is written to disk. The reported size is that of the whole file; check it before reading.
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
    """Uploaded file with its import options."""

    name: str
    content: bytes
    on_difference: OnDifference
    ignores_columns: bool = False  # ignore unknown columns of tables


def store_upload(upload: PendingImport, user: User) -> str:
    """Store the upload for an hour, and return its key. Only the same user can load it.

    It is stored as a separate session: sessions are shared by all workers and deleted by `delete_expired` when they
    expire. The session does not log in anyone.
    """
    session = SessionStore()
    content = base64.b64encode(upload.content).decode()
    session[_NAME] = {
        "user": str(user.pk),
        "name": upload.name,
        "content": content,
        "on_difference": upload.on_difference,
        "ignores_columns": upload.ignores_columns,
    }
    session.set_expiry(UPLOAD_TTL)
    session.create()
    return str(session.session_key)


def load_upload(key: str, user: User) -> PendingImport | None:
    """Return the upload, or None if it has expired, was deleted or belongs to another user."""
    stored = SessionStore(key).get(_NAME) if _KEY.fullmatch(key) else None
    if not stored or stored["user"] != str(user.pk):
        return None
    content = base64.b64decode(stored["content"])
    return PendingImport(stored["name"], content, OnDifference(stored["on_difference"]), stored["ignores_columns"])


def delete_upload(key: str) -> None:
    """Delete a stored upload."""
    SessionStore(key).delete()
