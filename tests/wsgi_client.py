"""Requests as a server hands them over: raw bytes, straight to the WSGI application that is served."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.http import HttpResponse

from config import wsgi


@dataclass(frozen=True)
class WSGIResponse:
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
    application: Any = None,
    **environ: Any,
) -> WSGIResponse:
    """Return the answer as a client gets it. `path` is decoded already, as WSGI has it; text is latin-1, one byte a
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
    status, pairs, content = call(request | environ, application or wsgi.application)
    return WSGIResponse(int(status.partition(" ")[0]), dict(pairs), content)


class ServedHandler:
    """Sends a test client's requests to the application that is served, response cache and all."""

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        request = WSGIRequest(environ.copy())
        status, headers, content = call(environ, wsgi.application)
        code, _, reason = status.partition(" ")
        response = HttpResponse("" if request.method == "HEAD" else content, status=int(code), reason=reason)
        del response["Content-Type"]
        for name, value in headers:
            if name.lower() == "set-cookie":
                response.cookies.load(value)
            else:
                response[name] = value
        response.wsgi_request = request  # type: ignore[attr-defined]  # which the client looks for
        return response


def call(environ: dict[str, Any], application: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return status line, headers and body of a WSGI application's response."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started[:] = status, headers

    with _keep_connection():
        chunks = application(environ, start_response)
        try:
            content = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):  # PEP 3333
                chunks.close()
    status, headers = started
    return status, headers, content


@contextmanager
def _keep_connection() -> Iterator[None]:
    """Keep the transaction that a test may stand in: Django closes the connection of one when a request begins or ends,
    unless it is told not to, as its own test client does."""
    if not connection.in_atomic_block:
        yield
        return
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
