"""Times for people: one format on all pages, with UTC in the title."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.html import format_html

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_DAYS_AGO_MAX = 7


def format_date(value: date) -> str:
    """Return a date such as "30 Nov 2026"."""
    return f"{value.day} {value:%b %Y}"


def format_date_time(value: datetime) -> str:
    """Return a time such as "30 Nov 2026, 18:04", in UTC."""
    in_utc = value.astimezone(UTC)
    return f"{format_date(in_utc)}, {in_utc:%H:%M}"


def format_time_ago(value: datetime, now: datetime) -> str:
    """Return the time since `value` such as "2 h ago"; after a week, the date."""
    seconds = (now - value).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    days = int(seconds // _DAY)
    if days > _DAYS_AGO_MAX:
        return format_date(value.astimezone(UTC))
    return "1 day ago" if days == 1 else f"{days} days ago"


def _element(value: datetime, text: str) -> str:
    in_utc = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        f"{in_utc:%Y-%m-%dT%H:%M:%SZ}",
        f"{format_date(in_utc)}, {in_utc:%H:%M:%S} UTC",
        text,
    )


def date_time(value: datetime | None) -> str:
    """Return a `time` element with date and time; nothing for None. Also for columns of a list."""
    return _element(value, format_date_time(value)) if value else ""


def date_only(value: datetime | None) -> str:
    """Return a `time` element with the date; nothing for None."""
    return _element(value, format_date(value.astimezone(UTC))) if value else ""


def time_ago(value: datetime | None) -> str:
    """Return a `time` element with the time since then; nothing for None. Also for columns of a list."""
    return _element(value, format_time_ago(value, timezone.now())) if value else ""
