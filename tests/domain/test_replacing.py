"""A model that gives way to a new one: successor, predecessors, identities; all of it or nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import CannotReplaceArchived, DuplicateModel
from catalog.models import AuditEvent, ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


def the_new_one(**fields: Any) -> dict[str, Any]:
    return {
        "vendor": "Alfen",
        "model": "NG910",
        "power_type": "AC_3_PHASE",
        "ocpp_url_key": "x",
        "connectors": [connector_data()],
        **fields,
    }


@pytest.fixture
def old() -> ChargingStationModel:
    old: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910")
    return old


def test_the_old_one_is_archived_and_its_identities_move(old: ChargingStationModel) -> None:
    identity = ReportedIdentityFactory(vendor="Alfen", model="Eve", station_models=[old])
    revision = identity.revision

    new = old.replace(**the_new_one(), by=TEST_ACTOR)

    old.refresh_from_db()
    assert (old.is_archived, old.successor, list(new.predecessors.all())) == (True, new, [old])
    assert identity.station_models.get() == new
    events = AuditEvent.objects.filter(revision__gt=revision).order_by("revision")
    assert [(each.action, each.subject) for each in events] == [
        ("replaced", "station_model"),
        ("created", "station_model"),
        ("edited", "identity"),
    ]
    assert events[0].after is not None
    assert events[0].after["replacedBy"] == str(new.pk)


@pytest.mark.parametrize("fields", [{"model": "Taken"}, {"power_type": "XX"}, {"connectors": []}])
def test_nothing_happens_when_the_new_one_is_refused(old: ChargingStationModel, fields: dict[str, Any]) -> None:
    StationModelFactory(vendor="ALFEN", model="TAKEN")
    ReportedIdentityFactory(station_models=[old])
    before = catalogue_rows()

    with pytest.raises((DuplicateModel, ValidationError)):
        old.replace(**the_new_one(**fields), by=TEST_ACTOR)

    assert catalogue_rows() == before


def test_what_is_archived_is_not_replaced(old: ChargingStationModel) -> None:
    old.archive(by=TEST_ACTOR)
    before = catalogue_rows()

    with pytest.raises(CannotReplaceArchived):
        old.replace(**the_new_one(), by=TEST_ACTOR)

    assert catalogue_rows() == before


def test_it_comes_back_once_its_successor_is_archived(old: ChargingStationModel) -> None:
    new = old.replace(**the_new_one(), by=TEST_ACTOR)
    before = catalogue_rows()

    with pytest.raises(DuplicateModel):
        old.unarchive(by=TEST_ACTOR)

    assert catalogue_rows() == before
    new.archive(by=TEST_ACTOR)
    assert old.unarchive(by=TEST_ACTOR)
    old.refresh_from_db()
    assert (old.is_archived, old.successor) == (False, None)
