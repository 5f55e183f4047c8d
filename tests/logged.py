"""What the service logs, read as an operator's tools read it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from catalog.operation.lines import JsonLine


class Log(logging.Handler):
    """Keeps each line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLine())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def events(self, *names: str) -> list[dict[str, Any]]:
        """The events of those names, in their order, without what the clock says."""
        read = [json.loads(line) for line in self.lines]
        return [
            {name: fact for name, fact in each.items() if name not in {"time", "ms", "logger"}}
            for each in read
            if each["event"] in names
        ]


@contextmanager
def listening() -> Iterator[Log]:
    log = Log()
    logging.getLogger().addHandler(log)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(log)
