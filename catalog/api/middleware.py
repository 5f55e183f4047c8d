"""What every answer carries, pages and errors included. In one middleware: each layer is paid for by every request."""

import random
import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog.api.headers import give

type_of_next = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


def _new_id() -> str:
    # No secret, so it need not be asked of the system; Python seeds it anew in each process.
    return f"{random.getrandbits(128):032x}"


class AnswerMiddleware:
    """The first of all.

    `X-Request-Id`: the caller's, where it is one, so that two logs can be laid side by side; else our own.

    `Content-Security-Policy`: of settings.SECURE_CSP, which Django 6 reads under the same name.

    No length of a 304, which would be that of the 200 (RFC 9110, 8.6): Django's CommonMiddleware says 0.
    """

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else _new_id()
        request.request_id = request_id  # type: ignore[attr-defined]  # for `request_id_of`
        response = self.get_response(request)
        give(response, {"X-Request-Id": request_id, "Content-Security-Policy": self.policy})
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response.headers.pop("Content-Length", None)
        return response
