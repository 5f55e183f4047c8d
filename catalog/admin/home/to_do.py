"""What needs a person: each a number, a sentence and the list behind it, of exactly that many rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from catalog.admin.api_client_filters import BLOCKED, OVERLAPPING
from catalog.admin.home.figures import HomeFigures
from catalog.models import ApiClient, AuditEvent, Channel, UnknownHardware
from catalog.roles import is_catalogue_superuser
from catalog.times import format_date_time, format_time_ago

_IMPORT_HOURS: Final = 24

_EVENTS_MAX: Final = 10_000
"""Latest events in which imports are looked for."""

# By the name of a check: the sentence for one, and for several.
_CHECKS: Final = {
    "doubtful_figures": ("model with figures that look wrong", "models with figures that look wrong"),
    "near_duplicate": ("model with nearly the name of another", "models with nearly the name of another"),
    "vendor_spelled_in_two_ways": ("model of a vendor spelled in two ways", "models of vendors spelled in two ways"),
    "no_evidence": ("model without a source", "models without a source"),
}


@dataclass(frozen=True)
class ToDo:
    count: int
    sentence: str
    url: str
    action: str
    detail: str = ""
    is_urgent: bool = False


def find_to_do(request: HttpRequest, figures: HomeFigures) -> list[ToDo]:
    """Return what waits, the most urgent first, in at most five queries."""
    cards = [*_inbox(), *_checks(figures), *_imports()]
    return [*cards, *_clients()] if is_catalogue_superuser(request.user) else cards


def _inbox() -> Iterator[ToDo]:
    waiting = UnknownHardware.objects.waiting().order_by()
    found = waiting.aggregate(entries=Count("pk"), reports=Sum("count", default=0), oldest=Min("first_seen_at"))
    if not found["entries"]:
        return
    one = found["entries"] == 1
    reports = f"{found['reports']:,} report{'' if found['reports'] == 1 else 's'}"
    yield ToDo(
        found["entries"],
        "unrecognised device" if one else "unrecognised devices",
        reverse("admin:catalog_unknownhardware_changelist"),
        "Open inbox",
        f"{reports}, first {format_time_ago(found['oldest'], timezone.now())}",
        is_urgent=True,
    )


def _checks(figures: HomeFigures) -> Iterator[ToDo]:
    models = reverse("admin:catalog_chargingstationmodel_changelist")
    counts = figures.counts_by_check
    for name, (one, several) in _CHECKS.items():
        if count := counts.get(name, 0):
            sentence = one if count == 1 else several
            yield ToDo(count, sentence, f"{models}?check={name}", "Show model" if count == 1 else "Show models")


def _imports() -> Iterator[ToDo]:
    since = timezone.now() - timedelta(hours=_IMPORT_HOURS)
    latest = AuditEvent.objects.filter(at__gte=since).order_by("-at", "-revision")[:_EVENTS_MAX]
    rows = (
        AuditEvent.objects.filter(pk__in=latest.values("pk"), channel=Channel.IMPORT)
        .filter(station_model__archived__in=[False], station_model__has_doubtful_figures=True)
        .exclude(request_id="")
        .order_by()
        .values_list("request_id", "user__username")
        .annotate(doubts=Count("station_model", distinct=True), last=Min("at"))
        .order_by("-last")
    )
    found = list(rows[:3])
    if not found:
        return
    counts = dict(
        AuditEvent.objects.filter(request_id__in=[each[0] for each in found])
        .order_by()
        .values_list("request_id")
        .annotate(Count("pk"))
    )
    for request_id, username, doubts, _ in found:
        activity = reverse("admin:catalog_auditevent_changelist")
        count = counts[request_id]
        yield ToDo(
            count,
            f"change{'' if count == 1 else 's'} imported by {username or 'a command'}",
            f"{activity}?request={request_id}",
            "Show import",
            f"{doubts:,} model{'' if doubts == 1 else 's'} with doubtful figures",
        )


def _clients() -> Iterator[ToDo]:
    clients = reverse("admin:catalog_apiclient_changelist")
    if count := ApiClient.objects.blocked().count():
        noun = "API client is" if count == 1 else "API clients are"
        url = f"{clients}?state={BLOCKED}"
        yield ToDo(count, f"{noun} blocked: owner deactivated", url, "Show clients", is_urgent=True)
    overlapping = ApiClient.objects.with_overlapping_secret(timezone.now()).order_by()
    found = overlapping.aggregate(count=Count("pk"), ends_at=Min("previous_secret_expires_at"))
    if count := found["count"]:
        noun = "former secret still works" if count == 1 else "former secrets still work"
        ends: datetime = found["ends_at"]
        yield ToDo(
            count, noun, f"{clients}?state={OVERLAPPING}", "Show clients", f"First ends {format_date_time(ends)}"
        )
