"""Least recently used store of responses with a limit in bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from catalog.api.etags import etag_for_revision
from catalog.http.callers import Caller, Document

_ENTRY_BYTES = 900
_HEADER_BYTES = 120
"""Memory overhead of an entry and of each header, in bytes."""

OK: Final = 200
NOT_MODIFIED: Final = 304

Headers = list[tuple[str, str]]


class CachedResponse(NamedTuple):
    """Response without the headers that differ between requests.

    `on_hit` is called with the caller each time that the response is sent again.
    """

    status: str
    headers: Headers
    body: bytes
    etag: str
    route: str
    on_hit: Callable[[Caller], None] | None = None

    @property
    def status_code(self) -> int:
        return int(self.status[:3])

    def with_document(self, document: Document) -> "CachedResponse":
        """Return the response with the document as its body; 304 without a body."""
        tag = etag_for_revision(document.revision)
        headers = [*self.headers, ("ETag", tag)]
        if self.status_code == NOT_MODIFIED:
            return CachedResponse(self.status, headers, b"", tag, self.route, self.on_hit)
        body = document.text.encode()
        headers.append(("Content-Length", str(len(body))))
        return CachedResponse(self.status, headers, body, tag, self.route, self.on_hit)


class ResponseStore:
    """Store of the most recently used responses. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._responses: OrderedDict[Any, CachedResponse] = OrderedDict()
        self.size = 0

    def clear(self) -> None:
        with self._lock:
            self._responses.clear()
            self.size = 0

    def get(self, key: tuple[Any, ...]) -> CachedResponse | None:
        with self._lock:
            response = self._responses.get(key)
            if response is not None:
                self._responses.move_to_end(key)
            return response

    def set(self, key: tuple[Any, ...], response: CachedResponse, max_bytes: int) -> None:
        """Store the response, and remove the least recently used ones beyond `max_bytes`."""
        size = _size(key, response)
        if size > max_bytes:
            return
        with self._lock:
            if (previous := self._responses.pop(key, None)) is not None:
                self.size -= _size(key, previous)
            self._responses[key] = response
            self.size += size
            while self.size > max_bytes:
                self.size -= _size(*self._responses.popitem(last=False))


def _size(key: tuple[Any, ...], response: CachedResponse) -> int:
    texts = sum(len(part) for part in key if isinstance(part, str))
    if response.on_hit:
        texts *= 5  # it refers to the query parameters, in which one character can use four bytes
    headers = sum(len(value) + _HEADER_BYTES for _, value in response.headers)
    return len(response.body) + texts + headers + _ENTRY_BYTES
