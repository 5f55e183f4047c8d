"""The codes of errors: what each means, and an example of what it says. Callers decide on them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ErrorCode:
    """A code of an error. `example_members` are the members that it adds to the problem."""

    status: int
    summary: str
    example_detail: str
    example_members: dict[str, Any] = field(default_factory=dict)


ERROR_CODES = {
    "validation_error": ErrorCode(
        400,
        "`errors` names every fault of the request by its place.",
        "The request has faults. `errors` names each of them.",
        {
            "errors": [
                {"pointer": "#/connectors/0/maxVoltage", "code": "invalid", "detail": "A valid number is required."}
            ]
        },
    ),
    "malformed_json": ErrorCode(
        400,
        "the body is no JSON in UTF-8, or nested too deep.",
        "The body is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
    ),
    "bad_idempotency_key": ErrorCode(
        400,
        "the key is not 1 to 255 printable ASCII characters.",
        "Idempotency-Key has to be 1 to 255 printable ASCII characters.",
    ),
    "start_over": ErrorCode(
        400,
        "the catalogue does not know the revision of `after`: drop the copy and read it anew from 0.",
        "The catalogue knows no such revision: it was restored or emptied since. Read it anew with after=0, and drop "
        "what is not in it.",
    ),
    "bad_request": ErrorCode(
        400,
        "the request cannot be understood at all, or tags are sent without their quotes, or too many of them.",
        "The request cannot be understood. Check its Host and headers.",
    ),
    "not_authenticated": ErrorCode(
        401, "no token came with it.", "The request has no access token. Send one as Authorization: Bearer <token>."
    ),
    "invalid_token": ErrorCode(401, "ask for a new token.", "The access token is unknown, expired or revoked."),
    "permission_denied": ErrorCode(
        403, "only staff may do this, or a session of the admin came without its CSRF token.", "Only staff may do this."
    ),
    "insufficient_scope": ErrorCode(
        403, "the token's scopes do not reach this far.", "The token lacks the scope models:write."
    ),
    "https_required": ErrorCode(
        403,
        "the request came over plain HTTP: use HTTPS, and a new token.",
        "Use https:// here. Whatever secret or token was sent over plain HTTP can have been read: replace it.",
    ),
    "not_found": ErrorCode(
        404, "no charging station model has this id.", "There is nothing here. Check the path and the id."
    ),
    "gone": ErrorCode(
        404,
        "it was deleted while the request was under way.",
        "This charging station model is not there any more: it was deleted meanwhile.",
    ),
    "method_not_allowed": ErrorCode(
        405,
        "`Allow` names the methods of this path.",
        "PUT is not allowed here. The Allow header lists the methods of this path.",
    ),
    "not_acceptable": ErrorCode(
        406,
        "answers are `application/json`.",
        "The response is not available in any format in Accept. Set it to application/json.",
    ),
    "already_exists": ErrorCode(
        409,
        "`conflictingId` is the active model of this vendor and name.",
        "The catalogue already has an active model Wallbox / PLP1-0-2-4, with the id "
        "0b1c7e8e-6f5b-4a53-9a05-2f6d6c1f8f0e.",
        {"conflictingId": "0b1c7e8e-6f5b-4a53-9a05-2f6d6c1f8f0e"},
    ),
    "still_running": ErrorCode(
        409,
        "a request with the same `Idempotency-Key` is under way.",
        "A request with this Idempotency-Key is under way. Send it again in a moment for its answer.",
    ),
    "length_required": ErrorCode(
        411,
        "the body came without `Content-Length`, in a coding that is not read here.",
        "Send the body with a Content-Length.",
    ),
    "precondition_failed": ErrorCode(
        412,
        "it has changed since, or the tag is weak or none of ours; `ETag` is its present tag.",
        "The charging station model has changed since: read it again, then decide anew.",
    ),
    "body_too_large": ErrorCode(413, "at most 256 KiB.", "The body is larger than 262144 bytes."),
    "unsupported_media_type": ErrorCode(
        415, "send `application/json`, not compressed.", "The body must be application/json in UTF-8."
    ),
    "idempotency_key_reused": ErrorCode(
        422,
        "the key came with another request before.",
        "This Idempotency-Key came with another request before. Use a new key for each request.",
    ),
    "rate_limited": ErrorCode(
        429,
        "over the limit; wait for `Retry-After` seconds.",
        "The rate limit is reached. Wait for the number of seconds in Retry-After.",
    ),
    "internal_error": ErrorCode(
        500, "a fault of the service; it has been logged.", "Something went wrong here; it has been logged."
    ),
    "unavailable": ErrorCode(
        503,
        "the database cannot be reached or is too busy; wait for `Retry-After` seconds.",
        "The database cannot be reached or is too busy. Try again shortly.",
    ),
}
