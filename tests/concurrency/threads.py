"""Many at the same time, on the real database."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")

MANY = 24
_TIMEOUT = 60


def run_concurrently(acts: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start all of them at the same moment, each in its thread, and return what they returned, in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result:
        try:
            barrier.wait(_TIMEOUT)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
