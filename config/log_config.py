"""Configuration of the log."""

from typing import Any


def build_logging(log_format: str, level: str) -> dict[str, Any]:
    """Return LOGGING: everything goes to stderr in that format, and messages of the catalogue from that level."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "catalog.ops.log_format.JsonFormatter"},
            "text": {"()": "catalog.ops.log_format.TextFormatter"},
        },
        "filters": {"exceptions_only": {"()": "catalog.ops.log_format.ExceptionsOnlyFilter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": log_format}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "catalog": {"level": level.upper()},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR", "filters": ["exceptions_only"]},
            # Invalid Host headers are only in the request log.
            "django.security": {"level": "CRITICAL"},
            # Its messages contain typed names. catalog.ops.login_events logs without them.
            "axes": {"level": "CRITICAL"},
        },
    }
