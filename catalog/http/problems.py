"""Problem details (RFC 9457), the format of all errors."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest, JsonResponse

from catalog.limits import ERRORS_MAX

CONTENT_TYPE = "application/problem+json"

TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
"""Title of a problem by status. `HTTPStatus.phrase` differs between versions of Python."""


def get_request_id(request: HttpRequest) -> str:
    """Return the request ID that ResponseHeadersMiddleware has set."""
    return getattr(request, "request_id", "")


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] | None = None,
    **members: Any,
) -> dict[str, Any]:
    """Return a problem. `members` are extra members of the code, such as `conflictingId`."""
    body: dict[str, Any] = {
        "type": f"/problems/{code.replace('_', '-')}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "requestId": get_request_id(request),
        **members,
    }
    if errors is not None:
        body["errors"] = list(islice(errors, ERRORS_MAX))
    return body


def problem_response(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> JsonResponse:
    """Return a problem as a response, for code outside DRF views."""
    return JsonResponse(
        problem(request, status, code, detail, **members), status=status, content_type=CONTENT_TYPE, headers=headers
    )
