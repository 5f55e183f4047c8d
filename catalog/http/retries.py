"""Marks of requests that are worth a retry."""

from typing import Final

from django.db import Error
from django.http import HttpRequest

RETRY: Final = "catalog.retry"
"""Key of the WSGI environ that marks a request to retry."""

# serialization_failure and deadlock_detected: the transaction was rolled back and can be retried.
_RETRYABLE_SQLSTATES: Final = frozenset({"40001", "40P01"})


def mark_retryable(request: HttpRequest, error: BaseException | None) -> None:
    """Mark the request for a retry if the error is a serialization failure or a deadlock."""
    if isinstance(error, Error) and getattr(error.__cause__, "sqlstate", None) in _RETRYABLE_SQLSTATES:
        request.META[RETRY] = True
