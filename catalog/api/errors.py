"""From an exception to a problem: status, code, headers and the place of each fault."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response

from catalog.api.etags import etag_for_revision, explain_unusable_tag
from catalog.api.throttling import throttle_refusal
from catalog.db.availability import close_read_only_connection, is_unavailable
from catalog.event_log import log_event
from catalog.exceptions import ConcurrentlyDeleted, DuplicateModel, RevisionMismatch
from catalog.http.problems import CONTENT_TYPE, TITLES, get_request_id, problem, problem_response
from catalog.middleware import retry

_REFUSALS = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.PermissionDenied)
_RETRY_AFTER = "2"
_UNAVAILABLE_DETAIL = "The database cannot be reached or is too busy. Try again shortly."
_NOT_FOUND_DETAIL = "There is nothing here. Check the path and the id."


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"

    def __init__(self, limit: int | None = None) -> None:
        super().__init__(f"The body is larger than {limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")


class InsufficientScope(exceptions.PermissionDenied):
    """The token's scopes do not reach; RFC 6750 wants them named."""

    default_code = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(f"The token lacks the scope {scope}.")
        self.auth_header = f'Bearer realm="catalogue", error="insufficient_scope", scope="{scope}"'


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT

    def __init__(self, error: DuplicateModel) -> None:
        super().__init__(str(error), code=error.code)
        self.members = {"conflictingId": str(error.duplicate_id)}


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, error: RevisionMismatch) -> None:
        super().__init__(str(error), code=error.code)
        self.headers = {"ETag": etag_for_revision(error.revision)}


class FeedPositionUnknown(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "start_over"
    default_detail = (
        "The catalogue knows no such revision: it was restored or emptied since. Read it anew with after=0, and drop "
        "what is not in it."
    )


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _UNAVAILABLE_DETAIL
    default_code = "unavailable"


_ERROR_CODES_BY_EXCEPTION: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "malformed_json",
    exceptions.Throttled: "rate_limited",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
}
# Instead of DRF's own words, which change with its version.
_DETAILS: dict[type[exceptions.APIException], str] = {
    exceptions.MethodNotAllowed: "{method} is not allowed here. The Allow header lists the methods of this path.",
    exceptions.NotAcceptable: "The response is not available in any format in Accept. Set it to application/json.",
    exceptions.NotAuthenticated: "The request has no access token. Send one as Authorization: Bearer <token>.",
    exceptions.Throttled: "The rate limit is reached. Wait for the number of seconds in Retry-After.",
    exceptions.UnsupportedMediaType: "The body must be application/json in UTF-8.",
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook. What is not known here is a bug: it goes on to `server_error`, and to the log."""
    known = _as_api_exception(error)
    if known is None:
        return None
    request = context["request"]
    if isinstance(known, _REFUSALS):
        known = throttle_refusal(request) or known
    if is_unavailable(error):
        _log_unavailable(request, error)
        retry.mark_retryable(request, error)
    if isinstance(known, exceptions.ValidationError):
        body = problem(
            request,
            known.status_code,
            "validation_error",
            "The request has faults. `errors` names each of them.",
            errors=list(_flatten_errors(known.detail, "", getattr(known, "place", "pointer"))),
        )
    else:
        code = _ERROR_CODES_BY_EXCEPTION.get(type(known)) or str(getattr(known.detail, "code", known.default_code))
        detail = _DETAILS.get(type(known), str(known.detail)).replace("{method}", request.method)
        if isinstance(known, PreconditionFailed):
            detail = explain_unusable_tag(request) or detail
        body = problem(request, known.status_code, code, detail, **getattr(known, "members", {}))
    return Response(body, status=known.status_code, headers=_headers(known), content_type=CONTENT_TYPE)


_CONVERTERS: list[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], exceptions.APIException]]] = [
    (exceptions.APIException, lambda error: error),
    ((Http404, ObjectDoesNotExist), lambda error: exceptions.NotFound(_NOT_FOUND_DETAIL)),
    (ConcurrentlyDeleted, lambda error: exceptions.NotFound(str(error), code=error.code)),
    (DuplicateModel, Conflict),
    (RevisionMismatch, PreconditionFailed),
    (RequestDataTooBig, lambda error: BodyTooLarge()),
]


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if is_unavailable(error):
        return Unavailable()
    return next((convert(error) for kind, convert in _CONVERTERS if isinstance(error, kind)), None)


def _log_unavailable(request: HttpRequest, error: BaseException | None) -> None:
    close_read_only_connection(error)
    log_event("unavailable", level=logging.ERROR, requestId=get_request_id(request), reason=str(error))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = dict(getattr(error, "headers", {}))
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait) or 1)
    if isinstance(error, Unavailable):
        headers["Retry-After"] = _RETRY_AFTER
    return headers


def _flatten_errors(detail: Any, path: str, place: str) -> Iterator[dict[str, str]]:
    """Nested details flattened to one entry a fault: `pointer` into the body (RFC 6901), or query `parameter`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name == "non_field_errors"
            step = _escape_pointer(str(name)) if place == "pointer" else str(name)
            yield from _flatten_errors(inner, path if is_whole else f"{path}/{step}", place)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            # A list holds messages of one place, or the details of a list's items, {} where an item is right.
            yield from _flatten_errors(inner, f"{path}/{index}" if isinstance(inner, (dict, list)) else path, place)
    else:
        where = f"#{path}" if place == "pointer" else path.removeprefix("/")
        yield {place: where, "code": str(detail.code), "detail": str(detail)}


def _escape_pointer(name: str) -> str:
    readable = name.encode(errors="backslashreplace").decode()  # half of a surrogate pair cannot be sent
    return readable.replace("~", "~0").replace("/", "~1")


# Django's own handlers, for all that never reaches a DRF view. What people read stays a page.

_HTML_PREFIXES = ("/admin/", "/docs", "/problems", "/catalogue")


def _wants_html(request: HttpRequest) -> bool:
    return request.path == "/" or request.path.startswith(_HTML_PREFIXES)


def refuse(
    request: HttpRequest, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a refusal as who asked reads it: a page, made without a look at the session, or a problem."""
    if _wants_html(request):
        page = loader.render_to_string("refused.html", {"title": TITLES[status], "detail": detail})
        return HttpResponse(page, status=status, headers=headers)
    return problem_response(request, status, code, detail, headers=headers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_html(request):
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return problem_response(request, 413, "body_too_large", str(BodyTooLarge().detail))
    return problem_response(
        request, 400, "bad_request", "The request cannot be understood. Check its Host and headers."
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_html(request):
        return defaults.permission_denied(request, exception)
    return problem_response(request, 403, "permission_denied", "You may not do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_html(request):
        return defaults.page_not_found(request, exception)
    return problem_response(request, 404, "not_found", _NOT_FOUND_DETAIL)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called from inside Django's `except`, so the exception is still at hand."""
    error = sys.exception()
    if is_unavailable(error):
        _log_unavailable(request, error)
        retry.mark_retryable(request, error)
        if _wants_html(request):
            page = loader.render_to_string("503.html")  # without the request, whose user may be in the database
            return HttpResponse(page, status=503, headers={"Retry-After": _RETRY_AFTER})
        return problem_response(request, 503, "unavailable", _UNAVAILABLE_DETAIL, headers={"Retry-After": _RETRY_AFTER})
    if _wants_html(request):
        return defaults.server_error(request)
    return problem_response(request, 500, "internal_error", "Something went wrong here; it has been logged.")
