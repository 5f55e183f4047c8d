"""Building blocks that all operations share: response headers, error responses, the problem schema."""

from typing import Any

from catalog.api.error_codes import ERROR_CODES
from catalog.http.problems import CONTENT_TYPE, TITLES

HEADERS = {
    "X-Request-Id": "Request ID. Taken from the request if it has 8 to 128 letters, digits and . _ : -, otherwise "
    "generated.",
    "X-RateLimit-Limit": "Requests per minute allowed for this caller. Absent if there is no limit.",
    "X-RateLimit-Remaining": "Requests left in the current minute.",
    "X-RateLimit-Reset": "Seconds until the limit resets.",
    "Cache-Control": "Always `private, no-cache`: responses may be stored but must be revalidated.",
    "Vary": "Request headers that the response depends on.",
    "Link": 'URL of the next page, `rel="next"` (RFC 8288). Absent on the last page.',
    "Idempotency-Replayed": "`true` if this is the stored response of an earlier request with the same key.",
    "ETag": "Strong entity tag, derived from the catalogue revision.",
    "Location": "Path of the new charging station model.",
    "Allow": "Allowed methods.",
    "WWW-Authenticate": "Authentication challenge (RFC 6750).",
    "Retry-After": "Seconds to wait before retrying.",
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
    "description": "Problem details of an error (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "requestId"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "URL of a page about the code: `/problems/` plus the code with hyphens.",
        },
        "title": {"type": "string", "description": "Name of the HTTP status."},
        "status": {"type": "integer", "description": "HTTP status code."},
        "detail": {"type": "string", "description": "Explanation for people. The wording may change."},
        "instance": {"type": "string", "description": "Path of the request."},
        "code": {"type": "string", "description": "Machine-readable error code. Stable."},
        "requestId": {"type": "string", "description": "Value of the `X-Request-Id` response header."},
        "conflictingId": {"type": "string", "description": "Only with `already_exists`: ID of the existing model."},
        "errors": {
            "type": "array",
            "description": "Only with `validation_error`: all validation errors.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Location in the request body: `#` followed by a JSON Pointer (RFC 6901).",
                    },
                    "parameter": {"type": "string", "description": "Name of the query parameter."},
                    "code": {"type": "string", "description": "Machine-readable code of the validation error."},
                    "detail": {"type": "string", "description": "Explanation for people."},
                },
            },
        },
    },
}


def error_response(codes: list[str]) -> dict[str, Any]:
    """Return the response of one status, with the meaning and an example of each of its codes."""
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
    """Return a sample problem with this code."""
    error = ERROR_CODES[code]
    return {
        "type": f"/problems/{code.replace('_', '-')}",
        "title": TITLES[error.status],
        "status": error.status,
        "detail": error.example_detail,
        "instance": "/asset-management/v1/charging-station-models",
        "code": code,
        "requestId": "7c1a3f6e2f0b4c539d0e6a1b9f3f7a11",
        **error.example_members,
    }
