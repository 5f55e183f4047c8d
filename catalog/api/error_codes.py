"""Error codes of the API, with their meaning and a sample detail."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ErrorCode:
    """Error code. `example_members` are the members that it adds to the problem."""

    status: int
    summary: str
    example_detail: str
    example_members: dict[str, Any] = field(default_factory=dict)


ERROR_CODES = {
    "validation_error": ErrorCode(
        400,
        "the request is invalid; `errors` lists every problem with its location.",
        "The request is invalid. See `errors` for details.",
        {"errors": [{"pointer": "#/connectors/0/maxVoltage", "code": "invalid", "detail": "Must be a number."}]},
    ),
    "malformed_json": ErrorCode(
        400,
        "the body is not valid UTF-8 JSON, or is nested too deeply.",
        "The request body is not valid JSON: Expecting property name enclosed in double quotes: line 1 column 2 "
        "(char 1).",
    ),
    "bad_idempotency_key": ErrorCode(
        400,
        "the Idempotency-Key header is not 1 to 255 printable ASCII characters.",
        "The Idempotency-Key header must be 1 to 255 printable ASCII characters.",
    ),
    "start_over": ErrorCode(
        400,
        "the revision in `after` is unknown; discard your copy and start again from 0.",
        "Unknown revision: the catalogue was restored or emptied. Read the feed again from after=0 and delete local "
        "models that it does not contain.",
    ),
    "bad_request": ErrorCode(
        400,
        "the request is malformed, or an entity tag has no quotes, or there are too many entity tags.",
        "The request is malformed. Check the Host header and the other request headers.",
    ),
    "not_authenticated": ErrorCode(
        401,
        "the request has no access token.",
        "The request has no access token. Send one as Authorization: Bearer <token>.",
    ),
    "invalid_token": ErrorCode(
        401,
        "the access token is unknown, expired or revoked; request a new one.",
        "The access token is unknown, expired or revoked.",
    ),
    "permission_denied": ErrorCode(
        403,
        "the operation requires staff access, or an admin session sent no CSRF token.",
        "This operation requires staff access: the owner of the API client must be staff.",
    ),
    "insufficient_scope": ErrorCode(
        403,
        "the access token lacks the required scope.",
        "The access token lacks the scope models:write. Request a token with this scope.",
    ),
    "https_required": ErrorCode(
        403,
        "the request used plain HTTP; use HTTPS and replace the token.",
        "HTTPS is required. Replace the secret or token that was sent over plain HTTP: it is no longer safe.",
    ),
    "not_found": ErrorCode(404, "no charging station model has this ID.", "Not found. Check the path and the ID."),
    "gone": ErrorCode(
        404,
        "the model was deleted while the request was being processed.",
        "This charging station model was deleted in the meantime.",
    ),
    "method_not_allowed": ErrorCode(
        405,
        "the methods of this path are listed in the `Allow` header.",
        "PUT is not allowed. The methods of this path are listed in the Allow header.",
    ),
    "not_acceptable": ErrorCode(
        406,
        "responses are only available as `application/json`.",
        "The response is only available as application/json. Check the Accept header.",
    ),
    "already_exists": ErrorCode(
        409,
        "an active model with this vendor and model exists; its ID is in `conflictingId`.",
        "An active model Wallbox / PLP1-0-2-4 already exists (ID 0b1c7e8e-6f5b-4a53-9a05-2f6d6c1f8f0e).",
        {"conflictingId": "0b1c7e8e-6f5b-4a53-9a05-2f6d6c1f8f0e"},
    ),
    "still_running": ErrorCode(
        409,
        "a request with the same Idempotency-Key is still being processed.",
        "A request with this Idempotency-Key is still being processed. Retry later to get its response.",
    ),
    "length_required": ErrorCode(
        411,
        "the request body has no `Content-Length` and is not sent in chunks that can be read.",
        "The request body must have a Content-Length header.",
    ),
    "precondition_failed": ErrorCode(
        412,
        "the model has changed, or the entity tag is weak or unknown; the current one is in the `ETag` header.",
        "The charging station model has changed since you read it. Read it again before you change it.",
    ),
    "body_too_large": ErrorCode(
        413, "the request body is larger than 256 KiB.", "The request body is larger than 262144 bytes."
    ),
    "unsupported_media_type": ErrorCode(
        415,
        "the request body is not uncompressed `application/json`.",
        "The request body must be JSON with Content-Type application/json, encoded in UTF-8.",
    ),
    "idempotency_key_reused": ErrorCode(
        422,
        "the Idempotency-Key was already used for a different request.",
        "This Idempotency-Key was already used for a different request. Use a new key.",
    ),
    "rate_limited": ErrorCode(
        429,
        "rate limit exceeded; wait for the seconds in `Retry-After`.",
        "Rate limit exceeded. Retry after the number of seconds in Retry-After.",
    ),
    "internal_error": ErrorCode(
        500,
        "internal server error; it has been logged.",
        "Internal server error. It has been logged; quote the request ID when you report it.",
    ),
    "unavailable": ErrorCode(
        503,
        "the database is unavailable, or the service is overloaded; wait for the seconds in `Retry-After`.",
        "The database is unavailable or overloaded. Retry after the number of seconds in Retry-After.",
    ),
}
