"""What every answer of the API carries, for the OpenAPI document: headers, errors and their shape."""

from typing import Any

from catalog.api.error_codes import ERROR_CODES
from catalog.http.problems import CONTENT_TYPE, TITLES

HEADERS = {
    "X-Request-Id": "The request's id: yours, where you sent one of 8 to 128 letters, digits and . _ : -, else ours.",
    "X-RateLimit-Limit": "Requests a minute that this caller has. Absent where there is no limit.",
    "X-RateLimit-Remaining": "What is left of the minute under way.",
    "X-RateLimit-Reset": "Seconds until the next minute begins.",
    "Cache-Control": "Always `private, no-cache`: keep an answer, and ask before you use it again.",
    "Vary": "What an answer depends on, besides the path.",
    "Link": 'Where the next page is, as `rel="next"` (RFC 8288); absent on the last.',
    "Idempotency-Replayed": "`true` on an answer that was kept from an earlier request with the same Idempotency-Key.",
    "ETag": "A strong tag of the answer, from the catalogue's revision.",
    "Location": "The path of the new charging station model.",
    "Allow": "The methods of this path.",
    "WWW-Authenticate": "What is asked for (RFC 6750).",
    "Retry-After": "Seconds to wait before the next try.",
}
COMMON_HEADERS = [
    "X-Request-Id",
    "Cache-Control",
    "Vary",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
]
SUCCESS_HEADERS = {"200": ["ETag"], "201": ["ETag", "Location"], "304": ["ETag"]}

STATUS_HEADERS = {
    401: ["WWW-Authenticate"],
    403: ["WWW-Authenticate"],
    405: ["Allow"],
    409: ["Retry-After"],
    412: ["ETag"],
    429: ["Retry-After"],
    503: ["Retry-After"],
}

COMMON_ERRORS = [
    "bad_request",
    "not_authenticated",
    "invalid_token",
    "insufficient_scope",
    "https_required",
    "method_not_allowed",
    "not_acceptable",
    "rate_limited",
    "internal_error",
    "unavailable",
]
QUERY_ERRORS = ["validation_error"]
BODY_ERRORS = ["validation_error", "malformed_json", "length_required", "body_too_large", "unsupported_media_type"]
WRITE_ERRORS = ["permission_denied"]
DETAIL_ERRORS = ["not_found"]
IF_MATCH_ERRORS = {
    "Idempotency-Key": ["bad_idempotency_key", "still_running", "idempotency_key_reused"],
    "If-Match": ["precondition_failed", "gone"],
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "`/problems/` and the code with dashes."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and what to do."},
        "instance": {"type": "string", "description": "The path of the request."},
        "code": {"type": "string", "description": "Stable: decide on this."},
        "requestId": {"type": "string"},
        "conflictingId": {"type": "string", "description": "With `already_exists`."},
        "errors": {
            "type": "array",
            "description": "With `validation_error`: every fault, by `pointer` or `parameter`.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Place in the body, `#` and a JSON pointer (RFC 6901).",
                    },
                    "parameter": {"type": "string", "description": "Name of a query parameter."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def error_response(codes: list[str]) -> dict[str, Any]:
    """Return the response of one status: what its codes mean, and an example of each."""
    [status] = {ERROR_CODES[code].status for code in codes}
    return {
        "description": " ".join(f"`{code}`: {ERROR_CODES[code].summary}" for code in codes),
        "headers": header_refs([*COMMON_HEADERS, *STATUS_HEADERS.get(status, [])]),
        "content": {
            CONTENT_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"value": example_problem(code)} for code in codes},
            }
        },
    }


def header_refs(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def example_problem(code: str) -> dict[str, Any]:
    """Return a problem of that code, as a caller may get it."""
    said = ERROR_CODES[code]
    return {
        "type": f"/problems/{code.replace('_', '-')}",
        "title": TITLES[said.status],
        "status": said.status,
        "detail": said.example_detail,
        "instance": "/asset-management/v1/charging-station-models",
        "code": code,
        "requestId": "7c1a3f6e2f0b4c539d0e6a1b9f3f7a11",
        **said.example_members,
    }
