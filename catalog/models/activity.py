"""Activity: the changes of the catalogue and of access in one order, the latest first, read in bounded steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.audit_event import SUBJECTS, Action, AuditEvent, Channel

SEARCHED_MAX: Final = 10_000
"""Events of a table that one search goes through. It says how far it came, and the next goes on from there."""

ACCESS_SUBJECTS: Final = ("client", "user")
"""What an access event can be about, by the name of its column."""


class Position(NamedTuple):
    """Where an event is in the order. At one time those of access are later; the number is a revision or a key."""

    at: datetime
    is_access: bool
    number: int


@dataclass(frozen=True, kw_only=True)
class ActivityFilter:
    """What an event has to be. `since` and `until` are the first time and the first time that is too late."""

    user: int | None = None
    client: int | None = None
    command: str = ""
    since: datetime | None = None
    until: datetime | None = None
    channel: Channel | None = None
    action: Action | AccessAction | None = None
    subject: str = ""
    request_id: str = ""
    has_access_events: bool = False
    """Whether the reader may see the events of access."""


@dataclass(frozen=True)
class Activity:
    """Events, and where to go on; `is_cut` if the search ended before it had found enough."""

    events: list[AuditEvent | AccessEvent]
    next: Position | None
    is_cut: bool = False
    following: AuditEvent | AccessEvent | None = None
    """The event after the last."""


@dataclass(frozen=True)
class _Search:
    """`rows` of the table in the order of an index, and what else an event has to be."""

    table: QuerySet[Any]
    rows: QuerySet[Any]
    others: Q
    number: str
    is_access: bool

    def run(self, size: int) -> tuple[list[Any], Position | None]:
        """Return at most `size` events, and where the search ended before it had found them."""
        if not self.others:
            return list(self.rows[:size]), None
        window = self.rows[:SEARCHED_MAX]
        found = self.table.filter(self.others, pk__in=window.values("pk")).order_by("-at", f"-{self.number}")
        events = list(found[:size])
        if len(events) == size:
            return events, None
        last = self.rows[SEARCHED_MAX - 1 : SEARCHED_MAX].values_list("at", self.number).first()
        return events, Position(last[0], self.is_access, last[1]) if last else None


def position_of(event: AuditEvent | AccessEvent) -> Position:
    if isinstance(event, AccessEvent):
        return Position(event.at, True, event.pk)
    return Position(event.at, False, event.revision)


def find_activity(wanted: ActivityFilter, *, before: Position | None = None, size: int) -> Activity:
    """Return the latest events before that position, with their actors, in at most four queries."""
    found = [search.run(size + 1) for search in _searches(wanted, before)]
    ends = [end for _, end in found if end]
    events = list(merge(*(rows for rows, _ in found), key=position_of, reverse=True))
    if ends:
        # What is older in one table may come after what the other has not been searched for yet.
        events = [each for each in events if position_of(each) >= max(ends)]
    if len(events) > size:
        return Activity(events[:size], position_of(events[size - 1]), following=events[size])
    return Activity(events, max(ends), is_cut=True) if ends else Activity(events, None)


def find_start(request_id: str) -> Position | None:
    """Return the position of the first change of the catalogue that a request made."""
    first = AuditEvent.objects.filter(request_id=request_id).order_by("revision").first()
    return position_of(first) if first else None


def iterate_activity(wanted: ActivityFilter, *, size: int) -> Iterator[list[AuditEvent | AccessEvent]]:
    """Yield all events in batches of at most that size."""
    before: Position | None = None
    while True:
        found = find_activity(wanted, before=before, size=size)
        yield found.events
        before = found.next
        if before is None:
            return


def _searches(wanted: ActivityFilter, before: Position | None) -> Iterator[_Search]:
    if wanted.subject in ("", *SUBJECTS) and not isinstance(wanted.action, AccessAction):
        yield _search_audit_events(wanted, before)
    is_possible = wanted.subject in ("", "access", *ACCESS_SUBJECTS) and not isinstance(wanted.action, Action)
    if wanted.has_access_events and is_possible:
        yield _search_access_events(wanted, before)


def _search_audit_events(wanted: ActivityFilter, before: Position | None) -> _Search:
    conditions = {
        "request_id": Q(request_id=wanted.request_id),
        "user": Q(user=wanted.user),
        "client": Q(client=wanted.client),
        "subject": Q(**{f"{wanted.subject}__isnull": False}) if wanted.subject else Q(),
        "action": Q(action=wanted.action),
        "channel": Q(channel=wanted.channel),
        "command": Q(command=wanted.command),
    }
    given = [name for name in conditions if getattr(wanted, name)]
    table = AuditEvent.objects.select_related("user", "client")
    rows = table.filter(_in_time(wanted, before, is_access=False))
    # The first that has an index of its own; the order of the conditions is that of what they leave.
    first = next((name for name in given if name in {"request_id", "user", "client", "action"}), "")
    if wanted.subject not in {"", "station_model"} and first in {"", "action"}:
        first = ""
        rows = rows.filter(station_model__isnull=True)  # an index of few rows, and the rest is searched
    if first:
        rows = rows.filter(conditions[first])
    if first == "request_id":
        rows = rows.order_by("-revision")  # as its index is
        if before and not before.is_access:
            rows = rows.filter(revision__lt=before.number)
    else:
        rows = rows.order_by("-at", "-revision")
    others = Q(*(conditions[name] for name in given if name != first))
    return _Search(table, rows, others, "revision", is_access=False)


def _search_access_events(wanted: ActivityFilter, before: Position | None) -> _Search:
    conditions = {
        "request_id": Q(request_id=wanted.request_id),
        "user": Q(by_user=wanted.user),
        "client": Q(by_client=wanted.client),
        "subject": Q(**{f"{wanted.subject}__isnull": False}) if wanted.subject in ACCESS_SUBJECTS else Q(),
        "action": Q(action=wanted.action),
        "channel": Q(channel=wanted.channel),
        "command": Q(command=wanted.command),
    }
    given = [name for name in conditions if getattr(wanted, name)]
    table = AccessEvent.objects.select_related("by_user", "by_client")
    rows = table.filter(_in_time(wanted, before, is_access=True))
    first = next((name for name in given if name in {"request_id", "user"}), "")
    rows = rows.filter(conditions[first] if first else Q()).order_by("-at", "-pk")
    others = Q(*(conditions[name] for name in given if name != first and conditions[name]))
    return _Search(table, rows, others, "pk", is_access=True)


def _in_time(wanted: ActivityFilter, before: Position | None, *, is_access: bool) -> Q:
    found = Q()
    if wanted.since:
        found &= Q(at__gte=wanted.since)
    if wanted.until:
        found &= Q(at__lt=wanted.until)
    if before is None:
        return found
    if before.is_access == is_access:
        number = "pk" if is_access else "revision"
        same_time = Q(at=before.at, **{f"{number}__lt": before.number})
        return found & Q(at__lte=before.at) & (Q(at__lt=before.at) | same_time)
    return found & (Q(at__lt=before.at) if is_access else Q(at__lte=before.at))
