"""The chosen activity as CSV, written while it is read."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from django.http import StreamingHttpResponse
from django.utils import timezone

from catalog.admin.activity.lines import ActivityLine, describe_activity
from catalog.library.spreadsheet_escaping import escape_formula
from catalog.models import AuditEvent
from catalog.models.activity import ActivityFilter, iterate_activity

_BATCH: Final = 500

_COLUMNS: Final = ("time (UTC)", "who", "via", "kind", "object", "object ID", "sentence", "reason", "request ID")


def export_activity(wanted: ActivityFilter) -> StreamingHttpResponse:
    name = f"activity-{timezone.now():%Y-%m-%d}.csv"
    response = StreamingHttpResponse(_write(wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _write(wanted: ActivityFilter) -> Iterator[str]:
    yield "\ufeff" + _line(_COLUMNS)  # by which spreadsheets know UTF-8
    for events in iterate_activity(wanted, size=_BATCH):
        lines, _ = describe_activity(events)
        yield "".join(_line(_cells(each)) for each in lines)


def _cells(line: ActivityLine) -> tuple[str, ...]:
    event = line.event
    subject = event.subject if isinstance(event, AuditEvent) else ("user" if event.user_id else "client")
    return (
        f"{event.at:%Y-%m-%d %H:%M:%S}",
        line.actor,
        event.get_channel_display(),
        event.get_action_display(),
        line.name,
        str(getattr(event, f"{subject}_id")),
        line.text,
        line.reason,
        event.request_id,
    )


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([escape_formula(each) for each in cells])
    return written.getvalue()
