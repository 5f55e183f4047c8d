"""What the service tells of itself: events, one line each, with facts that can be searched."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger("catalog.events")


def log_event(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Log the event with its facts, those that are None or empty left out. Never give it a secret."""
    if logger.isEnabledFor(level):
        # Not `logger.log`, which would go through the stack for the line that told of it: it is nearly always this one.
        record = logging.LogRecord(logger.name, level, __file__, 0, event, None, None)
        record.facts = facts
        logger.handle(record)


def is_enabled() -> bool:
    """Return whether events are logged at all."""
    return logger.isEnabledFor(logging.INFO)


@contextmanager
def muted() -> Iterator[None]:
    """Tell of no events meanwhile, for a terminal that a person reads."""
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
