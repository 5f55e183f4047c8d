"""What was answered at this revision, kept in memory: an unchanged answer is bytes out of a dictionary."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from catalog.api.conditions import etag
from catalog.api.headers import give
from catalog.api.reading.caller import catalogue_of
from catalog.replicas import read_at

_BESIDE = 550
_HEADER = 200
"""Bytes that an entry, and each of its headers, takes besides its texts: objects, tag, and places in dictionaries."""

_JSON = {"Content-Type": "application/json"}

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """An answer to whoever may read: it depends on the request's path and query, and on nobody. `aside` is what a view
    has to know of it when it is answered again."""

    content: bytes
    tag: str
    headers: Mapping[str, str] = field(default_factory=dict)
    aside: Any = None

    def as_response(self) -> HttpResponse:
        # Not DRF's Response, which would negotiate and render what is rendered already.
        response = HttpResponse(self.content, headers=_JSON)
        give(response, {"ETag": self.tag, **self.headers})
        return response


class Bodies:
    """The bodies last asked for, within a number of bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """This will empty it."""
        with self._lock:
            self._kept: OrderedDict[_Key, Body] = OrderedDict()
            self.size = 0

    def find(self, key: _Key) -> Body | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: _Key, body: Body, at_most: int) -> None:
        """This will keep it, and let go of those that were asked for least lately until all are `at_most` bytes."""
        if _size(key, body) > at_most:
            return
        with self._lock:
            if (former := self._kept.pop(key, None)) is not None:
                self.size -= _size(key, former)
            self._kept[key] = body
            self.size += _size(key, body)
            while self.size > at_most:
                self.size -= _size(*self._kept.popitem(last=False))


def _size(key: _Key, body: Body) -> int:
    headers = sum(len(value) + _HEADER for value in body.headers.values())
    return len(body.content) + sum(map(len, key)) + headers + _BESIDE


bodies = Bodies()
"""Of this process. What was built at a revision that is gone is not asked for again, and goes first."""


def recall(request: Request, build: Callable[[], Body]) -> Body:
    """This will return what this request was answered at this revision of the catalogue, else build it and keep it.

    What is built is read after the revision was: it can be newer than that, never older. A replica that is there may
    be read. Only for requests outside of a transaction, and for answers that are the same to all.
    """
    at_most: int = settings.BODY_CACHE_BYTES
    revision = catalogue_of(request).number
    if not at_most:
        return read_at(revision, build)
    asked = request._request
    key = (etag(revision), asked.path, asked.META.get("QUERY_STRING", ""))
    body = bodies.find(key)
    if body is None:
        body = read_at(revision, build)
        bodies.keep(key, body, at_most)
    return body
