"""Retries of requests after serialization failures and deadlocks."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from catalog.http.retries import RETRY

_MAX_ATTEMPTS: Final = 10
_BASE_DELAY: Final = 0.01
_MAX_DELAY: Final = 0.25
"""Seconds."""


class RetryTransactionMiddleware:
    """Last middleware, so that a retry repeats only the view. After ten attempts the response is 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return self._retry(request, response) if request.META.get(RETRY) else response

    def _retry(self, request: Any, response: HttpResponse) -> HttpResponse:
        pauses = _backoff_delays()
        while request.META[RETRY] and (pause := next(pauses, None)) is not None:
            request.META[RETRY] = False
            time.sleep(pause)
            response = self.get_response(request)
        return response


def _backoff_delays() -> Iterator[float]:
    """Yield delays in seconds: exponential backoff with jitter."""
    for number in range(_MAX_ATTEMPTS - 1):
        yield random.uniform(0, min(_MAX_DELAY, _BASE_DELAY * 2**number))  # noqa: S311 - not a secret
