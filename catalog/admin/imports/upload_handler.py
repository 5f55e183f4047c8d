"""Uploads that are read into memory and never further than their limit."""

import io
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

UPLOAD_MAX: Final = 5 * 1024 * 1024  # bytes; Django has no setting for the size of files


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
