"""Events that belong together: those of one request, or of one command within a minute."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.activity.lines import ActivityLine, describe_activity
from catalog.admin.undo import UNDO_MAX_AGE, sign_undo
from catalog.admin.unknown_hardware.responses import OPPOSITE as INBOX_OPPOSITE
from catalog.models import AccessEvent, Action, AuditEvent, Channel, InboxEvent
from catalog.models.activity import Activity
from catalog.models.undo import UNDO_MAX, UNDONE

_GAP_MAX: Final = timedelta(minutes=1)

_PLURALS: Final = {
    "station_model": "models",
    "identity": "reported names",
    "synonym": "vendor aliases",
    "vendor": "vendors",
}

_FILE: Final = "File "
"""How the reason of an import begins."""

_DECISIONS_MAX: Final = 100

_IRREVERSIBLE: Final = {Action.DELETED, Action.RESTARTED}


@dataclass(frozen=True)
class ActivityGroup:
    """One sentence, or several that are folded below one that sums them up. The latest is first."""

    lines: list[ActivityLine]
    undo_token: str = ""
    is_cut: bool = False
    """Whether older events of the group follow on the next page."""

    @property
    def first(self) -> ActivityLine:
        return self.lines[0]

    @property
    def is_single(self) -> bool:
        return len(self.lines) == 1

    @property
    def verb(self) -> str:
        """What the events have in common, such as "imported", "added" or "changed"."""
        if self.first.event.channel == Channel.IMPORT:
            return "imported"
        verbs = {each.line.verb for each in self.lines if each.line}
        return verbs.pop() if len(verbs) == 1 and self._subject else "made"

    @property
    def what(self) -> str:
        noun = _PLURALS[self._subject] if self._subject and self.verb != "made" else "changes"
        return f"{len(self.lines)} {noun}"

    @property
    def names(self) -> str:
        """The first of the names, for the eye."""
        return ", ".join(dict.fromkeys(each.name for each in self.lines[:3])) + (", …" if len(self.lines) > 3 else "")  # noqa: PLR2004

    @property
    def reason(self) -> str:
        """The reason of all events, without the name of a file."""
        return "" if self.file else self._common_reason

    @property
    def file(self) -> str:
        """The name of the file that was imported."""
        is_import = self.first.event.channel == Channel.IMPORT and self._common_reason.startswith(_FILE)
        return self._common_reason.removeprefix(_FILE) if is_import else ""

    @property
    def _common_reason(self) -> str:
        reasons = {each.reason for each in self.lines}
        return reasons.pop() if len(reasons) == 1 else ""

    @property
    def _subject(self) -> str:
        """The one column that all events are about, or an empty string."""
        subjects = {each.event.subject if isinstance(each.event, AuditEvent) else "" for each in self.lines}
        return subjects.pop() if len(subjects) == 1 else ""


def group_activity(request: HttpRequest, activity: Activity) -> list[ActivityGroup]:
    """Return the events in groups, in at most three queries."""
    lines, revisions = describe_activity(activity.events)
    grouped = list(_split(lines))
    # What follows a search that was cut is not known.
    is_cut = activity.is_cut or (bool(grouped) and _continues(grouped[-1][-1], activity.following))
    whole = grouped[:-1] if is_cut else grouped
    undone = [index for index, each in enumerate(whole) if _can_undo_group(request, each, revisions)]
    decisions = _find_decisions(request) if undone else {}
    groups = [
        ActivityGroup(each, _sign(request, each, decisions) if index in undone else "")
        for index, each in enumerate(grouped)
    ]
    if is_cut and groups:
        groups[-1] = replace(groups[-1], is_cut=True)
    return groups


def _split(lines: Sequence[ActivityLine]) -> Iterator[list[ActivityLine]]:
    group: list[ActivityLine] = []
    for line in lines:
        if group and not _continues(group[-1], line.event):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(line: ActivityLine, older: AuditEvent | AccessEvent | None) -> bool:
    """Return whether the next older event belongs to the group of the line."""
    if older is None or _origin(line.event) != _origin(older):
        return False
    return bool(older.request_id) or line.at - older.at <= _GAP_MAX


def _origin(event: AuditEvent | AccessEvent) -> tuple[Any, ...]:
    return isinstance(event, AccessEvent), event.actor_name, event.channel, event.request_id


def _find_decisions(request: HttpRequest) -> dict[str, int]:
    """Return the latest decisions of this person on entries of the inbox, by request."""
    latest = InboxEvent.objects.filter(user=request.user.pk).order_by("-id")
    return dict(latest.values_list("request_id", "pk")[:_DECISIONS_MAX])


def _sign(request: HttpRequest, lines: Sequence[ActivityLine], decisions: Mapping[str, int]) -> str:
    request_id = lines[0].event.request_id
    numbers = sorted(each.event.revision for each in lines if isinstance(each.event, AuditEvent))
    decision = decisions.get(request_id)
    return sign_undo(request, request_id, numbers, (INBOX_OPPOSITE, decision) if decision else None)


def _can_undo_group(request: HttpRequest, lines: Sequence[ActivityLine], revisions: Mapping[Any, int]) -> bool:
    """Return whether the lines are a whole request of this person, after which nothing has changed their models."""
    since = timezone.now() - timedelta(seconds=UNDO_MAX_AGE)
    events = [each.event for each in lines]
    if len(events) > UNDO_MAX or not all(_can_undo(request, each, since) for each in events):
        return False
    latest: dict[Any, int] = {}
    for event in events:
        if isinstance(event, AuditEvent) and event.station_model_id:
            latest.setdefault(event.station_model_id, event.revision)
    return all(revisions.get(pk) == revision for pk, revision in latest.items())


def _can_undo(request: HttpRequest, event: AuditEvent | AccessEvent, since: Any) -> bool:
    return (
        isinstance(event, AuditEvent)
        and event.user_id == request.user.pk
        and event.client_id is None
        and bool(event.request_id)
        and event.at > since
        and event.reason != UNDONE
        and event.action not in _IRREVERSIBLE
    )
