"""Two people, or a person and the catalogue, on one entry of the inbox at once: one of them decides."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from catalog.exceptions import EntryDecided
from catalog.models import (
    InboxEvent,
    RecognitionDay,
    ReportedIdentity,
    ReportTally,
    UnknownHardware,
    UnrecognisedReport,
)
from catalog.models.recognition import add_reports, today
from catalog.resolve.inbox_check import check_inbox
from tests.concurrency.threads import run_concurrently
from tests.factories import StationModelFactory, UnknownHardwareFactory, UserFactory, staff_actor

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 6
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def outcome(decide: Any) -> str:
    try:
        decide()
    except EntryDecided:
        return "refused"
    return "done"


@pytest.mark.parametrize("verbs", [("attach",), ("ignore",), ("attach", "ignore")], ids="+".join)
def test_one_of_several_people_decides_and_the_others_are_refused(verbs: tuple[str, ...]) -> None:
    entry, station_model = UnknownHardwareFactory(vendor="Alfen", model="XYZ-1"), StationModelFactory()
    actors = [staff_actor() for _ in range(THREADS)]
    outcomes: list[str] = []

    def act(number: int) -> None:
        mine = UnknownHardware.objects.get(pk=entry.pk)
        if verbs[number % len(verbs)] == "ignore":
            outcomes.append(outcome(lambda: mine.ignore(by=actors[number])))
        else:
            # Other patterns: no constraint of the reported names stands between them.
            pattern = "XYZ-1" if number % 2 else "XYZ*"
            outcomes.append(outcome(lambda: mine.attach([station_model], by=actors[number], model=pattern)))

    run_concurrently([partial(act, number) for number in range(THREADS)])

    assert sorted(outcomes) == ["done", *["refused"] * (THREADS - 1)]
    assert ReportedIdentity.objects.count() + UnknownHardware.objects.filter(state="ignored").count() == 1
    assert InboxEvent.objects.count() == 1


def test_checks_at_once_resolve_each_entry_once() -> None:
    for number in range(20):
        UnknownHardwareFactory(vendor="Alfen", model=f"XYZ-{number}")
        StationModelFactory(vendor="Alfen", model=f"XYZ-{number}")

    run_concurrently([check_inbox] * THREADS)

    assert not UnknownHardware.objects.waiting().exists()
    assert InboxEvent.objects.count() == 20


def test_reports_checks_and_decisions_beside_each_other_lose_no_count() -> None:
    user, station_model = UserFactory(), StationModelFactory()
    entries = [UnknownHardwareFactory(vendor="Alfen", model=f"XYZ-{number}") for number in range(THREADS)]

    def report(revision: int) -> None:
        reports = [
            UnrecognisedReport(vendor=each.vendor, model=each.model, user_id=user.pk, at=NOON, revision=revision)
            for each in entries
        ]
        UnknownHardware.objects.record([ReportTally.of_one(each) for each in reports])

    def act(number: int) -> None:
        for turn in range(5):
            report(0)
            if turn == number % 5:
                UnknownHardware.objects.get(pk=entries[number].pk).attach([station_model], by=staff_actor())
            check_inbox()

    run_concurrently([partial(act, number) for number in range(THREADS)])
    check_inbox()

    counts = set(UnknownHardware.objects.values_list("state", "count"))
    assert counts == {("resolved", 1 + 5 * THREADS)}
    # Looked up again, they are not recognised any more.
    for identity in ReportedIdentity.objects.all():
        identity.delete_audited(by=staff_actor())
    run_concurrently([check_inbox, partial(report, 10_000), check_inbox, partial(report, 10_000)])
    assert set(UnknownHardware.objects.values_list("state", "count")) == {("waiting", 3 + 5 * THREADS)}
    assert InboxEvent.objects.filter(action="unrecognised").count() == THREADS


def test_ignoring_ends_once_for_reports_at_once() -> None:
    entry = UnknownHardwareFactory(vendor="Alfen", model="XYZ-1")
    entry.ignore(by=staff_actor())
    user = UserFactory()

    def act(number: int) -> None:
        report = UnrecognisedReport(vendor="Alfen", model="XYZ-1", user_id=user.pk, at=NOON)
        UnknownHardware.objects.record([ReportTally(4, report, report)])

    run_concurrently([partial(act, number) for number in range(THREADS)])

    entry.refresh_from_db()
    assert (entry.count, entry.state) == (1 + 4 * THREADS, "waiting")
    assert InboxEvent.objects.filter(action="ignoring_ended").count() == 1


def test_figures_that_are_written_at_once_are_added_up() -> None:
    station_models = [StationModelFactory() for _ in range(5)]

    def act(number: int) -> None:
        for _ in range(10):
            add_reports(
                [(today(), client, 1, 2) for client in range(5)],
                [(each.pk, today(), 1) for each in station_models],
                [(each.pk, number, today()) for each in station_models],
            )

    run_concurrently([partial(act, number) for number in range(THREADS)])

    assert RecognitionDay.objects.recent().totals() == (50 * THREADS, 100 * THREADS)
