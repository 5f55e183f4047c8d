"""What every answer carries, pages and errors included."""

import re
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


def request_id_from(environ: Mapping[str, Any]) -> str:
    """Return the id that the caller gave the request, where it is well-formed; else a new one."""
    given: str = environ.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class ResponseHeadersMiddleware:
    """The first of all.

    `X-Request-Id`: the caller's, so that two logs can be laid side by side; else our own.

    `Content-Security-Policy`: of settings.SECURE_CSP, which Django 6 reads under the same name.

    No length of a 304, which would be that of the 200 (RFC 9110, 8.6): Django's CommonMiddleware says 0.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request_id_from(request.META)
        request.request_id = request_id  # type: ignore[attr-defined]  # for `request_id_of`
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response.headers.pop("Content-Length", None)
        return response
