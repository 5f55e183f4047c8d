"""The error of a form whose object was changed after the form was opened."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html


def stale_form_error(row: Any = None, *, url: str = "") -> ValidationError:
    """Return the error for a stale form.

    `row` names who made the last change; leave it out for objects without a history. `url` is the page of the current
    values, where that is not the page of the form.
    """
    event = row.events.select_related("user", "client").first() if row else None
    return ValidationError(
        format_html(
            "This was changed{} after you opened the page. Your changes were not saved. {} to see the current values.",
            f" by {event.actor_name} ({event.get_action_display().lower()})" if event else "",
            format_html('<a href="{}">Open the page again</a>', url) if url else "Reload the page",
        ),
        code="changed_meanwhile",
    )
