"""Deleting for good: an archived model that nothing points to, and with a reason; its history stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import ConcurrentlyDeleted, NotDeletable
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, Connector, SearchWord
from tests.catalogue_snapshot import catalogue_rows
from tests.domain.test_replacing import the_new_one
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db

WITH_A_REASON = replace(TEST_ACTOR, reason="Entered twice.")


def test_a_deleted_model_leaves_its_history_and_nothing_else() -> None:
    station_model = StationModelFactory(archived=True)
    record = station_model.as_record()

    station_model.delete_permanently(by=WITH_A_REASON)

    assert not ChargingStationModel.objects.exists()
    assert not Connector.objects.exists()
    assert not SearchWord.objects.exists()
    event = AuditEvent.objects.get(revision=CatalogueRevision.current().number)
    assert (event.action, event.reason, event.before, event.after) == ("deleted", "Entered twice.", record, None)
    assert AuditEvent.objects.filter(station_model_id=record["id"]).count() == 3


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_deleted_without_a_reason(reason: str) -> None:
    station_model = StationModelFactory(archived=True)
    before = catalogue_rows()

    with pytest.raises(NotDeletable, match="Say why"):
        station_model.delete_permanently(by=replace(TEST_ACTOR, reason=reason))

    assert catalogue_rows() == before


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b"])
def test_nothing_is_deleted_for_a_bad_reason(reason: str) -> None:
    station_model = StationModelFactory(archived=True)
    before = catalogue_rows()

    with pytest.raises(ValidationError):
        station_model.delete_permanently(by=replace(TEST_ACTOR, reason=reason))

    assert catalogue_rows() == before


def an_identity_points_to(station_model: ChargingStationModel) -> None:
    ReportedIdentityFactory(station_models=[station_model])
    station_model.archive(by=TEST_ACTOR)


def it_took_a_place(station_model: ChargingStationModel) -> None:
    new = station_model.replace(**the_new_one(), by=TEST_ACTOR)
    new.archive(by=TEST_ACTOR)
    station_model.pk = new.pk


@pytest.mark.parametrize(
    ("arrange", "said"),
    [
        (lambda _: None, "Archive it first"),
        (an_identity_points_to, "identities point to it"),
        (it_took_a_place, "took its place"),
    ],
)
def test_what_is_in_use_stays(arrange: Callable[[ChargingStationModel], None], said: str) -> None:
    station_model = StationModelFactory()
    arrange(station_model)
    before = catalogue_rows()

    with pytest.raises(NotDeletable, match=said):
        station_model.delete_permanently(by=WITH_A_REASON)

    assert catalogue_rows() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda it: it.rename("Renamed", by=TEST_ACTOR),
        lambda it: it.archive(by=TEST_ACTOR),
        lambda it: it.unarchive(by=TEST_ACTOR),
        lambda it: it.replace(**the_new_one(), by=TEST_ACTOR),
        lambda it: it.delete_permanently(by=WITH_A_REASON),
    ],
    ids=["rename", "archive", "unarchive", "replace", "delete"],
)
def test_who_comes_after_its_deletion_is_told_that_it_is_gone(act: Callable[[ChargingStationModel], None]) -> None:
    station_model = StationModelFactory(archived=True)
    ChargingStationModel.objects.get().delete_permanently(by=WITH_A_REASON)
    before = catalogue_rows()

    with pytest.raises(ConcurrentlyDeleted, match="This charging station model was deleted in the meantime"):
        act(station_model)

    assert catalogue_rows() == before


@pytest.mark.parametrize("factory", [ReportedIdentityFactory, VendorSynonymFactory])
def test_what_is_removed_can_neither_change_nor_be_removed_again(factory: Callable[[], Any]) -> None:
    row = factory()
    type(row).objects.get().delete_audited(by=TEST_ACTOR)
    before = catalogue_rows()

    with pytest.raises(ConcurrentlyDeleted):
        row.edit(by=TEST_ACTOR, source="a log")
    with pytest.raises(ConcurrentlyDeleted):
        row.delete_audited(by=TEST_ACTOR)

    assert catalogue_rows() == before
