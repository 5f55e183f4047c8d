"""Rows that are written by SQL text of our own are the rows that the ORM writes."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import models

from catalog.db.bulk import insert_rows, update_statement
from catalog.models import Action, AuditEvent, ChargingStationModel, Connector, SearchWord
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.strategies import rolled_back

pytestmark = pytest.mark.django_db

COUNTS = (1, 2, 3, 16, 17, 101)


def words(station_model: ChargingStationModel, count: int) -> list[models.Model]:
    return [SearchWord(word=f"%s {number}", created_revision=station_model.created_revision) for number in range(count)]


def events(station_model: ChargingStationModel, count: int) -> list[models.Model]:
    subject = ("station_model", station_model.pk)
    told = {"a": 'ü"%s', "b": None}
    return [
        AuditEvent.build(Action.CREATED, TEST_ACTOR, revision=1_000 + number, subject=subject, before=None, after=told)
        if number % 2
        else AuditEvent.build(
            Action.EDITED, TEST_ACTOR, revision=1_000 + number, subject=subject, before=told, after={}
        )
        for number in range(count)
    ]


def connectors(station_model: ChargingStationModel, count: int) -> list[models.Model]:
    [first, *_] = station_model.connectors.all()
    names = [each.attname for each in Connector._meta.concrete_fields if each.attname not in ("id", "position")]
    copied = {name: getattr(first, name) for name in names}
    return [
        Connector(**{**copied, "connector_id": 100 + number, "evse": None if number % 2 else 1}, position=63 - number)
        for number in range(min(count, 50))
    ]


def values_of(model: type[models.Model]) -> list[tuple[Any, ...]]:
    names = [each.attname for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)]
    return sorted(model._base_manager.values_list(*names), key=str)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("build", [words, events, connectors])
def test_new_rows_are_those_that_the_orm_writes(
    build: Callable[[ChargingStationModel, int], Sequence[models.Model]], count: int
) -> None:
    station_model = StationModelFactory()
    rows, again = build(station_model, count), build(station_model, count)
    for each, other in zip(rows, again, strict=True):
        if isinstance(each, AuditEvent) and isinstance(other, AuditEvent):
            other.at = each.at
    with rolled_back():
        type(rows[0])._base_manager.bulk_create(again)
        by_the_orm = values_of(type(rows[0]))
    with rolled_back():
        insert_rows(rows)

        assert values_of(type(rows[0])) == by_the_orm
        assert all(not each._state.adding for each in rows)


def test_a_row_is_written_anew_as_the_orm_does() -> None:
    station_model = StationModelFactory()
    station_model.friendly_name, station_model.vendor, station_model.image_url = "%s", "Straße", None
    with rolled_back():
        station_model.save(force_update=True)
        by_the_orm = values_of(ChargingStationModel)
    with rolled_back():
        insert_rows(statements=[update_statement(station_model)])

        assert values_of(ChargingStationModel) == by_the_orm
