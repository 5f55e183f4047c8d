"""Two people press Undo at once: it happens once, and the other learns that it has."""

from functools import partial

import pytest

from catalog.exceptions import UndoError
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.undo import undo_events
from tests.concurrency.threads import run_concurrently
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db(transaction=True)


def undo(events: list[AuditEvent]) -> str:
    try:
        undo_events(events, by=TEST_ACTOR)
    except UndoError as error:
        return error.code
    return "undone"


def test_of_two_undos_at_once_one_happens() -> None:
    station_models = StationModelFactory.create_batch(3)
    revision = CatalogueRevision.current().number
    for each in station_models:
        each.archive(by=TEST_ACTOR)
    events = list(AuditEvent.objects.filter(revision__gt=revision))

    outcomes = run_concurrently([partial(undo, events)] * 2)

    assert sorted(outcomes) == ["already_undone", "undone"]
    assert ChargingStationModel.objects.active().count() == 3
    assert AuditEvent.objects.filter(action="unarchived").count() == 3
