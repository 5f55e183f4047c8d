"""What staff decide on an entry of the inbox, and how it is taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.exceptions import EntryDecided, UndoError
from catalog.models import CatalogueRevision, ReportedIdentity, ReportTally, UnknownHardware, UnrecognisedReport
from catalog.models.undo import undo_events
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ReportedIdentityFactory, StationModelFactory, UserFactory, staff_actor

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def entry() -> UnknownHardware:
    return an_entry()


def an_entry(vendor: str = "Wall Box", model: str = "PLP1", *, count: int = 1, **fields: Any) -> UnknownHardware:
    report = UnrecognisedReport(vendor=vendor, model=model, user_id=UserFactory().pk, **{"at": NOON, **fields})
    UnknownHardware.objects.record([ReportTally(count, report, report)])
    return UnknownHardware.objects.get(vendor=vendor, model=model)


def actions(entry: UnknownHardware) -> list[str]:
    return [each.action for each in entry.events.order_by("id")]


def test_waiting_entries_are_listed_by_number_of_reports() -> None:
    an_entry(model="rare")
    an_entry(model="often", count=9)
    an_entry(model="rare, but later", at=NOON + timedelta(hours=1))
    an_entry(model="ignored", count=99).ignore(by=staff_actor())

    assert [each.model for each in UnknownHardware.objects.waiting()] == ["often", "rare, but later", "rare"]


def test_ignoring_records_who_when_why_and_at_which_count(entry: UnknownHardware) -> None:
    ada = staff_actor()

    entry.ignore(by=ada, note="  A simulator. ")

    entry.refresh_from_db()
    assert (entry.state, entry.decided_by, entry.decided_count, entry.note) == ("ignored", ada.user, 1, "A simulator.")
    assert entry.decided_at is not None
    [event] = entry.events.all()
    assert (event.action, event.user, event.note) == ("ignored", ada.user, "A simulator.")


def test_reopening_lets_an_entry_wait_again_once(entry: UnknownHardware) -> None:
    entry.ignore(by=staff_actor(), note="A simulator.")
    bob = staff_actor()

    assert entry.reopen(by=bob) is True
    assert entry.reopen(by=staff_actor()) is False

    entry.refresh_from_db()
    assert (entry.state, entry.returned_because, entry.decided_by, entry.note) == ("waiting", "reopened", bob.user, "")
    assert actions(entry) == ["ignored", "reopened"]


@pytest.mark.parametrize("verb", ["ignore", "attach"])
@pytest.mark.parametrize("first", ["ignored", "resolved"])
def test_a_decision_on_an_entry_that_does_not_wait_is_refused(entry: UnknownHardware, first: str, verb: str) -> None:
    station_model = StationModelFactory()
    ada = staff_actor(UserFactory(username="ada"))
    entry.attach([station_model], by=ada) if first == "resolved" else entry.ignore(by=ada)
    stale = UnknownHardware.objects.get()
    before = catalogue_rows(), list(UnknownHardware.objects.values()), actions(entry)

    with pytest.raises(EntryDecided, match=f"ada has {first} this entry"):
        stale.ignore(by=staff_actor()) if verb == "ignore" else stale.attach([station_model], by=staff_actor())

    assert (catalogue_rows(), list(UnknownHardware.objects.values()), actions(entry)) == before


@pytest.mark.parametrize("note", ["a\x00b", "a\nb", "\u202e", "\ud800", "x" * 501])
def test_a_bad_note_is_refused(entry: UnknownHardware, note: str) -> None:
    with pytest.raises(ValidationError):
        entry.ignore(by=staff_actor(), note=note)

    assert UnknownHardware.objects.get().state == "waiting"


def test_a_decision_does_not_undo_what_was_counted_since(entry: UnknownHardware) -> None:
    an_entry(count=4)

    entry.ignore(by=staff_actor())

    entry.refresh_from_db()
    assert (entry.count, entry.decided_count, entry.state) == (5, 5, "ignored")


def test_ignoring_changes_nothing_in_the_catalogue(entry: UnknownHardware) -> None:
    before = catalogue_rows()

    entry.ignore(by=staff_actor())

    assert catalogue_rows() == before
    assert CatalogueRevision.current().number == 0


@pytest.mark.parametrize(
    ("fields", "prefixes", "field"),
    [
        ({}, {"model": "Else"}, "model"),
        ({}, {"model": "PL"}, "model"),
        ({}, {"model": "Else*"}, "model"),
        ({"serial_number": "SN 12"}, {"serial_prefix": "SN2"}, "serial_prefix"),
        ({}, {"serial_prefix": "SN1"}, "serial_prefix"),
        ({"firmware_version": "5.1"}, {"firmware_prefix": "6"}, "firmware_prefix"),
    ],
)
def test_a_reported_name_that_does_not_match_the_report_is_refused(
    fields: dict[str, str], prefixes: dict[str, str], field: str
) -> None:
    entry, station_model = an_entry(**fields), StationModelFactory()
    before = catalogue_rows(), list(UnknownHardware.objects.values())

    with pytest.raises(ValidationError) as refused:
        entry.attach([station_model], by=staff_actor(), **prefixes)

    assert list(refused.value.message_dict) == [field]
    assert (catalogue_rows(), list(UnknownHardware.objects.values())) == before


def test_moving_a_reported_name_points_it_to_the_one_model_and_resolves_the_entry(entry: UnknownHardware) -> None:
    both = [StationModelFactory(), StationModelFactory()]
    identity = ReportedIdentityFactory(vendor="wall box", model="plp 1", station_models=both)

    entry.move(identity, both[0], by=staff_actor(), revision=identity.revision)

    entry.refresh_from_db()
    assert list(identity.station_models.all()) == [both[0]]
    assert (entry.state, entry.decided_revision) == ("resolved", identity.revision)


def test_moving_a_reported_name_that_has_changed_is_refused(entry: UnknownHardware) -> None:
    identity = ReportedIdentityFactory(vendor="wall box", model="plp 1")
    seen = identity.revision
    identity.edit(by=staff_actor(), source="ticket 7")
    before = catalogue_rows()

    with pytest.raises(ValidationError, match="has changed since"):
        entry.move(identity, StationModelFactory(), by=staff_actor(), revision=seen)

    assert UnknownHardware.objects.get().state == "waiting"
    assert ReportedIdentity.objects.get().revision > seen
    assert len(catalogue_rows()) == len(before)


def test_undoing_an_attachment_deletes_the_name_and_lets_the_entry_wait(entry: UnknownHardware) -> None:
    ada = staff_actor()
    entry.attach([StationModelFactory()], by=ada)
    event = entry.events.get()

    undo_events([event.audit_event()], by=ada)
    entry.undo(event, by=ada)

    entry.refresh_from_db()
    assert not ReportedIdentity.objects.exists()
    assert (entry.state, entry.returned_because) == ("waiting", "reopened")
    assert actions(entry) == ["resolved", "undone"]


def test_only_the_last_decision_of_a_person_is_undone(entry: UnknownHardware) -> None:
    ada = staff_actor()
    entry.ignore(by=ada)
    ignored = entry.events.get()
    with pytest.raises(UndoError):
        entry.undo(ignored, by=staff_actor())
    entry.reopen(by=staff_actor())

    with pytest.raises(UndoError):
        entry.undo(ignored, by=ada)

    assert actions(entry) == ["ignored", "reopened"]


@pytest.mark.parametrize(
    "changed",
    [
        {"count": 0},
        {"state": "lost"},
        {"last_seen_at": NOON - timedelta(seconds=1)},
        {"state": "resolved"},
        {"decided_at": NOON},
        {"returned_because": "unrecognised"},
        {"returned_because": "else", "decided_at": NOON, "decided_count": 1, "decided_revision": 0},
        {"state": "ignored", "decided_at": NOON, "decided_count": 1, "decided_revision": 0},
        {"state": "resolved", "decided_at": NOON, "decided_count": 0, "decided_revision": 0},
        {
            "state": "resolved",
            "returned_because": "frequent",
            "decided_at": NOON,
            "decided_count": 1,
            "decided_revision": 0,
        },
    ],
    ids=str,
)
def test_the_database_refuses_what_no_entry_may_be(entry: UnknownHardware, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnknownHardware.objects.filter(pk=entry.pk).update(**changed)


def test_the_database_refuses_a_second_entry_of_a_pair(entry: UnknownHardware) -> None:
    report = UnrecognisedReport(vendor=entry.vendor, model=entry.model, user_id=entry.first_user_id, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnknownHardware.objects.bulk_create([UnknownHardware.build(ReportTally.of_one(report))])
