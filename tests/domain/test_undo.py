"""The opposite of changes: rows are as they were, in a few queries, or nothing has changed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.exceptions import UndoError
from catalog.models import (
    Actor,
    AuditEvent,
    CatalogueRevision,
    Channel,
    ChargingStationModel,
    ReportedIdentity,
    Vendor,
    VendorSynonym,
)
from catalog.models.undo import UNDO_MAX, UNDONE, undo_events
from catalog.models.vendor_rename import VendorRename
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UserFactory,
    VendorFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

CITED = {"level": "cited", "source": "Data sheet, page 2", "link": "https://alfen.example/eve.pdf"}


def number() -> int:
    return CatalogueRevision.current().number


def events_since(revision: int) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(revision__gt=revision))


def undo_since(revision: int) -> int:
    return undo_events(events_since(revision), by=TEST_ACTOR)


def record(station_model: ChargingStationModel) -> dict[str, Any]:
    return ChargingStationModel.objects.get(pk=station_model.pk).as_record() | {"updatedAt": None}


def values(**fields: Any) -> dict[str, Any]:
    return {
        "vendor": "Alfen",
        "model": "NG910",
        "power_type": "AC_3_PHASE",
        "ocpp_url_key": "x",
        "connectors": [connector_data()],
        **fields,
    }


@pytest.fixture
def eve() -> ChargingStationModel:
    eve: ChargingStationModel = StationModelFactory(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve",
        image_url="https://alfen.example/eve.png",
        connectors=[
            connector_data(1, evse=1, max_power_watts="22080.5"),
            connector_data(2, evse=2, connection_type="CHADEMO", format="CABLE"),
        ],
        evidence={"designation": CITED, "ratings": {"level": "known"}},
    )
    eve.dismiss_check("doubtful_figures", by=Actor(channel=Channel.COMMAND, command="tests", reason="Measured"))
    return eve


def test_an_edit_is_undone_with_its_connectors_evidence_and_dismissals(eve: ChargingStationModel) -> None:
    before, revision = record(eve), number()
    eve.edit(**values(model="NG920", friendly_name=None, image_url=None), by=TEST_ACTOR)

    assert undo_since(revision) == 1

    assert record(eve) == before
    event = AuditEvent.objects.latest("revision")
    assert (event.action, event.reason, event.command) == ("edited", UNDONE, "tests")
    assert list(ChargingStationModel.objects.matching("NG910")) == [eve]
    assert not ChargingStationModel.objects.matching("NG920").exists()


def test_several_edits_of_one_model_are_undone_as_one(eve: ChargingStationModel) -> None:
    before, revision = record(eve), number()
    eve.rename("First", by=TEST_ACTOR)
    eve.rename("Second", by=TEST_ACTOR)
    eve.archive(by=TEST_ACTOR)

    undo_since(revision)

    assert record(eve) == before
    assert number() == revision + 4


@pytest.mark.parametrize(("verb", "action"), [("archive", "unarchived"), ("unarchive", "archived")])
def test_a_change_of_state_is_undone_by_its_opposite(verb: str, action: str) -> None:
    station_model = StationModelFactory(archived=verb == "unarchive")
    before, revision = record(station_model), number()
    getattr(station_model, verb)(by=TEST_ACTOR)

    undo_since(revision)

    assert record(station_model) == before
    assert AuditEvent.objects.latest("revision").action == action


def test_a_model_that_was_added_is_archived() -> None:
    revision = number()
    station_model = StationModelFactory()

    undo_since(revision)

    station_model.refresh_from_db()
    assert station_model.is_archived
    assert AuditEvent.objects.latest("revision").action == "archived"


def test_a_replaced_pair_is_undone_and_the_reported_names_move_back(eve: ChargingStationModel) -> None:
    identity = ReportedIdentityFactory(vendor="Alfen", model="Eve Double", station_models=[eve])
    before, revision = record(eve), number()
    new = eve.replace(**values(), by=TEST_ACTOR)

    undo_since(revision)

    assert record(eve) == before
    new.refresh_from_db()
    assert (new.is_archived, new.successor) == (True, None)
    assert ReportedIdentity.objects.get(pk=identity.pk).station_models.get() == eve
    assert list(ChargingStationModel.objects.active().matching("Double")) == [eve]


def test_a_vendor_rename_is_undone_with_its_row_and_aliases() -> None:
    vendor = VendorFactory(name="Alfen BV", note="Dutch")
    VendorSynonymFactory(name="Alfen ICU", vendor="Alfen BV")
    station_models = [StationModelFactory(vendor="Alfen BV", model=f"NG{n}") for n in range(3)]
    StationModelFactory(vendor="Else", model="E-1")
    VendorFactory(name="Else", note="German")
    before, revision = catalogue_without_history(), number()
    change = VendorRename.build(vendor, "Else")
    change.apply(by=TEST_ACTOR, expected_state=change.state())

    undo_since(revision)

    assert catalogue_without_history() == before
    assert {each.vendor for each in ChargingStationModel.objects.filter(pk__in=[s.pk for s in station_models])} == {
        "Alfen BV"
    }


def catalogue_without_history() -> dict[str, list[Any]]:
    """What the rows say, without keys, revisions and times."""
    return {
        "models": sorted((record(each) for each in ChargingStationModel.objects.all()), key=str),
        "vendors": sorted(str(each.as_record()) for each in Vendor.objects.all()),
        "synonyms": sorted(str(each.as_record()) for each in VendorSynonym.objects.all()),
        "identities": sorted(str(each.as_record()) for each in ReportedIdentity.objects.all()),
    }


def test_reported_names_that_were_added_changed_and_deleted_are_as_they_were() -> None:
    station_model = StationModelFactory()
    changed = ReportedIdentityFactory(model="A-1", station_models=[station_model])
    deleted = ReportedIdentityFactory(model="A-2", station_models=[station_model])
    before, revision = catalogue_without_history(), number()
    changed.edit(model="A-3", by=TEST_ACTOR)
    deleted.delete_audited(by=TEST_ACTOR)
    ReportedIdentityFactory(model="A-2", station_models=[station_model])

    undo_since(revision)

    assert catalogue_without_history() == before


def refused(events: list[AuditEvent]) -> UndoError:
    before = catalogue_rows()
    with pytest.raises(UndoError) as raised:
        undo_events(events, by=TEST_ACTOR)
    assert catalogue_rows() == before
    return raised.value


def test_an_undo_after_another_edit_names_who_made_it(eve: ChargingStationModel) -> None:
    revision = number()
    eve.archive(by=TEST_ACTOR)
    events = events_since(revision)
    grace = UserFactory(username="grace")
    eve.rename("Else", by=Actor(channel=Channel.ADMIN, user=grace))

    error = refused(events)

    assert error.code == "changed_since"
    assert "grace has changed Alfen NG910 since (renamed" in str(error)


def test_a_second_undo_is_refused(eve: ChargingStationModel) -> None:
    revision = number()
    eve.archive(by=TEST_ACTOR)
    events = events_since(revision)
    undo_events(events, by=TEST_ACTOR)

    assert refused(events).code == "already_undone"


def test_an_edit_between_two_of_the_events_is_not_undone_unseen(eve: ChargingStationModel) -> None:
    revision = number()
    eve.rename("First", by=TEST_ACTOR)
    eve.rename("Between", by=TEST_ACTOR)
    eve.rename("Last", by=TEST_ACTOR)
    latest, _, first = events_since(revision)

    assert refused([latest, first]).code == "changed_since"


def test_a_bulk_of_which_some_have_changed_is_refused_as_a_whole() -> None:
    station_models = StationModelFactory.create_batch(4)
    revision = number()
    for each in station_models:
        each.archive(by=TEST_ACTOR)
    events = events_since(revision)
    for each in station_models[:2]:
        each.unarchive(by=TEST_ACTOR)

    error = refused(events)

    assert error.code == "changed_since"
    assert "1 more" in str(error)


def test_a_name_that_was_taken_is_named(eve: ChargingStationModel) -> None:
    revision = number()
    eve.archive(by=TEST_ACTOR)
    events = events_since(revision)
    other = StationModelFactory(vendor="ALFEN", model="ng910")

    error = refused(events)

    assert error.code == "conflict"
    assert str(other.pk) in str(error)


def test_a_permanent_deletion_is_not_undone() -> None:
    station_model = StationModelFactory(archived=True)
    revision = number()
    station_model.delete_permanently(by=Actor(channel=Channel.ADMIN, user=UserFactory(), reason="Typed by mistake"))

    error = refused(events_since(revision))

    assert error.code == "deleted"
    assert "deleted permanently" in str(error)


def test_what_was_deleted_since_is_not_undone(eve: ChargingStationModel) -> None:
    revision = number()
    eve.archive(by=TEST_ACTOR)
    events = events_since(revision)
    eve.delete_permanently(by=Actor(channel=Channel.ADMIN, user=UserFactory(username="grace"), reason="Mistake"))

    error = refused(events)

    assert error.code == "changed_since"
    assert "deleted" in str(error)


def test_an_alias_in_the_way_of_a_reported_name_is_a_conflict() -> None:
    station_model = StationModelFactory()
    identity = ReportedIdentityFactory(vendor="Alfen", model="A-1", station_models=[station_model])
    revision = number()
    identity.delete_audited(by=TEST_ACTOR)
    events = events_since(revision)
    ReportedIdentityFactory(vendor="Alfen", model="A-1", station_models=[station_model])

    assert refused(events).code == "conflict"


def test_no_events_and_too_many_are_refused(eve: ChargingStationModel) -> None:
    assert refused([]).code == "nothing_to_undo"
    event = AuditEvent.objects.latest("revision")
    assert refused([event] * (UNDO_MAX + 1)).code == "too_many"


def test_a_thousand_models_are_undone_in_few_queries() -> None:
    counted = []
    for count in (10, 1_000):
        drafts = [values(model=f"Of {count}, {n}") for n in range(count)]
        station_models = ChargingStationModel.objects.create_many(drafts, by=TEST_ACTOR)
        revision = number()
        for each in station_models:
            each.archive(by=TEST_ACTOR)
        events = events_since(revision)
        with CaptureQueriesContext(connection) as captured:
            assert undo_events(events, by=TEST_ACTOR) == count
        counted.append(len(captured))

    assert ChargingStationModel.objects.active().count() == 1_010
    # On SQLite a statement takes 999 values: what is written is written in parts.
    assert counted[0] <= 15
    assert counted[1] <= 60
