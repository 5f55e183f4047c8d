"""`Idempotency-Key`: a client can retry a POST, which is executed once."""

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.parsers import TruncatedBody, content_length
from catalog.api.renderers import CatalogueRenderer, RenderedJSON
from catalog.api.throttling import caller_key
from catalog.models import IdempotencyRecord

ViewMethod = Callable[..., Response]

_KEY_RE = re.compile(r"[\x20-\x7e]{1,255}")
_STORED_HEADERS = ("ETag", "Location")
_FINGERPRINT_HEADERS = ("If-Match", "Content-Encoding")


class InvalidIdempotencyKey(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_idempotency_key"
    default_detail = "The Idempotency-Key header must be 1 to 255 printable ASCII characters."


class RequestInProgress(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "still_running"
    default_detail = "A request with this Idempotency-Key is still being processed. Retry later to get its response."
    wait = 1


class IdempotencyKeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was already used for a different request. Use a new key."


class _ClaimLost(Exception):
    """Another worker has taken over the key, so this transaction is rolled back."""


def idempotent(method: ViewMethod) -> ViewMethod:
    """Make a POST of a viewset honour `Idempotency-Key`. The response is stored in the transaction of the change.

    A retry within 24 hours returns the stored response with `Idempotency-Replayed: true`. 5xx and 429 are not stored.
    """

    @functools.wraps(method)
    def wrapper(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        if not _KEY_RE.fullmatch(key):
            raise InvalidIdempotencyKey
        fingerprint = _fingerprint(request)
        record, is_new = IdempotencyRecord.objects.claim(caller=caller_key(request), key=key, fingerprint=fingerprint)
        if record.fingerprint != fingerprint:
            raise IdempotencyKeyReused
        if not is_new:
            return _replay(record)
        try:
            return _run_and_store(record, view, functools.partial(method, view, request, *args, **kwargs))
        except _ClaimLost:
            raise RequestInProgress from None
        except BaseException:
            record.release()
            raise

    return wrapper


def _run_and_store(record: IdempotencyRecord, view: Any, call: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            response = call()
            _store_response(record, response)
    except _ClaimLost:
        raise
    except Exception as error:  # noqa: BLE001 - DRF converts API errors and raises all others
        response = view.handle_exception(error)
        if response.status_code >= status.HTTP_500_INTERNAL_SERVER_ERROR:
            record.release()
        else:
            _store_response(record, response)
    return response


def _store_response(record: IdempotencyRecord, response: Response) -> None:
    is_stored = record.store_response(
        status=response.status_code,
        headers={
            # `headers` has Django's default until the response is rendered.
            "Content-Type": response.content_type or "application/json",
            **{name: response.headers[name] for name in _STORED_HEADERS if name in response.headers},
        },
        body=CatalogueRenderer().render(response.data).decode(),
    )
    if not is_stored:
        raise _ClaimLost


def _replay(record: IdempotencyRecord) -> Response:
    if not record.has_response:
        raise RequestInProgress
    headers = {**record.headers, "Idempotency-Replayed": "true"}
    return Response(
        RenderedJSON(record.body), status=record.status, content_type=headers.pop("Content-Type"), headers=headers
    )


def _fingerprint(request: Request) -> str:
    """Return a hash of method, path, body and the headers that change the result.

    Raises RequestDataTooBig and TruncatedBody. Django caches the body for the parser.
    """
    length = content_length(request)
    body = request.body if length else b""
    if len(body) < length:  # the client will retry with the whole body
        raise TruncatedBody
    parts = [request.method or "", request.path.rstrip("/").lower(), request.META.get("CONTENT_TYPE", "")]
    # Absent headers add nothing, so that old fingerprints stay valid.
    parts += [f"{name}: {request.headers[name]}" for name in _FINGERPRINT_HEADERS if name in request.headers]
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + body).hexdigest()
