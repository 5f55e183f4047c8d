"""Requests as a server hands them over: raw bytes, straight to the WSGI application that is served."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from config import wsgi


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def send(
    method: str,
    path: str,
    *,
    query: str = "",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    **environ: Any,
) -> Answer:
    """This will answer as a client gets it. `path` is decoded already, as WSGI has it; text is latin-1, one byte a
    character. An exception that leaves the application is a bug, and comes out here."""
    request: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(request)
    request["HTTP_HOST"] = "testserver"
    request["wsgi.input"] = BytesIO(body or b"")
    if body is not None:
        request |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json"}
    for name, value in (headers or {}).items():
        key = name.upper().replace("-", "_")
        request[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    request |= environ
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started.update(status=int(status.partition(" ")[0]), headers=dict(headers))

    with _connection_kept():
        chunks = wsgi.application(request, start_response)
        content = b"".join(chunks)
        if hasattr(chunks, "close"):  # PEP 3333
            chunks.close()
    return Answer(started["status"], started["headers"], content)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """A request closes connections that are too old, and with them the transaction that a test may stand in. It does so
    when it begins; after a request by Django's own test client, which has it heard again, by both signals too."""
    if not connection.in_atomic_block:
        yield
        return
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    # By hand: a mock takes more calls than a request, and some tests count those.
    wsgi.close_old_connections = lambda: None
    try:
        yield
    finally:
        wsgi.close_old_connections = close_old_connections
