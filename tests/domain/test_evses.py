"""Which connectors share an EVSE: known to the catalogue and told in its history, never in the contract's answers."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.document import strip_audit_fields
from catalog.models.feed_restart import restart_feed
from catalog.models.integrity import find_inconsistencies
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone() -> ChargingStationModel:
    """A model whose two connectors are an EVSE each."""
    alone: ChargingStationModel = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    return alone


@pytest.fixture
def grouped() -> ChargingStationModel:
    """A model whose two connectors are one EVSE."""
    grouped: ChargingStationModel = StationModelFactory(
        connectors=[connector_data(1, evse=1), connector_data(2, evse=1)]
    )
    return grouped


def evses_in(record: dict[str, Any] | None) -> list[int | None]:
    assert record is not None
    return [each.get("evse") for each in record["connectors"]]


def test_the_contracts_answer_does_not_say_it_and_the_history_does(grouped: ChargingStationModel) -> None:
    grouped.refresh_from_db()

    assert "evse" not in grouped.document
    event = AuditEvent.objects.get(station_model=grouped)
    assert evses_in(event.after) == evses_in(grouped.as_record()) == [1, 1]
    assert strip_audit_fields(event.after) == grouped.as_document()
    assert list(find_inconsistencies()) == []


def test_a_model_that_does_not_say_it_has_the_record_that_it_always_had(alone: ChargingStationModel) -> None:
    assert alone.as_record() == alone.as_document()


def test_to_say_it_is_a_change_like_any_other(alone: ChargingStationModel) -> None:
    before, revision = alone.as_document(), CatalogueRevision.current().number

    is_changed = alone.edit(connectors=[connector_data(1, evse=1), connector_data(2, evse=1)], by=TEST_ACTOR)

    assert is_changed
    alone.refresh_from_db()
    assert [each.evse for each in alone.connectors.all()] == [1, 1]
    assert alone.revision == CatalogueRevision.current().number == revision + 1
    event = AuditEvent.objects.get(revision=alone.revision)
    assert (evses_in(event.before), evses_in(event.after)) == ([None, None], [1, 1])
    assert [name for name, _, _ in event.changes] == ["connectors"]
    assert {**alone.as_document(), "updatedAt": None} == {**before, "updatedAt": None}
    assert list(find_inconsistencies()) == []


def test_to_say_the_same_again_changes_nothing(grouped: ChargingStationModel) -> None:
    before = catalogue_rows()

    is_changed = grouped.edit(connectors=[connector_data(1, evse=1), connector_data(2, evse=1)], by=TEST_ACTOR)

    assert not is_changed
    assert catalogue_rows() == before


def test_it_is_said_of_all_connectors_or_of_none(alone: ChargingStationModel) -> None:
    before = catalogue_rows()

    with pytest.raises(ValidationError) as refusal:
        alone.edit(connectors=[connector_data(1, evse=1), connector_data(2)], by=TEST_ACTOR)

    assert refusal.value.message_dict == {"connectors": ["Specify the EVSE of all connectors or of none."]}
    assert catalogue_rows() == before


def test_a_feed_that_starts_over_tells_it_again(grouped: ChargingStationModel) -> None:
    restart_feed(by=TEST_ACTOR)

    grouped.refresh_from_db()
    event = AuditEvent.objects.get(revision=grouped.revision)
    assert (event.action, evses_in(event.before), evses_in(event.after)) == ("restarted", [1, 1], [1, 1])
    assert list(find_inconsistencies()) == []
