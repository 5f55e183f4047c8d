"""Retries of requests after serialization failures and deadlocks."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import Error
from django.http import HttpRequest, HttpResponse

_MAX_ATTEMPTS: Final = 10
_BASE_DELAY: Final = 0.01
_MAX_DELAY: Final = 0.25
"""Seconds."""

_RETRY: Final = "catalog.retry"
"""Key of the WSGI environ that marks a request to retry."""

# serialization_failure and deadlock_detected: the transaction was rolled back and can be retried.
_RETRYABLE_SQLSTATES: Final = frozenset({"40001", "40P01"})


def mark_retryable(request: HttpRequest, error: BaseException | None) -> None:
    """Mark the request for a retry if the error is a serialization failure or a deadlock."""
    if isinstance(error, Error) and getattr(error.__cause__, "sqlstate", None) in _RETRYABLE_SQLSTATES:
        request.META[_RETRY] = True


class RetryTransactionMiddleware:
    """Last middleware, so that a retry repeats only the view. After ten attempts the response is 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return self._retry(request, response) if request.META.get(_RETRY) else response

    def _retry(self, request: Any, response: HttpResponse) -> HttpResponse:
        pauses = _backoff_delays()
        while request.META[_RETRY] and (pause := next(pauses, None)) is not None:
            request.META[_RETRY] = False
            time.sleep(pause)
            response = self.get_response(request)
        return response


def _backoff_delays() -> Iterator[float]:
    """Yield delays in seconds: exponential backoff with jitter."""
    for number in range(_MAX_ATTEMPTS - 1):
        yield random.uniform(0, min(_MAX_DELAY, _BASE_DELAY * 2**number))  # noqa: S311 - not a secret
