"""What staff do with an entry of the inbox."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import CatalogueRevision, ReportTally, UnknownHardware, UnrecognisedReport
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def entry() -> UnknownHardware:
    return an_entry()


def an_entry(vendor: str = "Wall Box", model: str = "PLP1", *, count: int = 1, at: datetime = NOON) -> UnknownHardware:
    sighting = UnrecognisedReport(vendor=vendor, model=model, user_id=UserFactory().pk, at=at)
    UnknownHardware.objects.record([ReportTally(count, sighting, sighting)])
    return UnknownHardware.objects.get(vendor=vendor, model=model)


def test_what_waits_stands_by_how_often_it_was_asked_for() -> None:
    an_entry(model="rare")
    an_entry(model="often", count=9)
    an_entry(model="rare, but later", at=NOON + timedelta(hours=1))
    an_entry(model="ignored", count=99).ignore(by=UserFactory())

    assert [each.model for each in UnknownHardware.objects.waiting()] == ["often", "rare, but later", "rare"]


@pytest.mark.parametrize(("verb", "state"), [("close", "resolved"), ("ignore", "ignored")])
def test_a_decision_says_who_made_it_and_can_be_taken_back(entry: UnknownHardware, verb: str, state: str) -> None:
    ada, bob = UserFactory(), UserFactory()

    assert getattr(entry, verb)(by=ada) is True
    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == (state, ada)
    assert entry.decided_at is not None

    assert entry.reopen(by=bob) is True
    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == ("waiting", bob)


@pytest.mark.parametrize("verb", ["close", "ignore", "reopen"])
def test_a_decision_that_changes_nothing_is_still_the_first_ones(entry: UnknownHardware, verb: str) -> None:
    getattr(entry, verb)(by=UserFactory())
    entry.refresh_from_db()
    before = entry.decided_by, entry.decided_at

    assert getattr(entry, verb)(by=UserFactory()) is False

    entry.refresh_from_db()
    assert (entry.decided_by, entry.decided_at) == before


def test_a_note_says_why_it_is_ignored(entry: UnknownHardware) -> None:
    ada = UserFactory()
    entry.ignore(by=ada, note="  A simulator. ")
    assert UnknownHardware.objects.get().note == "A simulator."

    assert entry.ignore(by=ada, note="Our own simulator.") is True
    assert UnknownHardware.objects.get().note == "Our own simulator."

    entry.reopen(by=ada)
    assert UnknownHardware.objects.get().note == ""


@pytest.mark.parametrize("note", ["a\x00b", "a\nb", "\u202e", "\ud800", "x" * 501])
def test_a_bad_note_is_refused(entry: UnknownHardware, note: str) -> None:
    with pytest.raises(ValidationError):
        entry.ignore(by=UserFactory(), note=note)

    assert UnknownHardware.objects.get().state == "waiting"


def test_a_decision_does_not_undo_what_was_counted_meanwhile(entry: UnknownHardware) -> None:
    an_entry(count=4)

    entry.ignore(by=UserFactory())

    entry.refresh_from_db()
    assert (entry.count, entry.state) == (5, "ignored")


def test_the_inbox_is_no_part_of_the_catalogue(entry: UnknownHardware) -> None:
    before = catalogue_rows()

    entry.close(by=UserFactory())

    assert catalogue_rows() == before
    assert CatalogueRevision.current().number == 0


@pytest.mark.parametrize(
    "changed", [{"count": 0}, {"state": "lost"}, {"last_seen_at": NOON - timedelta(seconds=1)}], ids=str
)
def test_the_database_refuses_what_no_entry_may_be(entry: UnknownHardware, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnknownHardware.objects.filter(pk=entry.pk).update(**changed)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnknownHardware.objects.bulk_create([UnknownHardware.build(_sightings_of(entry))])


def _sightings_of(entry: UnknownHardware) -> ReportTally:
    return ReportTally.of_one(
        UnrecognisedReport(vendor=entry.vendor, model=entry.model, user_id=entry.first_user_id, at=NOON)
    )
