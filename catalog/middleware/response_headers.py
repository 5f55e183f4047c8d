"""Headers of all responses, including errors."""

import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


def request_id_from(environ: Mapping[str, Any]) -> str:
    """Return the X-Request-Id of the request if it is well-formed, else a new ID."""
    value: str = environ.get("HTTP_X_REQUEST_ID", "")
    return value if _REQUEST_ID.fullmatch(value) else secrets.token_hex(16)


class ResponseHeadersMiddleware:
    """First middleware: sets `X-Request-Id` and `Content-Security-Policy`.

    The policy is settings.SECURE_CSP, which has the format of Django 6. The Content-Length of a 304 is removed, because
    it would be the length of the 200 (RFC 9110, 8.6), and CommonMiddleware sets 0.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request_id_from(request.META)
        request.request_id = request_id  # type: ignore[attr-defined]  # for `get_request_id`
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response.headers.pop("Content-Length", None)
        return response
