"""Conversion of exceptions to problems (RFC 9457) or error pages: the hooks of DRF and Django."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from catalog.api.etags import explain_unusable_tag
from catalog.api.exceptions import BodyTooLarge, Conflict, PreconditionFailed, Unavailable
from catalog.api.throttling import throttle_rejected
from catalog.db.availability import close_read_only_connection, is_unavailable
from catalog.event_log import log_event
from catalog.exceptions import ConcurrentlyDeleted, DuplicateModel, RevisionMismatch
from catalog.http.error_pages import error_page, wants_page
from catalog.http.problems import CONTENT_TYPE, get_request_id, problem, problem_response
from catalog.http.retries import mark_retryable

_AUTH_ERRORS = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.PermissionDenied)
_RETRY_AFTER = "2"
_NOT_FOUND_DETAIL = "Not found. Check the path and the ID."


_ERROR_CODES_BY_EXCEPTION: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "malformed_json",
    exceptions.Throttled: "rate_limited",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
}
# DRF's texts change between versions.
_DETAILS: dict[type[exceptions.APIException], str] = {
    exceptions.MethodNotAllowed: "{method} is not allowed. The methods of this path are listed in the Allow header.",
    exceptions.NotAcceptable: "The response is only available as application/json. Check the Accept header.",
    exceptions.NotAuthenticated: "The request has no access token. Send one as Authorization: Bearer <token>.",
    exceptions.Throttled: "Rate limit exceeded. Retry after the number of seconds in Retry-After.",
    exceptions.UnsupportedMediaType: (
        "The request body must be JSON with Content-Type application/json, encoded in UTF-8."
    ),
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Convert an exception to a problem (hook of DRF). Return None for a bug, which `server_error` handles."""
    api_error = _as_api_exception(error)
    if api_error is None:
        return None
    request = context["request"]
    if isinstance(api_error, _AUTH_ERRORS):
        api_error = throttle_rejected(request) or api_error
    if is_unavailable(error):
        _log_unavailable(request, error)
        mark_retryable(request, error)
    if isinstance(api_error, exceptions.ValidationError):
        body = problem(
            request,
            api_error.status_code,
            "validation_error",
            "The request is invalid. See `errors` for details.",
            errors=list(_flatten_errors(api_error.detail, "", getattr(api_error, "place", "pointer"))),
        )
    else:
        code = _ERROR_CODES_BY_EXCEPTION.get(type(api_error)) or str(
            getattr(api_error.detail, "code", api_error.default_code)
        )
        detail = _DETAILS.get(type(api_error), str(api_error.detail)).replace("{method}", request.method)
        if isinstance(api_error, PreconditionFailed):
            detail = explain_unusable_tag(request) or detail
        body = problem(request, api_error.status_code, code, detail, **getattr(api_error, "members", {}))
    return Response(body, status=api_error.status_code, headers=_headers(api_error), content_type=CONTENT_TYPE)


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
    """Yield one entry per error, with a `pointer` into the body (RFC 6901) or the name of a query `parameter`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole_object = name == "non_field_errors"
            step = _escape_pointer(str(name)) if place == "pointer" else str(name)
            yield from _flatten_errors(inner, path if is_whole_object else f"{path}/{step}", place)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            # A list contains the messages of one place, or one dict per item of a list ({} for a valid item).
            yield from _flatten_errors(inner, f"{path}/{index}" if isinstance(inner, (dict, list)) else path, place)
    else:
        where = f"#{path}" if place == "pointer" else path.removeprefix("/")
        yield {place: where, "code": str(detail.code), "detail": str(detail)}


def _escape_pointer(name: str) -> str:
    readable = name.encode(errors="backslashreplace").decode()  # an unpaired surrogate cannot be encoded
    return readable.replace("~", "~0").replace("/", "~1")


# Error handlers of Django, for requests that do not reach a DRF view. People get a page.


def render_error(
    request: HttpRequest, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return an error response: a page, without reading the session, or a problem."""
    if wants_page(request):
        return error_page(request, status, text=detail, reads_session=False, headers=headers)
    return problem_response(request, status, code, detail, headers=headers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render_error(request, 413, "body_too_large", str(BodyTooLarge().detail))
    detail = "The request is malformed. Check the Host header and the other request headers."
    return render_error(request, 400, "bad_request", detail)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_page(request):
        return error_page(request, 403)
    return problem_response(request, 403, "permission_denied", "You are not allowed to do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_page(request):
        return error_page(request, 404)
    return problem_response(request, 404, "not_found", _NOT_FOUND_DETAIL)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle an uncaught exception, which `sys.exception()` still returns here.

    A page is rendered without the session: the navigation may be what failed.
    """
    error = sys.exception()
    if is_unavailable(error):
        _log_unavailable(request, error)
        mark_retryable(request, error)
        headers = {"Retry-After": _RETRY_AFTER}
        if wants_page(request):
            return error_page(request, 503, reads_session=False, headers=headers)
        return problem_response(request, 503, "unavailable", Unavailable.default_detail, headers=headers)
    if wants_page(request):
        return error_page(request, 500, reads_session=False)
    return problem_response(
        request,
        500,
        "internal_error",
        "Internal server error. It has been logged; quote the request ID when you report it.",
    )
