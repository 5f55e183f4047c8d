"""Limits on the size of request bodies."""

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final, Never

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from catalog.api.error_codes import ERROR_CODES
from catalog.api.error_handlers import render_error
from catalog.api.exceptions import BodyTooLarge
from catalog.http.callers import CALLER

API_PREFIX: Final = "/asset-management/"
OAUTH_PREFIX: Final = "/oauth/"
API_CLIENT_PREFIXES: Final = (API_PREFIX, OAUTH_PREFIX)
"""Prefixes of the paths that API clients use."""

UPLOAD_BODY_MAX: Final = 16 * 1024 * 1024
"""Maximum request body of an upload in bytes. It exceeds the file limit, so that the form can report larger files."""

LENGTH_REQUIRED: Final = "catalog.length_required"
"""Key of the WSGI environ that marks an unread body without a length."""

_METHODS_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


class NoFilesUploadHandler(FileUploadHandler):
    """Upload handler that rejects files. Forms with a file field set their own handler."""

    def new_file(self, *args: Any, **kwargs: Any) -> Never:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Do nothing."""

    def file_complete(self, file_size: int) -> None:
        """Return None."""


class BodyLimitMiddleware:
    """Middleware that returns 413 or 411 for bodies that are too large or have no length.

    The API and OAuth return 413 themselves, after authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if request.META.get(LENGTH_REQUIRED):
            return _require_length(request)
        if not path.startswith(API_CLIENT_PREFIXES) and get_body_length(request.META) > get_body_max(path):
            return render_error(request, 413, "body_too_large", str(BodyTooLarge(get_body_max(path)).detail))
        return self.get_response(request)


def _require_length(request: HttpRequest) -> HttpResponse:
    detail = ERROR_CODES["length_required"].example_detail
    if request.path_info.startswith(OAUTH_PREFIX):
        return JsonResponse({"error": "invalid_request", "error_description": detail}, status=411)
    return render_error(request, 411, "length_required", detail)


def get_body_max(path: str) -> int:
    """Return the maximum size of a request body in bytes."""
    return UPLOAD_BODY_MAX if _is_upload_path(path) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _is_upload_path(path: str) -> bool:
    """Return whether the path is that of the import, or of the picture of a model."""
    prefix = _get_models_path()
    return path.startswith(prefix) and (path == f"{prefix}import/" or path.endswith("/picture/"))


@cache
def _get_models_path() -> str:
    return reverse("admin:catalog_chargingstationmodel_changelist")


def get_body_length(environ: Mapping[str, Any]) -> int:
    """Return the Content-Length; 0 if it is missing or not a number."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() and len(length) <= len(str(2**64)) else 0


def bound_body(environ: dict[str, Any]) -> None:
    """Limit `wsgi.input`, and set the Content-Length of a chunked body (RFC 9112, 7.1).

    A body that is too large becomes empty, but its Content-Length stays, so that the request is rejected.
    """
    if "HTTP_TRANSFER_ENCODING" in environ:
        _read_chunked(environ)
    elif get_body_length(environ) > get_body_max(environ["PATH_INFO"]):
        environ["wsgi.input"] = BytesIO()


def _read_chunked(environ: dict[str, Any]) -> None:
    stream = environ["wsgi.input"]
    environ |= {"CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
    if environ["REQUEST_METHOD"] not in _METHODS_WITH_BODY or _will_be_unauthenticated(environ):
        return
    # If the server does not end the stream with the body, reading would block.
    is_readable = (
        environ.get("wsgi.input_terminated") and environ["HTTP_TRANSFER_ENCODING"].strip().lower() == "chunked"
    )
    if not (is_readable and environ["PATH_INFO"].startswith(API_CLIENT_PREFIXES)):
        environ[LENGTH_REQUIRED] = True
        return
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = b""
    while len(body) <= limit and (part := stream.read(limit + 1 - len(body))):
        body += part
    environ["CONTENT_LENGTH"] = str(len(body))
    if len(body) <= limit:
        environ["wsgi.input"] = BytesIO(body)


def _will_be_unauthenticated(environ: Mapping[str, Any]) -> bool:
    """Return whether the API will return 401."""
    if not environ["PATH_INFO"].startswith(API_PREFIX):
        return False
    if CALLER in environ:
        caller = environ[CALLER]
        return caller is None or not caller.is_alive
    return "HTTP_AUTHORIZATION" not in environ and "HTTP_COOKIE" not in environ
