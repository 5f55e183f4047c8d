"""The event log: one line for each event, with searchable fields."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger("catalog.events")


def log_event(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Log the event with its facts, those that are None or empty left out. Never give it a secret."""
    if logger.isEnabledFor(level):
        # Not `logger.log`, which searches the stack for the calling line: that is nearly always this one.
        record = logging.LogRecord(logger.name, level, __file__, 0, event, None, None)
        record.facts = facts
        logger.handle(record)


def is_enabled() -> bool:
    """Return whether events are logged at all."""
    return logger.isEnabledFor(logging.INFO)


@contextmanager
def muted() -> Iterator[None]:
    """Suppress events while the context is active, for commands that a person runs in a terminal."""
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
