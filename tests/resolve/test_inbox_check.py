"""No report that is not recognised is out of sight, and what is recognised leaves the inbox by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import (
    CatalogueRevision,
    ChargingStationModel,
    InboxCheck,
    ReportedIdentity,
    UnknownHardware,
    VendorSynonym,
)
from catalog.resolve import inbox_writer
from catalog.resolve.inbox_check import check_inbox
from tests.api_clients import MODELS
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
    connector_data,
    staff_actor,
)
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

REPORT = {"vendor": "Wall Box", "model": "PLP1-0-2-5"}


def report(client: APIClient, **fields: str) -> str:
    """Resolve it as a station's back-end does, write the inbox, and return the match."""
    match: str = client.get(f"{MODELS}/resolve", {**REPORT, **fields}).json()["data"]["match"]
    inbox_writer.flush()
    return match


def entry_of(model: str = REPORT["model"]) -> UnknownHardware:
    return UnknownHardware.objects.get(model=model)


def actions(entry: UnknownHardware) -> list[str]:
    return [each.action for each in entry.events.order_by("id")]


def resolve_by_identity() -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    entry_of().attach([ChargingStationModel.objects.get()], by=staff_actor())


def resolve_by_name() -> None:
    StationModelFactory(vendor="Wall Box", model="PLP1 0-2-5")
    check_inbox()


def resolve_by_alias() -> None:
    StationModelFactory(vendor="Wallbox Chargers", model="PLP1-0-2-5")
    VendorSynonymFactory(name="Wall Box", vendor="Wallbox Chargers")
    check_inbox()


def delete_identity() -> None:
    ReportedIdentity.objects.get().delete_audited(by=TEST_ACTOR)


def edit_identity() -> None:
    ReportedIdentity.objects.get().edit(by=TEST_ACTOR, serial_prefix="SN9")


def add_target() -> None:
    identity = ReportedIdentity.objects.get()
    identity.edit(by=TEST_ACTOR, station_models=[*identity.station_models.all(), StationModelFactory()])


def rename_model() -> None:
    ChargingStationModel.objects.get().edit(by=TEST_ACTOR, model="Pulsar", connectors=[connector_data()])


def delete_alias() -> None:
    VendorSynonym.objects.get().delete_audited(by=TEST_ACTOR)


def edit_alias() -> None:
    VendorSynonym.objects.get().edit(by=TEST_ACTOR, name="Wallbox by another name")


def delete_model() -> None:
    station_model = ChargingStationModel.objects.get()
    station_model.archive(by=TEST_ACTOR)
    station_model.delete_permanently(by=replace(TEST_ACTOR, reason="Typed by mistake"))


WAYS: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (resolve_by_identity, delete_identity),
    (resolve_by_identity, edit_identity),
    (resolve_by_identity, add_target),
    (resolve_by_name, rename_model),
    (resolve_by_name, delete_model),
    (resolve_by_alias, delete_alias),
    (resolve_by_alias, edit_alias),
]


@pytest.mark.parametrize("by_report", [True, False], ids=["at the next report", "when the catalogue is checked"])
@pytest.mark.parametrize(("resolve", "lose"), WAYS, ids=lambda way: way.__name__)
def test_a_resolved_entry_waits_again_once_its_report_is_not_recognised(
    reader: APIClient, resolve: Callable[[], None], lose: Callable[[], None], by_report: bool
) -> None:
    report(reader)
    resolve()
    resolved = entry_of()
    assert resolved.state == "resolved"
    assert report(reader) in {"identity", "exact"}
    assert entry_of().state == "resolved"

    lose()
    if by_report:
        assert report(reader) in {"none", "ambiguous"}
    else:
        check_inbox()

    entry = entry_of()
    assert (entry.state, entry.returned_because) == ("waiting", "unrecognised")
    assert (entry.decided_by, entry.decided_at) == (resolved.decided_by, resolved.decided_at)
    assert actions(entry)[-1] == "unrecognised"


def test_a_model_that_was_archived_is_still_recognised(reader: APIClient) -> None:
    report(reader)
    resolve_by_name()

    ChargingStationModel.objects.get().archive(by=TEST_ACTOR)
    check_inbox()

    assert report(reader) == "exact"
    assert entry_of().state == "resolved"


def test_another_serial_number_of_a_resolved_name_lets_it_wait_again_as_it_was_reported(reader: APIClient) -> None:
    report(reader, serialNumber="SN1")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    entry_of().attach([ChargingStationModel.objects.get()], by=staff_actor(), serial_prefix="SN1")
    assert report(reader, serialNumber="SN1") == "identity"

    assert report(reader, model="PLP1 0-2-5") == "none"

    entry = entry_of("PLP1 0-2-5")
    assert (entry.state, entry.returned_because, entry.serial_number) == ("waiting", "unrecognised", "")
    check_inbox()
    assert UnknownHardware.objects.get().state == "waiting"


def test_a_report_that_was_looked_up_before_the_decision_does_not_end_it(reader: APIClient) -> None:
    report(reader)
    reader.get(f"{MODELS}/resolve", REPORT)  # queued
    resolve_by_identity()

    inbox_writer.flush()

    entry = entry_of()
    assert (entry.count, entry.state, actions(entry)) == (2, "resolved", ["resolved"])


def test_a_report_that_was_looked_up_before_the_model_was_added_is_resolved_when_it_arrives(reader: APIClient) -> None:
    reader.get(f"{MODELS}/resolve", REPORT)  # queued
    StationModelFactory(**REPORT)
    check_inbox()

    inbox_writer.flush()

    assert entry_of().state == "resolved"


def test_an_entry_of_several_models_stays_resolved_while_it_is_one_of_several(reader: APIClient) -> None:
    report(reader)
    both = [StationModelFactory(), StationModelFactory()]
    entry_of().attach(both, by=staff_actor())
    check_inbox()

    assert report(reader) == "ambiguous"
    assert entry_of().state == "resolved"

    delete_identity()
    assert report(reader) == "none"
    assert (entry_of().state, entry_of().accepts_several) == ("waiting", False)


@pytest.mark.parametrize("resolve", [resolve_by_name, resolve_by_alias], ids=lambda way: way.__name__)
def test_what_is_recognised_is_resolved_by_itself_with_a_line_in_its_history(
    reader: APIClient, resolve: Callable[[], None]
) -> None:
    report(reader)

    resolve()

    entry = entry_of()
    assert (entry.state, entry.decided_by, entry.decided_count) == ("resolved", None, 1)
    [event] = entry.events.all()
    assert (event.action, event.user) == ("recognised", None)
    assert event.station_model == ChargingStationModel.objects.get()


def test_one_reported_name_resolves_every_entry_that_it_matches(reader: APIClient) -> None:
    for number in range(5, 8):
        report(reader, model=f"PLP1-0-2-{number}")
    report(reader, model="XXL1-0-2-5")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")

    entry_of().attach([ChargingStationModel.objects.get()], by=staff_actor(), model="PLP1-0-2-*")

    assert check_inbox() == 2
    assert [each.model for each in UnknownHardware.objects.waiting()] == ["XXL1-0-2-5"]


def test_an_alias_resolves_entries_under_every_name_of_the_vendor(reader: APIClient) -> None:
    VendorSynonymFactory(name="Wall Box", vendor="Wallbox Chargers")
    StationModelFactory(vendor="WBX", model="PLP1-0-2-5")
    report(reader)
    check_inbox()
    assert entry_of().state == "waiting"

    VendorSynonymFactory(name="WBX", vendor="Wallbox Chargers")
    check_inbox()

    assert report(reader) == "exact"
    assert entry_of().state == "resolved"


def test_an_ignored_entry_waits_again_at_ten_times_its_count(reader: APIClient) -> None:
    for _ in range(2):
        report(reader)
    entry_of().ignore(by=staff_actor(), note="A simulator")

    for _ in range(17):
        report(reader)
    assert (entry_of().count, entry_of().state) == (19, "ignored")
    report(reader)

    entry = entry_of()
    assert (entry.count, entry.state, entry.returned_because, entry.note) == (20, "waiting", "frequent", "A simulator")
    assert actions(entry) == ["ignored", "ignoring_ended"]


def test_an_ignored_entry_stays_ignored_when_the_catalogue_knows_it(reader: APIClient) -> None:
    report(reader)
    entry_of().ignore(by=staff_actor())

    resolve_by_name()

    assert entry_of().state == "ignored"


def test_after_very_many_changes_all_entries_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.resolve.inbox_check._EVENTS_MAX", 2)
    entry = UnknownHardwareFactory(vendor="Alfen", model="NG910-X")
    StationModelFactory(vendor="Alfen", model="NG910-X")
    for _ in range(3):
        StationModelFactory()

    assert check_inbox() == 1

    entry.refresh_from_db()
    assert entry.state == "resolved"


def test_a_check_takes_two_queries_while_nothing_has_changed() -> None:
    StationModelFactory()
    check_inbox()

    with queries(2):
        assert check_inbox() == 0
    assert InboxCheck.current().revision == CatalogueRevision.current().number


@pytest.mark.parametrize("number", [1, 90])
def test_a_check_takes_as_many_queries_for_ninety_entries_as_for_one(number: int) -> None:
    for each in range(number):
        UnknownHardwareFactory(vendor="Alfen", model=f"NG910-X{each}")
    ReportedIdentityFactory(vendor="Alfen", model="NG910-X*")

    # Revision and last check, the changes, which entries, the revision and the entries, 2 to resolve, 5 to settle them,
    # and 2 to store that this was checked.
    with queries(15):
        assert check_inbox() == number


def test_the_database_has_one_row_of_the_last_check() -> None:
    for number in (3, 2, 5):
        InboxCheck.current().advance(number)

    rows: list[Any] = list(InboxCheck.objects.values())
    assert rows == [{"id": 1, "revision": 5}]
