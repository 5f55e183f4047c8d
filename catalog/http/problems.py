"""RFC 9457 problem details: the one shape of every error."""

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
"""The title of a problem, by status. It is published: `HTTPStatus.phrase` differs between versions of Python."""


def get_request_id(request: HttpRequest) -> str:
    """Return what AnswerMiddleware gave the request."""
    return getattr(request, "request_id", "")


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return the body. `more` are members that a code adds, such as `conflictingId`."""
    body: dict[str, Any] = {
        "type": f"/problems/{code.replace('_', '-')}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "requestId": get_request_id(request),
        **more,
    }
    if errors is not None:
        body["errors"] = list(islice(errors, ERRORS_MAX))
    return body


def problem_response(
    request: HttpRequest, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> JsonResponse:
    """Answer outside DRF's views: middleware, unknown paths, what Django itself refuses."""
    return JsonResponse(
        problem(request, status, code, detail, **more), status=status, content_type=CONTENT_TYPE, headers=headers
    )
