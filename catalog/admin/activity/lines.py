"""Events as sentences, with the links of their pages and to restore a version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from catalog.admin.differences import Difference, Value
from catalog.admin.event_lines import EventLine, describe_events
from catalog.admin.history import subject_name
from catalog.admin.links import station_model_url
from catalog.models import AccessAction, AccessEvent, AuditEvent, ChargingStationModel

_ACCESS_SENTENCES: Final = {
    AccessAction.USER_ADDED: "added user",
    AccessAction.USER_CHANGED: "changed user",
    AccessAction.RIGHTS_CHANGED: "changed the rights of",
    AccessAction.PASSWORD_SET: "set the password of",
    AccessAction.CLIENT_ISSUED: "issued API client",
    AccessAction.CLIENT_CHANGED: "changed API client",
    AccessAction.CLIENT_DISABLED: "disabled API client",
    AccessAction.CLIENT_ENABLED: "enabled API client",
    AccessAction.SECRET_ROTATED: "rotated the secret of",
    AccessAction.FORMER_SECRET_ENDED: "ended the former secret of",
    AccessAction.TOKENS_REVOKED: "revoked the tokens of",
    AccessAction.SESSION_ENDED: "ended a session of",
    AccessAction.SECOND_FACTOR_ADDED: "added the second factor of",
    AccessAction.SECOND_FACTOR_REMOVED: "removed the second factor of",
    AccessAction.RECOVERY_CODE_USED: "used a recovery code of",
}

# The names of facts that are no words.
_FACTS: Final = {
    "formerLastsHours": "hours that the former secret still works",
    "is_active": "active",
    "is_staff": "editor",
    "is_superuser": "manager",
    "left": "codes left",
    "usable": "can sign in with it",
    "tokens": "tokens",
}

_KINDS: Final = {"identity": "reported name", "synonym": "vendor alias", "vendor": "vendor"}

_PAGES: Final = {
    "identity": "admin:catalog_reportedidentity_change",
    "synonym": "admin:catalog_vendorsynonym_change",
    "vendor": "admin:catalog_vendor_change",
}


@dataclass(frozen=True)
class ActivityLine:
    """A sentence: `actor` `verb` `name`: `differences`. `url` is that of the page of what was changed."""

    event: AuditEvent | AccessEvent
    verb: str
    name: str
    url: str
    event_url: str
    differences: list[Difference]
    line: EventLine | None = None
    restore_url: str = ""

    @property
    def at(self) -> Any:
        return self.event.at

    @property
    def actor(self) -> str:
        return self.event.actor_name or "Somebody"

    @property
    def reason(self) -> str:
        return "" if self.line is None or self.line.is_undo else self.line.event.reason

    @property
    def text(self) -> str:
        """The sentence as plain text, for the export."""
        said = f"{self.actor} {self.verb} {self.name}"
        return f"{said}: {', '.join(map(str, self.differences))}" if self.differences else said


def describe_activity(
    events: Sequence[AuditEvent | AccessEvent],
) -> tuple[list[ActivityLine], dict[Any, int]]:
    """Return the events as sentences, and the present revisions of their models; at most two queries for all."""
    audit_events = [each for each in events if isinstance(each, AuditEvent)]
    lines = {each.event.revision: each for each in describe_events(audit_events)}
    revisions = _find_revisions(audit_events)
    described = [
        _audit_line(lines[each.revision], revisions) if isinstance(each, AuditEvent) else _access_line(each)
        for each in events
    ]
    return described, revisions


def _find_revisions(events: Iterable[AuditEvent]) -> dict[Any, int]:
    """Return the present revision of each model that the events are about, without the deleted ones."""
    ids = {each.station_model_id for each in events if each.station_model_id}
    found = ChargingStationModel.objects.filter(pk__in=ids).order_by()
    return dict(found.values_list("pk", "revision")) if ids else {}


def _audit_line(line: EventLine, revisions: dict[Any, int]) -> ActivityLine:
    event = line.event
    is_model = event.station_model_id is not None
    verb = "undid a change of" if line.is_undo else line.verb
    if is_model:
        url = station_model_url(event.station_model_id)
    else:
        verb = f"{verb} {_KINDS[event.subject]}"
        is_there = event.after is not None
        url = reverse(_PAGES[event.subject], args=[getattr(event, f"{event.subject}_id")]) if is_there else ""
    present = revisions.get(event.station_model_id)
    restore = ""
    if present is not None and event.after and event.revision != present:
        restore = reverse("admin:catalog_chargingstationmodel_restore", args=[event.station_model_id])
    name = subject_name(event)
    if event.subject == "synonym":
        name = f"{event.last_known['name']} for {event.last_known['vendor']}"
    return ActivityLine(
        event,
        verb,
        name,
        url,
        reverse("admin:catalog_auditevent_change", args=[event.pk]),
        line.differences,
        line,
        f"{restore}?version={event.revision}" if restore else "",
    )


def _access_line(event: AccessEvent) -> ActivityLine:
    if event.user_id:
        url = reverse("admin:auth_user_change", args=[event.user_id])
    else:
        url = reverse("admin:catalog_apiclient_change", args=[event.client_id])
    return ActivityLine(
        event,
        _ACCESS_SENTENCES[AccessAction(event.action)],
        event.name,
        url,
        reverse("admin:catalog_accessevent_change", args=[event.pk]),
        [_fact(name, value) for name, value in event.facts.items()],
    )


def _fact(key: str, value: Any) -> Difference:
    name = _FACTS.get(key, key)
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - before and after
        before, after = (Value(_text(each)) for each in value)
        return Difference(name, before, after)
    return Difference(name, after=Value(_text(value)))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if value not in (None, "") else "none"
