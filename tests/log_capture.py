"""What the service logs, read as an operator's tools read it."""

import functools
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from catalog.ops.log_format import JsonFormatter


class LogCapture(logging.Handler):
    """Keeps each line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
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
def capture_log() -> Iterator[LogCapture]:
    log = LogCapture()
    logging.getLogger().addHandler(log)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(log)


class LogAudit(logging.Handler):
    """Reads every line of a whole run, and keeps what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.wrong: list[str] = []
        self.secrets: set[str] = set()
        self._words: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        told = json.loads(line)
        if len(line.splitlines()) != 1 or not (told["event"] != "request" or told.keys() >= _OF_A_REQUEST):
            self.wrong.append(line)
        self._words.update(_LONG_WORD.findall(line))

    def noting(self, make: Any) -> Any:
        """Wrap what makes secrets, so that it is known what must not be told."""

        @functools.wraps(make)
        def note(*arguments: Any, **options: Any) -> Any:
            secret = make(*arguments, **options)
            if not (arguments or options):  # with a length asked for it is a client's id
                self.secrets.add(secret)
            return secret

        return note

    @property
    def leaked_secrets(self) -> set[str]:
        return self.secrets & self._words


_OF_A_REQUEST = {"time", "requestId", "method", "route", "status", "ms"}
_LONG_WORD = re.compile(r"[\w-]{20,}")
