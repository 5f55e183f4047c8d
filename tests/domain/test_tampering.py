"""What is done to the catalogue past its methods is found, each kind of it, and told in sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from catalog.models import (
    Action,
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    Connector,
    ReportedIdentity,
    SearchWord,
    VendorSynonym,
)
from catalog.models.integrity import find_inconsistencies
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]


@pytest.fixture
def it() -> ChargingStationModel:
    """Created at a revision, renamed one and three after it, archived four after it. A neighbour came in two after."""
    it: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910-60003")
    it.rename("One", by=TEST_ACTOR)
    StationModelFactory(vendor="Zaptec", model="Go")
    it.rename("Two", by=TEST_ACTOR)
    it.archive(by=TEST_ACTOR)
    assert list(find_inconsistencies()) == []
    return it


@pytest.fixture
def after(it: ChargingStationModel) -> list[int]:
    """The revision of its creation, and the five after it."""
    return [it.created_revision + number for number in range(6)]


def sql(text: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)


def update(it: ChargingStationModel, **fields: Any) -> None:
    ChargingStationModel._base_manager.filter(pk=it.pk).update(**fields)


def save(it: ChargingStationModel, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(it, name, value)
    it.save()


def save_in_agreement_with_itself(it: ChargingStationModel) -> None:
    it.friendly_name = "Three"
    save(it, document=it.render())


OTHERWISE = "is answered by the API otherwise than its row says."
UNTOLD = "was changed since revision {after[4]} without an event."
WORDS = "is found by words that are not its own."
KEYS = "is looked up under a key that is not made of its texts."

ROWS: dict[str, tuple[Callable[[ChargingStationModel], Any], list[str]]] = {
    "a name": (lambda it: update(it, friendly_name="x"), [OTHERWISE, UNTOLD, WORDS]),
    "its state": (lambda it: update(it, archived_at=None), [OTHERWISE, UNTOLD]),
    "its key": (lambda it: update(it, model_key="go"), [KEYS]),
    "its key as it is reported": (lambda it: update(it, normalised_vendor="zaptec"), [KEYS]),
    "its power": (
        lambda it: update(it, max_power_watts=1),
        ["is filtered by a power that none of its connectors has."],
    ),
    "a word more": (lambda it: SearchWord.objects.create(word="go", created_revision=it.created_revision), [WORDS]),
    "a word less": (
        lambda it: SearchWord.objects.filter(word="alfen", created_revision=it.created_revision).delete(),
        [WORDS],
    ),
    "what took its place": (
        lambda it: update(it, successor=ChargingStationModel.objects.get(vendor="Zaptec")),
        [UNTOLD],
    ),
    "its JSON": (lambda it: update(it, document="{"), [OTHERWISE]),
    "its revision": (
        lambda it: update(it, revision=F("revision") - 1),
        ["is at revision {after[3]}, and its history ends at {after[4]}."],
    ),
    "its place": (
        lambda it: update(it, created_revision=F("created_revision") + 1),
        ["came in at revision {after[1]}, and its history begins at {after[0]}.", WORDS],
    ),
    "save": (lambda it: save(it, power_type="DC"), [OTHERWISE, UNTOLD, WORDS]),
    "save in agreement with itself": (save_in_agreement_with_itself, [UNTOLD, WORDS]),
    "SQL": (
        lambda it: sql("UPDATE catalog_chargingstationmodel SET ocpp_url_key = 'y' WHERE vendor = 'Alfen'"),
        [OTHERWISE, UNTOLD],
    ),
    "a rating, by SQL": (
        lambda it: sql("UPDATE catalog_connector SET max_amperage = 31 WHERE id = %s", it.connectors.get().pk),
        [OTHERWISE, UNTOLD],
    ),
    "a rating, by save": (lambda it: save(it.connectors.get(), max_voltage=229), [OTHERWISE, UNTOLD]),
    "a position": (
        lambda it: Connector._base_manager.filter(station_model=it).update(position=5),
        ["has connectors whose positions are not 0, 1, 2, ..."],
    ),
    "a connector more": (
        lambda it: Connector.objects.bulk_create([Connector(**connector_data(9), position=1, station_model=it)]),
        [OTHERWISE, UNTOLD],
    ),
    "an EVSE": (
        lambda it: Connector._base_manager.filter(station_model=it).update(evse=1),
        [UNTOLD],
    ),
    "an EVSE of one alone": (
        lambda it: Connector.objects.bulk_create(
            [Connector(**connector_data(9, evse=1), position=1, station_model=it)]
        ),
        ["says of some of its connectors, and not of others, which EVSE they belong to.", OTHERWISE, UNTOLD],
    ),
    "no connectors": (
        lambda it: Connector._base_manager.filter(station_model=it).delete(),
        ["has 0 connectors.", OTHERWISE, UNTOLD, WORDS],
    ),
    "no history": (
        lambda it: AuditEvent._base_manager.filter(station_model=it).delete(),
        ["is at revision {after[4]}, and has no history."],
    ),
    "the first event gone": (
        lambda it: sql("DELETE FROM catalog_auditevent WHERE revision = %s", it.created_revision),
        ["came in at revision {after[0]}, and its history begins at {after[1]}."],
    ),
    "an event between gone": (
        lambda it: sql("DELETE FROM catalog_auditevent WHERE revision = %s", it.created_revision + 1),
        ["was changed between the revisions {after[0]} and {after[3]} without an event."],
    ),
    "the last event gone": (
        lambda it: sql("DELETE FROM catalog_auditevent WHERE revision = %s", it.revision),
        [
            "is at revision {after[4]}, and its history ends at {after[3]}.",
            "was changed since revision {after[3]} without an event.",
        ],
    ),
    "what an event tells": (
        lambda it: AuditEvent._base_manager.filter(revision=it.revision).update(before={"friendlyName": "x"}),
        ["was changed between the revisions {after[3]} and {after[4]} without an event."],
    ),
}


@pytest.mark.parametrize(("act", "issues"), ROWS.values(), ids=ROWS.keys())
def test_each_change_of_a_row_is_found(
    it: ChargingStationModel, after: list[int], act: Callable[[ChargingStationModel], Any], issues: list[str]
) -> None:
    act(it)

    found = [issue for issue in find_inconsistencies() if issue.startswith(str(it.pk))]
    assert found == [f"{it.pk} (Alfen NG910-60003): {issue.format(after=after)}" for issue in issues]


def test_what_loaddata_puts_back_is_found(it: ChargingStationModel, after: list[int], tmp_path: Path) -> None:
    dump = tmp_path / "dump.json"
    dump.write_text(serializers.serialize("json", [it]))
    it.unarchive(by=TEST_ACTOR)

    call_command("loaddata", str(dump), verbosity=0)

    assert list(find_inconsistencies()) == [
        f"{it.pk} (Alfen NG910-60003): is at revision {after[4]}, and its history ends at {after[5]}.",
        f"{it.pk} (Alfen NG910-60003): was changed since revision {after[5]} without an event.",
    ]


def test_what_comes_in_by_bulk_create_is_found(it: ChargingStationModel, after: list[int]) -> None:
    other = StationModelFactory.build(
        created_revision=after[5], revision=after[5], updated_at=it.updated_at, max_power_watts=1
    )
    other.created_at = other.updated_at
    other.document = other.render()

    ChargingStationModel.objects.bulk_create([other])

    assert list(find_inconsistencies()) == [
        f"{other.pk} ({other}): has 0 connectors.",
        f"{other.pk} ({other}): is at revision {after[5]}, and has no history.",
        f"{other.pk} ({other}): {WORDS}",
    ]


def test_a_model_that_is_gone_is_found(it: ChargingStationModel) -> None:
    Connector._base_manager.filter(station_model=it).delete()
    sql("DELETE FROM catalog_chargingstationmodel WHERE vendor = 'Alfen'")

    assert list(find_inconsistencies()) == [
        f"{it.pk}: is gone, and its history does not say that it was deleted.",
        "There are words of models that are not there.",
    ]


@pytest.fixture
def synonym() -> VendorSynonym:
    synonym: VendorSynonym = VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    return synonym


@pytest.fixture
def identity() -> ReportedIdentity:
    identity: ReportedIdentity = ReportedIdentityFactory(vendor="Ecotap", model="DUO")
    return identity


def test_a_key_of_a_synonym_is_found(synonym: VendorSynonym) -> None:
    VendorSynonym._base_manager.update(normalised_vendor="zaptec")

    assert list(find_inconsistencies()) == [f"{synonym.pk} ({synonym}): {KEYS}"]


def test_a_source_of_a_synonym_is_found(synonym: VendorSynonym) -> None:
    VendorSynonym._base_manager.update(source="x")

    assert list(find_inconsistencies()) == [
        f"{synonym.pk} ({synonym}): was changed since revision {synonym.revision} without an event."
    ]


def test_a_key_of_an_identity_is_found(identity: ReportedIdentity) -> None:
    ReportedIdentity._base_manager.update(normalised_serial="x")

    assert list(find_inconsistencies()) == [f"{identity.pk} ({identity}): {KEYS}"]


def test_a_target_that_was_taken_away_is_found(identity: ReportedIdentity) -> None:
    station_model = identity.station_models.get()

    sql("DELETE FROM catalog_identitytarget")

    assert list(find_inconsistencies()) == [
        f"{station_model.pk} ({station_model}): {WORDS}",
        f"{identity.pk} ({identity}): was changed since revision {identity.revision} without an event.",
    ]


@pytest.mark.parametrize("subject", ["synonym", "identity"])
def test_an_event_and_a_row_that_are_gone_are_found(
    synonym: VendorSynonym, identity: ReportedIdentity, subject: str
) -> None:
    row: VendorSynonym | ReportedIdentity = {"synonym": synonym, "identity": identity}[subject]
    AuditEvent._base_manager.filter(revision=row.revision).delete()
    assert f"{row.pk} ({row}): is at revision {row.revision}, and has no history." in list(find_inconsistencies())
    row.event(Action.CREATED, TEST_ACTOR, before=None, after=row.as_record()).save()
    assert list(find_inconsistencies()) == []

    type(row)._base_manager.filter(pk=row.pk).delete()

    assert f"{row.pk}: is gone, and its history does not say that it was deleted." in list(find_inconsistencies())


# The revision


def test_a_lowered_number_is_found_and_restart_feed_repairs_it(it: ChargingStationModel, after: list[int]) -> None:
    sql("UPDATE catalog_cataloguerevision SET number = number - 1")

    assert list(find_inconsistencies()) == [
        f"The catalogue is at revision {after[3]}, and a change at {after[4]}: readers would miss what comes next. "
        "Run manage.py restart_feed."
    ]
    call_command("restart_feed", verbosity=0)
    assert list(find_inconsistencies()) == []


def test_a_raised_number_is_found(it: ChargingStationModel, after: list[int]) -> None:
    first = CatalogueRevision.current().base_number + 1

    sql("UPDATE catalog_cataloguerevision SET number = number + 2")

    told = after[4] - first + 1
    assert list(find_inconsistencies()) == [f"Of the revisions {first} to {after[4] + 2}, the history has {told}."]


def test_a_restart_that_is_taken_back_is_found(it: ChargingStationModel) -> None:
    call_command("restart_feed", verbosity=0)
    current = CatalogueRevision.current()

    sql("UPDATE catalog_cataloguerevision SET base_number = base_number - 1")

    # One of each of the two models.
    assert list(find_inconsistencies()) == [
        f"Of the revisions {current.base_number} to {current.number}, the history has 2."
    ]


def test_a_revision_without_its_row_is_found(it: ChargingStationModel, after: list[int]) -> None:
    sql("DELETE FROM catalog_cataloguerevision")

    assert list(find_inconsistencies()) == [
        f"The catalogue is at revision 0, and a change at {after[4]}: readers would miss what comes next. "
        "Run manage.py restart_feed."
    ]


def test_a_row_put_back_with_its_history_is_found_by_the_revisions_that_nobody_tells(
    it: ChargingStationModel, after: list[int]
) -> None:
    first = CatalogueRevision.current().base_number + 1
    before = ChargingStationModel.objects.filter(pk=it.pk).values("friendly_name", "revision", "updated_at", "document")
    [row] = list(before)
    it.rename("Three", by=TEST_ACTOR)

    update(it, **row)
    SearchWord.objects.reindex([ChargingStationModel.objects.get(pk=it.pk)])
    sql("DELETE FROM catalog_auditevent WHERE revision = %s", after[5])

    told = after[4] - first + 1
    assert list(find_inconsistencies()) == [f"Of the revisions {first} to {after[5]}, the history has {told}."]
