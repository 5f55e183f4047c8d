"""Log formatters: one line per record, in JSON or text. granian also uses them."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

# The formatters do not use these fields, which are expensive to collect.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

# `json.dumps` would create an encoder for each line.
_as_json = json.JSONEncoder(default=str).encode


def _format_time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the fields of an event, and the request ID of Django's records."""
    facts: dict[str, Any] = getattr(record, "facts", {})
    if request_id := getattr(getattr(record, "request", None), "request_id", ""):
        facts = {"requestId": request_id, **facts}
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}


class ExceptionsOnlyFilter(logging.Filter):
    """Filter that passes only records with a traceback, except for an unavailable database."""

    def filter(self, record: logging.LogRecord) -> bool:
        from catalog.db.availability import is_unavailable

        # An unavailable database is logged as event `unavailable`.
        error = record.exc_info[1] if record.exc_info else None
        return error is not None and not is_unavailable(error)


class JsonFormatter(logging.Formatter):
    """Formatter with one JSON object per line. ASCII only, because some readers break lines at U+2028."""

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
    """Formatter for people. Lines of a traceback are indented, so that each record starts with its time."""

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
