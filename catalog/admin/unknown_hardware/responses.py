"""What follows a decision on an entry: a message with Undo, and the next entry."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from catalog.admin.undo import message_with_undo, register_opposite
from catalog.admin.unknown_hardware.queue import Queue
from catalog.models import Actor, InboxEvent, UnknownHardware
from catalog.resolve.inbox_check import check_inbox

OPPOSITE = "inbox"


@register_opposite(OPPOSITE)
def undo_decision(event_id: Any, by: Actor) -> None:
    """Let the entry of a decision wait again."""
    event = InboxEvent.objects.select_related("entry").get(pk=event_id)
    event.entry.undo(event, by=by)


def respond_to_decision(
    request: HttpRequest, entry: UnknownHardware, queue: Queue, following: UUID | None, text: str
) -> HttpResponse:
    """Add the message of a decision that was just made, and redirect to the entry `following`, or to the queue.

    Entries that the decision lets the catalogue recognise are resolved first.
    """
    resolved = check_inbox()
    event = entry.events.filter(user=request.user.pk).first()
    waiting = UnknownHardware.objects.waiting()
    others = f" {resolved} other {'entry was' if resolved == 1 else 'entries were'} resolved, too." if resolved else ""
    left = waiting.order_by().count()
    message_with_undo(
        request,
        format_html("{}{} {} left.", text, others, f"{left:,}" if left else "Nothing"),
        opposite=(OPPOSITE, event.pk) if event else None,
    )
    if following is not None and waiting.filter(pk=following).exists():
        return HttpResponseRedirect(queue.entry_url(following))
    return HttpResponseRedirect(queue.url)
