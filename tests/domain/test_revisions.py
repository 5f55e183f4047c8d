"""The catalogue revision: one number a change, without gaps; none for a refusal, none for nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.exceptions import CatalogueError
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

Act = Callable[[ChargingStationModel], Any]


def edited(**fields: Any) -> Act:
    return lambda each: each.edit(**{"connectors": [connector_data()], **fields}, by=TEST_ACTOR)


def a_draft(**fields: Any) -> dict[str, Any]:
    return {
        "vendor": "Zaptec",
        "model": "Pro",
        "power_type": "DC",
        "ocpp_url_key": "OcppUrl",
        "connectors": [connector_data()],
        **fields,
    }


CHANGES: dict[str, Act] = {
    "create": lambda _: ChargingStationModel.objects.create_with_connectors(**a_draft(), by=TEST_ACTOR),
    "rename": lambda each: each.rename("Renamed", by=TEST_ACTOR),
    "unset the name": lambda each: each.rename(None, by=TEST_ACTOR),
    "archive": lambda each: each.archive(by=TEST_ACTOR),
    "edit a field": edited(vendor="Mennekes"),
    "edit many": edited(vendor="Mennekes", power_type="DC", connectors=[connector_data(2), connector_data(1)]),
    "edit a connector": edited(connectors=[connector_data(max_amperage="31.5")]),
    "edit the order": edited(connectors=[connector_data(2), connector_data(1)]),
}
NOTHINGS: dict[str, Act] = {
    "rename to the same": lambda each: each.rename("Eve", by=TEST_ACTOR),
    "rename to the same with space around": lambda each: each.rename(" Eve ", by=TEST_ACTOR),
    "unarchive what is active": lambda each: each.unarchive(by=TEST_ACTOR),
    "edit to the same": edited(vendor="Alfen", friendly_name="Eve"),
    "edit to the same, written otherwise": edited(vendor=" Alfen", connectors=[connector_data(max_amperage="32.000")]),
    "create none": lambda _: ChargingStationModel.objects.create_many([], by=TEST_ACTOR),
}
REFUSALS: dict[str, Act] = {
    "create a twin": lambda _: StationModelFactory(vendor="ALFEN", model="ng910"),
    "create a bad one": lambda _: StationModelFactory(power_type="XX"),
    "rename to a bad name": lambda each: each.rename("x" * 201, by=TEST_ACTOR),
    "rename at another revision": lambda each: each.rename("Renamed", by=TEST_ACTOR, only_at=[each.revision + 1]),
    "archive at another revision": lambda each: each.archive(by=TEST_ACTOR, only_at=[]),
    "edit to a bad value": edited(image_url="javascript:alert(1)"),
    "edit to no connectors": edited(connectors=[]),
    "edit to a twin": edited(vendor="Other", model="TWIN"),
}


@pytest.fixture
def station_model() -> ChargingStationModel:
    StationModelFactory(vendor="Other", model="Twin")
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910", friendly_name="Eve")
    return station_model


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_takes_one_revision_and_one_event(station_model: ChargingStationModel, name: str) -> None:
    before = CatalogueRevision.current().number
    events = AuditEvent.objects.count()

    CHANGES[name](station_model)

    assert CatalogueRevision.current().number == before + 1
    changed = ChargingStationModel.objects.get(revision=before + 1)
    assert AuditEvent.objects.count() == events + 1
    assert AuditEvent.objects.get(revision=before + 1).station_model_id == changed.pk


@pytest.mark.parametrize("name", NOTHINGS)
def test_no_change_takes_no_revision(station_model: ChargingStationModel, name: str) -> None:
    before = catalogue_rows()

    assert not NOTHINGS[name](station_model)

    assert catalogue_rows() == before


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_takes_no_revision(station_model: ChargingStationModel, name: str) -> None:
    before = catalogue_rows()

    with pytest.raises((ValidationError, CatalogueError)):
        REFUSALS[name](station_model)

    assert catalogue_rows() == before


def test_revisions_have_no_gaps_and_events_tell_of_each() -> None:
    start = CatalogueRevision.current().number
    models = ChargingStationModel.objects.create_many(
        [a_draft(model=f"Pro {number}") for number in range(5)], by=TEST_ACTOR
    )
    for station_model in models:
        station_model.rename("Renamed", by=TEST_ACTOR)
        station_model.archive(by=TEST_ACTOR)
        station_model.unarchive(by=TEST_ACTOR)

    told = list(AuditEvent.objects.filter(revision__gt=start).order_by("revision").values_list("revision", flat=True))

    assert told == list(range(start + 1, start + 21))
    assert CatalogueRevision.current().number == start + 20
    assert [each.created_revision for each in models] == list(range(start + 1, start + 6))


@pytest.mark.django_db(transaction=True)
def test_the_lock_holds_in_a_transaction_alone() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        CatalogueRevision.lock()
