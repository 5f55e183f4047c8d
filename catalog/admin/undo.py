"""Undo of what a person has just changed: the button in a message, and the view that it posts to."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from catalog.admin.history import subject_name
from catalog.admin.mixins.permissions import actor_from_request
from catalog.exceptions import CatalogueError, UndoError, flatten_errors
from catalog.models import Actor, AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.undo import UNDO_MAX, undo_events

UNDO_MAX_AGE: Final = 60 * 60
"""Seconds for which a change can be undone by the button. Later, the history of a model restores a version."""

_SALT: Final = "catalog.admin.undo"

_REVISIONS_BACK: Final = 20 * UNDO_MAX
"""How far back the events of a request are looked for: revisions, of which other people take some at the same time."""

_BUTTON: Final = (
    '{} <form class="undo" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="token" value="{}"><button class="btn btn-quiet">Undo</button></form>'
)

Opposite = Callable[[Any, Actor], object]

OPPOSITES: dict[str, Opposite] = {}
"""The registered opposites by name."""


def register_opposite(name: str) -> Callable[[Opposite], Opposite]:
    """Register the opposite of a change that has no audit event, such as one of the inbox.

    It takes the value that was given to `message_with_undo` and the actor, and runs in the transaction of the undo,
    after the events. It raises UndoError when something changed since.
    """

    def register(function: Opposite) -> Opposite:
        OPPOSITES[name] = function
        return function

    return register


def message_with_undo(
    request: HttpRequest, text: str, *, request_id: str = "", opposite: tuple[str, Any] | None = None
) -> None:
    """Add a success message with a button that undoes the audit events of a request of this person: of this request,
    unless another is named. Call it when they are written.

    `opposite` is the name of a registered function and its value, as JSON takes it, for what the events do not cover.
    Without a button where there is nothing to undo, or too much.
    """
    request_id = request_id or actor_from_request(request).request_id
    revisions = _find_revisions(request_id, request.user.pk)
    if len(revisions) > UNDO_MAX or not (revisions or opposite):
        messages.success(request, text)
        return
    token = sign_undo(request, request_id, revisions, opposite)
    messages.success(request, format_html(_BUTTON, text, reverse("admin:undo"), get_token(request), token))


def sign_undo(
    request: HttpRequest, request_id: str, revisions: Sequence[int], opposite: tuple[str, Any] | None = None
) -> str:
    """Return the token of a button that undoes the events of a request of this person: from the first of those
    revisions, which are in order, to the last.
    """
    values = {
        "user": request.user.pk,
        "request": request_id,
        "revisions": [revisions[0], revisions[-1]] if revisions else None,
        "opposite": opposite,
    }
    return signing.dumps(values, salt=_SALT)


def _find_revisions(request_id: str, user: Any) -> list[int]:
    since = CatalogueRevision.current().number - _REVISIONS_BACK
    events = _events_of(request_id, user).filter(revision__gt=since)
    return list(events.order_by("revision").values_list("revision", flat=True)[: UNDO_MAX + 1])


def _events_of(request_id: str, user: Any) -> QuerySet[AuditEvent]:
    """Return the events of a request of that person, and not of a client that acts for the same user."""
    return AuditEvent.objects.filter(request_id=request_id, user=user, client__isnull=True)


@require_POST
def undo_view(request: HttpRequest) -> HttpResponse:
    """Undo what the signed token of the message says, if this person did it, and go back to the page."""
    if not admin.site.get_model_admin(ChargingStationModel).has_change_permission(request):
        raise PermissionDenied
    try:
        token = signing.loads(request.POST.get("token", ""), salt=_SALT, max_age=UNDO_MAX_AGE)
        if token["user"] != request.user.pk:
            raise UndoError("Only the person who made a change can undo it.", "not_yours")
        text = _undo(token, actor_from_request(request))
    except signing.SignatureExpired:
        messages.error(
            request, "A change can be undone for one hour. Restore an earlier version in the history of the model."
        )
    except signing.BadSignature:
        messages.error(request, "This undo link is not valid. Nothing was changed.")
    except ValidationError as error:
        messages.error(request, f"This cannot be undone. {flatten_errors(error)}")
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text)
    return HttpResponseRedirect(_page_before(request))


@transaction.atomic
def _undo(token: dict[str, Any], by: Actor) -> str:
    events: list[AuditEvent] = []
    if token["revisions"]:
        events = list(_events_of(token["request"], token["user"]).filter(revision__range=token["revisions"]))
        count = undo_events(events, by=by)
    if token["opposite"]:
        name, value = token["opposite"]
        OPPOSITES[name](value, by)
    if not events:
        return "Undone."
    return f"Undone. {subject_name(events[0])} is as it was." if count == 1 else f"Undone: {count:,} changes."


def _page_before(request: HttpRequest) -> str:
    """Return the page that the button was on, if it is one of the admin."""
    came_from = request.headers.get("Referer", "")
    index = reverse("admin:index")
    path = urlsplit(came_from).path
    is_own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    if not is_own or not path.startswith(index) or path == request.path:
        return index
    query = urlsplit(came_from).query
    return f"{path}?{query}" if query else path
