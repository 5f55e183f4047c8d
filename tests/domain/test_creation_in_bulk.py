"""`create_many`: hundreds of models come in as one does, or none of them."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import DuplicateModel
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, Connector
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.integrity import assert_catalogue_consistent

pytestmark = pytest.mark.django_db

objects = ChargingStationModel.objects


def a_draft(model: str, **fields: Any) -> dict[str, Any]:
    return {
        "vendor": "Alfen",
        "model": model,
        "power_type": "AC_1_PHASE",
        "ocpp_url_key": "BackOffice-URL-wired",
        "connectors": [connector_data()],
        **fields,
    }


def many(count: int = 300) -> list[dict[str, Any]]:
    return [a_draft(f"NG910-{number}") for number in range(count)]


def test_each_has_a_revision_of_its_own_in_the_order_given() -> None:
    first = CatalogueRevision.objects.get().number + 1

    objects.create_many(many(), by=TEST_ACTOR)

    names = list(objects.in_order().values_list("model", "created_revision", "revision"))
    assert names == [(f"NG910-{number}", first + number, first + number) for number in range(300)]
    assert CatalogueRevision.objects.get().number == first + 299


def test_what_is_kept_is_what_was_given_whatever_characters_it_has() -> None:
    words = [r"\N", r"\.", 'a "quoted" word', "a,b;c|d", r"back\slash \t \n", "Straße", "充电桩", "🔌", "'; --", "{}"]
    drafts = [a_draft(f"{word} {number}", friendly_name=word) for number, word in enumerate(words * 30)]

    objects.create_many(drafts, by=TEST_ACTOR)

    kept = list(objects.in_order().values_list("model", "friendly_name"))
    assert kept == [(f"{word} {number}", word) for number, word in enumerate(words * 30)]


def test_they_are_what_creating_them_one_by_one_makes() -> None:
    connectors = [
        connector_data(2, max_amperage="0.000001", max_voltage=Decimal("9999.999999")),
        connector_data(1, max_power_watts=99_999_999.5, format="CABLE"),
    ]
    drafts = [a_draft(f" N{number} ", friendly_name="", connectors=connectors) for number in range(300)]
    alone = objects.create_with_connectors(**a_draft("alone", connectors=connectors), by=TEST_ACTOR)

    objects.create_many(drafts, by=TEST_ACTOR)

    station_model = objects.with_connectors().get(model="N17")
    made_by_the_catalogue = {"id", "model", "createdAt", "updatedAt"}
    assert {
        name: value for name, value in station_model.as_document().items() if name not in made_by_the_catalogue
    } == {name: value for name, value in alone.as_document().items() if name not in made_by_the_catalogue}
    assert [each["maxAmperage"] for each in station_model.as_document()["connectors"]] == [0.000001, 32]
    assert (station_model.vendor_key, station_model.model_key) == ("alfen", "n17")
    assert Connector.objects.count() == 602
    assert_catalogue_consistent()


def test_each_has_one_event_with_the_whole_model() -> None:
    objects.create_many(many(), by=TEST_ACTOR)

    events = AuditEvent.objects.order_by("revision")
    assert len(events) == 300
    station_model = objects.with_connectors().get(model="NG910-7")
    event = events.get(station_model=station_model)
    assert (event.action, event.channel, event.command, event.revision) == (
        "created",
        "command",
        "tests",
        station_model.revision,
    )
    assert event.before is None
    assert event.after == station_model.as_document()


@pytest.mark.parametrize(
    "last",
    [a_draft("ng910-0"), a_draft("TAKEN"), a_draft("", friendly_name="no name")],
    ids=["a twin among them", "a twin in the catalogue", "a bad value"],
)
def test_one_that_is_refused_keeps_all_out(last: dict[str, Any]) -> None:
    StationModelFactory(vendor="Alfen", model="taken")
    revision = CatalogueRevision.objects.get().number

    with pytest.raises((DuplicateModel, ValidationError)):
        objects.create_many([*many(), last], by=TEST_ACTOR)

    assert list(objects.values_list("model", flat=True)) == ["taken"]
    assert AuditEvent.objects.count() == 1
    assert CatalogueRevision.objects.get().number == revision


def test_an_archived_twin_does_not_block() -> None:
    StationModelFactory(vendor="Alfen", model="NG910-3", archived=True)

    objects.create_many(many(), by=TEST_ACTOR)

    assert objects.active().count() == 300


def test_a_model_that_came_in_with_many_can_be_changed_at_once() -> None:
    station_model = objects.create_many(many(), by=TEST_ACTOR)[5]

    station_model.archive(by=TEST_ACTOR)

    assert objects.archived().get() == station_model


def test_a_bad_connector_is_refused_however_often_it_comes() -> None:
    bad = a_draft("bad", connectors=[connector_data(), connector_data(2, max_voltage=0)])

    for _ in range(2):
        with pytest.raises(ValidationError) as refusal:
            objects.create_many([bad], by=TEST_ACTOR)

        assert refusal.value.message_dict == {"connectors": ["Connector 2, max_voltage: Must be greater than 0."]}


def test_nothing_is_added_for_no_drafts() -> None:
    assert objects.create_many([], by=TEST_ACTOR) == []

    assert CatalogueRevision.objects.get().number == 0


def test_models_are_found_by_many_keys_at_once() -> None:
    objects.create_many([*many(), a_draft("NG910-1", vendor="Elli")], by=TEST_ACTOR)

    found = objects.active().with_keys({("alfen", "ng910-1"), ("alfen", "ng910-299"), ("elli", "ng910-2")})

    assert sorted(str(station_model) for station_model in found) == ["Alfen NG910-1", "Alfen NG910-299"]
