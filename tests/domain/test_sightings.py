"""How the inbox of unknown hardware is filled: merged, counted, within bounds, and in nobody's way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from catalog.models import ApiClient, UnknownHardware
from catalog.resolve.inbox_writer import QUEUE_MAX, UnrecognisedReport, enqueue, flush
from tests.factories import ApiClientFactory, UserFactory, staff_actor
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def client() -> ApiClient:
    return ApiClientFactory()


def seen(
    by: ApiClient | User, vendor: str = "Wall Box", model: str = "PLP1-0-2-4", **fields: Any
) -> UnrecognisedReport:
    caller = {"user_id": by.pk} if isinstance(by, User) else {"user_id": by.user_id, "client_id": by.pk}
    return UnrecognisedReport(vendor=vendor, model=model, **{"at": NOON, **caller, **fields})


def test_an_unknown_pair_waits_as_it_was_reported(client: ApiClient) -> None:
    enqueue(seen(client, serial_number="SN1", firmware_version="5.1", is_ambiguous=True))
    assert UnknownHardware.objects.count() == 0

    flush()

    entry = UnknownHardware.objects.get()
    assert (entry.vendor, entry.model, entry.serial_number, entry.firmware_version) == (
        "Wall Box", "PLP1-0-2-4", "SN1", "5.1",
    )  # fmt: skip
    assert (entry.normalised_vendor, entry.normalised_model) == ("wallbox", "plp1024")
    assert (entry.count, entry.state, entry.is_ambiguous) == (1, "waiting", True)
    assert entry.first_seen_at == entry.last_seen_at == NOON
    assert (entry.first_client, entry.first_user) == (entry.last_client, entry.last_user) == (client, client.user)


def test_spellings_of_one_pair_are_one_entry_that_keeps_the_first(client: ApiClient) -> None:
    other = ApiClientFactory()
    enqueue(seen(client, "Wall Box", "PLP1-0-2-4", serial_number="SN1"))
    enqueue(seen(client, "WALLBOX GmbH", "plp1 0 2 4", at=NOON + timedelta(seconds=1)))
    flush()
    enqueue(seen(other, "wallbox", "PLP1024", at=NOON + timedelta(hours=1), is_ambiguous=True, firmware_version="6"))
    flush()

    entry = UnknownHardware.objects.get()

    assert (entry.vendor, entry.model, entry.count, entry.is_ambiguous) == ("Wall Box", "PLP1-0-2-4", 3, True)
    assert (entry.serial_number, entry.firmware_version) == ("SN1", "6")
    assert (entry.first_seen_at, entry.last_seen_at) == (NOON, NOON + timedelta(hours=1))
    assert (entry.first_client, entry.last_client) == (client, other)
    assert (entry.first_user, entry.last_user) == (client.user, other.user)


def test_pairs_that_share_a_vendor_or_a_model_are_apart(client: ApiClient) -> None:
    for vendor, model in (("A", "x"), ("A", "y"), ("B", "x"), ("", "x"), ("A", "")):
        enqueue(seen(client, vendor, model))
        flush()
    enqueue(seen(client, "B", "y"))
    enqueue(seen(client, "B", "x"))
    flush()

    counted = {(entry.vendor, entry.model): entry.count for entry in UnknownHardware.objects.all()}

    assert counted == {("A", "x"): 1, ("A", "y"): 1, ("B", "x"): 2, ("", "x"): 1, ("A", ""): 1, ("B", "y"): 1}


def test_a_user_without_a_client_is_named() -> None:
    user = UserFactory()
    enqueue(seen(user))

    flush()

    entry = UnknownHardware.objects.get()
    assert (entry.first_client, entry.first_user, entry.last_client, entry.last_user) == (None, user, None, user)


@pytest.mark.parametrize(
    ("reported", "kept"),
    [
        ("a\x00b", "a b"),
        ("\ud800", ""),
        ("a\ud800b", "a b"),
        ("EVlink\x00\x00\x00", "EVlink"),
        ("\u202eEVlink\u2069", "EVlink"),
        ("a\r\nb\x85", "a  b"),
        ("x" * 5_000, "x" * 200),
        ("\ufdfa" * 200, "\ufdfa" * 200),
        ("x" * 199 + "  y", "x" * 199),
        ("<script>", "<script>"),
    ],
    ids=ascii,
)  # fmt: skip
def test_whatever_is_reported_can_be_kept(client: ApiClient, reported: str, kept: str) -> None:
    enqueue(seen(client, reported, reported, serial_number=reported, firmware_version=reported))

    flush()

    entry = UnknownHardware.objects.get()
    assert {entry.vendor, entry.model, entry.serial_number, entry.firmware_version} == {kept}


def test_an_entry_that_is_ignored_is_counted_and_stays_where_it_is(client: ApiClient) -> None:
    enqueue(seen(client))
    flush()
    entry = UnknownHardware.objects.get()
    entry.ignore(by=staff_actor(client.user))

    enqueue(seen(client))
    flush()

    entry.refresh_from_db()
    assert (entry.count, entry.state, entry.decided_by) == (2, "ignored", client.user)


def test_a_clock_that_was_set_back_does_not_turn_an_entry_round(client: ApiClient) -> None:
    enqueue(seen(client))
    flush()
    enqueue(seen(client, at=NOON - timedelta(days=1)))
    flush()

    entry = UnknownHardware.objects.get()
    assert (entry.count, entry.first_seen_at, entry.last_seen_at) == (2, NOON, NOON)


def test_a_client_fills_the_inbox_up_to_its_bound_alone(client: ApiClient, caplog: pytest.LogCaptureFixture) -> None:
    other, user = ApiClientFactory(user=client.user), client.user
    for number in range(450):
        enqueue(seen(client, model=f"m{number}"))
    flush()
    for number in range(100):
        enqueue(seen(client, model=f"n{number}"))
    enqueue(seen(other, model="others"))
    enqueue(seen(user, model="of nobody's client"))

    flush()

    assert UnknownHardware.objects.filter(first_client=client).count() == 500
    assert UnknownHardware.objects.exclude(first_client=client).count() == 2
    assert [each.getMessage() for each in caplog.records] == [
        f"Unrecognised reports dropped because client {client.pk} already has 500 open entries: 50."
    ]


def test_beyond_the_bound_what_is_known_goes_on_being_counted_and_a_decision_makes_room(client: ApiClient) -> None:
    for number in range(500):
        enqueue(seen(client, model=f"m{number}"))
    flush()
    enqueue(seen(client, model="m7"))
    enqueue(seen(client, model="new"))
    flush()
    assert UnknownHardware.objects.get(normalised_model="m7").count == 2
    assert not UnknownHardware.objects.filter(normalised_model="new").exists()

    UnknownHardware.objects.get(normalised_model="m7").ignore(by=staff_actor(client.user))
    enqueue(seen(client, model="new"))
    flush()

    assert UnknownHardware.objects.get(normalised_model="new").count == 1


def test_one_caller_leaves_room_in_memory_for_the_others(caplog: pytest.LogCaptureFixture) -> None:
    greedy, modest = UserFactory(), UserFactory()
    for number in range(3 * QUEUE_MAX):
        enqueue(seen(greedy, model=f"m{number}"))
    enqueue(seen(modest, model="one"))

    flush()

    assert UnknownHardware.objects.filter(first_user=greedy).count() == 500
    assert UnknownHardware.objects.get(first_user=modest).model == "one"
    assert [each.getMessage() for each in caplog.records] == [
        f"Unrecognised reports lost because the queue was full: {3 * QUEUE_MAX - 500}."
    ]


@pytest.mark.parametrize(("number", "expected"), [(1, 9), (20, 9)])
def test_new_entries_take_as_many_queries_for_twenty_as_for_one(client: ApiClient, number: int, expected: int) -> None:
    for each in range(number):
        enqueue(seen(client, model=f"m{each}"))

    # A savepoint, which are known, the caller's lock and count, the entries, which of them are its own, their days, the
    # end, and whether the catalogue has changed since.
    with queries(expected):
        flush()

    assert UnknownHardware.objects.count() == number


def test_nothing_waiting_asks_nothing() -> None:
    with queries(0):
        flush()


@pytest.mark.parametrize("broken", [{"vendor": None}, {"model": 7}])
def test_noting_raises_nothing(client: ApiClient, caplog: pytest.LogCaptureFixture, broken: dict[str, Any]) -> None:
    enqueue(seen(client, **broken))

    assert [each.getMessage() for each in caplog.records] == ["An unrecognised report could not be queued."]
    flush()
    assert UnknownHardware.objects.count() == 0
