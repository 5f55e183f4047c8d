"""A request whose transaction the database wants to see once more is carried out anew: nothing of it was done."""

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
"""The key of the WSGI environ under which a view leaves that the request is to be carried out again."""

# serialization_failure, deadlock_detected: what PostgreSQL, and what speaks its protocol, undoes and asks for again.
_RETRYABLE_SQLSTATES: Final = frozenset({"40001", "40P01"})


def mark_retryable(request: HttpRequest, error: BaseException | None) -> None:
    """Have the request carried out anew, if that is what the database answered to its transaction."""
    if isinstance(error, Error) and getattr(error.__cause__, "sqlstate", None) in _RETRYABLE_SQLSTATES:
        request.META[_RETRY] = True


class RetryTransactionMiddleware:
    """The last before the view, which is all that is repeated. After ten tries the answer is 503, with Retry-After."""

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
    """Longer and longer, and by chance, so that those who were in each other's way do not meet again."""
    for number in range(_MAX_ATTEMPTS - 1):
        yield random.uniform(0, min(_MAX_DELAY, _BASE_DELAY * 2**number))  # noqa: S311 - no secret
