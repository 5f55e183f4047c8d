"""What the methods of the catalogue leave behind is sound, and what goes past them in bulk is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import models, transaction

from catalog.exceptions import DuplicateModel
from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel, Connector
from catalog.models.integrity import find_inconsistencies
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

ADMIN = Actor(channel=Channel.ADMIN)


def a_draft(model: str) -> dict[str, Any]:
    return {
        "vendor": "Alfen",
        "model": model,
        "power_type": "DC",
        "ocpp_url_key": "x",
        "connectors": [connector_data(2, max_amperage="0.000001"), connector_data(1)],
    }


@pytest.fixture
def station_model() -> ChargingStationModel:
    """With a history of four events: created, renamed twice, archived; a neighbour came in meanwhile."""
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910-60003")
    station_model.rename("One", by=TEST_ACTOR)
    StationModelFactory(vendor="Zaptec", model="Go")
    station_model.rename("Two", by=TEST_ACTOR)
    station_model.archive(by=TEST_ACTOR)
    return station_model


# What the methods do


@pytest.mark.parametrize(
    "act",
    [
        lambda it: it.rename("Three", by=TEST_ACTOR),
        lambda it: it.rename(None, by=TEST_ACTOR),
        lambda it: it.archive(by=TEST_ACTOR),
        lambda it: it.unarchive(by=TEST_ACTOR),
        lambda it: it.edit(connectors=[connector_data(3, max_voltage="400.5")], vendor="ALFEN ǅ", by=ADMIN),
        lambda it: ChargingStationModel.objects.create_many([a_draft("A"), a_draft("B")], by=TEST_ACTOR),
        lambda it: ChargingStationModel.objects.create_many([], by=TEST_ACTOR),
        lambda it: (call_command("restart_feed", verbosity=0), it.unarchive(by=TEST_ACTOR)),
    ],
    ids=["rename", "unset", "archive again", "unarchive", "edit", "create many", "create none", "restart"],
)
def test_what_a_method_does_is_sound(station_model: ChargingStationModel, act: Callable[..., Any]) -> None:
    act(station_model)

    assert list(find_inconsistencies()) == []


def test_what_a_method_refuses_leaves_it_sound(station_model: ChargingStationModel) -> None:
    StationModelFactory(vendor="ALFEN", model="ng910-60003")

    with pytest.raises(DuplicateModel):
        station_model.unarchive(by=TEST_ACTOR)

    assert list(find_inconsistencies()) == []


def test_a_catalogue_without_rows_is_sound() -> None:
    assert list(find_inconsistencies()) == []


# What is refused


@pytest.mark.parametrize(
    "act",
    [
        lambda: ChargingStationModel.objects.update(friendly_name="x"),
        lambda: ChargingStationModel.objects.filter(vendor="Alfen").delete(),
        lambda: ChargingStationModel.objects.bulk_update(ChargingStationModel.objects.all(), ["vendor"]),
        lambda: Connector.objects.update(max_amperage=1),
        lambda: ChargingStationModel.objects.get(vendor="Alfen").connectors.all().delete(),
        lambda: AuditEvent.objects.update(command="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.first().save(),  # type: ignore[union-attr]
        lambda: AuditEvent.objects.first().delete(),  # type: ignore[union-attr]
    ],
)
def test_a_change_in_bulk_is_refused_in_words(station_model: ChargingStationModel, act: Callable[..., Any]) -> None:
    with pytest.raises(PermissionDenied, match=r"never in bulk|append-only"), transaction.atomic():
        act()

    assert list(find_inconsistencies()) == []


def test_a_model_cannot_be_deleted(station_model: ChargingStationModel) -> None:
    with pytest.raises(models.ProtectedError):
        station_model.delete()

    assert ChargingStationModel.objects.filter(pk=station_model.pk).exists()


# What looking costs


def test_looking_takes_as_many_queries_for_500_models_as_for_one() -> None:
    ChargingStationModel.objects.create_many([a_draft("Only")], by=TEST_ACTOR)
    with queries(19):
        assert list(find_inconsistencies()) == []
    ChargingStationModel.objects.create_many([a_draft(str(number)) for number in range(499)], by=TEST_ACTOR)
    with queries(19):
        assert list(find_inconsistencies()) == []
    ChargingStationModel.objects.create_many([a_draft("The 501st")], by=TEST_ACTOR)

    with queries(
        19 + 7
    ):  # connectors twice, evidence, dismissed checks, events, and words of two kinds of the next 500
        assert list(find_inconsistencies()) == []
