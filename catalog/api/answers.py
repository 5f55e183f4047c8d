"""What every answer of the API carries, for the OpenAPI document: headers, errors and their shape."""

from typing import Any

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
EVERYWHERE = [
    "X-Request-Id",
    "Cache-Control",
    "Vary",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
]
SUCCESS_HEADERS = {"200": ["ETag"], "201": ["ETag", "Location"], "304": ["ETag"]}

# Status: name of the response, its codes in words, headers of its own.
ERRORS: dict[str, tuple[str, str, list[str]]] = {
    "400": (
        "BadRequest",
        "`validation_error`: `errors` names each fault. `malformed_json`, `bad_idempotency_key`, `start_over`, "
        "`bad_request`.",
        [],
    ),
    "401": ("Unauthorized", "`not_authenticated`, `invalid_token`.", ["WWW-Authenticate"]),
    "403": ("Forbidden", "`permission_denied`, `insufficient_scope`.", ["WWW-Authenticate"]),
    "404": ("NotFound", "`not_found`: no charging station model has this id.", []),
    "405": ("MethodNotAllowed", "`method_not_allowed`.", ["Allow"]),
    "406": ("NotAcceptable", "`not_acceptable`: answers are `application/json`.", []),
    "409": (
        "Conflict",
        "`already_exists`: `conflictingId` is the active model of this vendor and name. "
        "`still_running`: a request with the same Idempotency-Key is under way.",
        ["Retry-After"],
    ),
    "412": ("PreconditionFailed", "`precondition_failed`: it has changed since; `ETag` is its present tag.", ["ETag"]),
    "413": ("BodyTooLarge", "`body_too_large`: at most 256 KiB.", []),
    "415": ("UnsupportedMediaType", "`unsupported_media_type`: send `application/json`.", []),
    "422": ("KeyReused", "`idempotency_key_reused`: the key came with another request before.", []),
    "429": ("RateLimited", "`rate_limited`.", ["Retry-After"]),
    "500": ("InternalError", "`internal_error`: a fault of the service; it has been logged.", []),
    "503": ("Unavailable", "`unavailable`: the database cannot be reached or is too busy.", ["Retry-After"]),
}
ALWAYS = ["400", "401", "403", "405", "406", "429", "500", "503"]

ERRORS_OF_HEADERS = {"Idempotency-Key": ["409", "422"], "If-Match": ["412"]}

PROBLEM: dict[str, Any] = {
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
