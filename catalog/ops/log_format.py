"""A record as one line, JSON or text, that nothing in it can break into two. granian writes by it too."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

# No line has these of its record: finding them is a third of making it, and a system call.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

# Made once: `json.dumps` would make one for each line.
_as_json = json.JSONEncoder(default=str).encode


def _format_time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What `tell` was given, and of Django's own records the request that they are about."""
    facts: dict[str, Any] = getattr(record, "facts", {})
    if request_id := getattr(getattr(record, "request", None), "request_id", ""):
        facts = {"requestId": request_id, **facts}
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}


class ExceptionsOnlyFilter(logging.Filter):
    """Of what Django says of requests, what the request's own line does not: where an exception came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        from catalog.db.availability import is_unavailable

        # A database that is away is told as `unavailable`, and would else fill the log with tracebacks.
        error = record.exc_info[1] if record.exc_info else None
        return error is not None and not is_unavailable(error)


class JsonFormatter(logging.Formatter):
    """An object a line. ASCII alone: what ends a line in some reader (U+2028, say) is escaped like a line break."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _format_time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_fields_of(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _as_json(line)


class TextFormatter(logging.Formatter):
    """For people. A traceback's lines are indented, so whatever begins a line is a record's own time."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={_format_value(fact)}" for name, fact in _fields_of(record).items())
        event = _as_json(record.getMessage())[1:-1].replace('\\"', '"')
        line = f"{_format_time(record)} {record.levelname} {record.name}: {event}{facts}"
        if record.exc_info:
            inner = self.formatException(record.exc_info).splitlines()
            line += "".join(f"\n    {each.encode('ascii', 'backslashreplace').decode()}" for each in inner)
        return line


def _format_value(fact: Any) -> str:
    plain = isinstance(fact, str) and fact.isascii() and fact.replace("-", "").replace("_", "").isalnum()
    return fact if plain else _as_json(fact)
