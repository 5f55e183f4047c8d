"""What a station says it is: added, changed, pointed elsewhere, removed; no two say the same."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import IdentityExists
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, ReportedIdentity, SearchWord
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def station_model() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Wallbox", model="Pulsar")
    return station_model


@pytest.fixture
def identity(station_model: ChargingStationModel) -> ReportedIdentity:
    identity: ReportedIdentity = ReportedIdentityFactory(
        vendor="Wall Box", model="PLP1-0-2-4", station_models=[station_model]
    )
    return identity


def the_event() -> AuditEvent:
    return AuditEvent.objects.get(revision=CatalogueRevision.current().number)


def is_found(station_model: ChargingStationModel, word: str) -> bool:
    return SearchWord.objects.filter(word=word, created_revision=station_model.created_revision).exists()


def test_adding_one_takes_one_revision_and_one_event(station_model: ChargingStationModel) -> None:
    identity = ReportedIdentity.objects.create_audited(
        by=TEST_ACTOR,
        station_models=[station_model, station_model],
        vendor=" Wall Box ",
        model="PLP1*",
        serial_prefix="SN 1",
        firmware_prefix="V5",
        source="a log",
    )

    identity.refresh_from_db()
    assert (identity.normalised_vendor, identity.normalised_model, identity.is_prefix) == ("wallbox", "plp1", True)
    assert (identity.normalised_serial, identity.normalised_firmware) == ("sn1", "v5")
    assert identity.revision == CatalogueRevision.current().number == 2
    event = the_event()
    assert (event.action, event.subject, event.identity_id, event.before) == ("created", "identity", identity.pk, None)
    assert event.after == {
        "vendor": "Wall Box",
        "model": "PLP1*",
        "serialNumberPrefix": "SN 1",
        "firmwareVersionPrefix": "V5",
        "source": "a log",
        "stationModels": [str(station_model.pk)],
    }
    assert is_found(station_model, "plp1")


def test_changing_one_takes_one_revision_and_one_event_and_the_words_follow(
    identity: ReportedIdentity, station_model: ChargingStationModel
) -> None:
    other = StationModelFactory()
    revision = CatalogueRevision.current().number

    assert identity.edit(by=TEST_ACTOR, model="CMX2", station_models=[other])

    assert CatalogueRevision.current().number == revision + 1
    event = the_event()
    assert event.action == "edited"
    assert event.before is not None
    assert event.after == event.before | {"model": "CMX2", "stationModels": [str(other.pk)]}
    assert (is_found(station_model, "plp1024"), is_found(other, "plp1024")) == (False, False)
    assert (is_found(station_model, "cmx2"), is_found(other, "cmx2")) == (False, True)


def test_a_change_to_the_same_takes_none(identity: ReportedIdentity, station_model: ChargingStationModel) -> None:
    before = catalogue_rows()

    assert not identity.edit(by=TEST_ACTOR, vendor="Wall Box ", station_models=[station_model, station_model])
    assert not identity.retarget(StationModelFactory.build(), station_model, by=TEST_ACTOR)

    assert catalogue_rows() == before


def test_one_target_gives_way_to_another_and_the_rest_stay(
    identity: ReportedIdentity, station_model: ChargingStationModel
) -> None:
    stays, new = StationModelFactory(), StationModelFactory()
    identity.edit(by=TEST_ACTOR, station_models=[station_model, stays])

    assert identity.retarget(station_model, new, by=TEST_ACTOR)

    assert set(identity.station_models.all()) == {stays, new}
    assert is_found(new, "plp1024")
    assert not is_found(station_model, "plp1024")


def test_what_is_removed_leaves_its_history_and_no_words(
    identity: ReportedIdentity, station_model: ChargingStationModel
) -> None:
    record = identity.as_record()

    identity.delete_audited(by=TEST_ACTOR)

    assert not ReportedIdentity.objects.exists()
    event = the_event()
    assert (event.action, event.before, event.after, event.identity_id) == ("deleted", record, None, identity.pk)
    assert not is_found(station_model, "plp1024")


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("WALLBOX", "plp1 0 2 4"),
        ("Wallbox S.A.", "PLP1-0-2-4"),
        ("WBC", "PLP1-0-2-4"),
        ("Wall Box Chargers", "PLP1024"),
    ],
)
def test_one_that_says_the_same_is_refused_and_its_owner_named(
    identity: ReportedIdentity, station_model: ChargingStationModel, vendor: str, model: str
) -> None:
    VendorSynonymFactory(name="WBC", vendor="Wallbox")
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    before = catalogue_rows()

    with pytest.raises(IdentityExists, match="Wall Box / PLP1-0-2-4") as refusal:
        ReportedIdentity.objects.create_audited(
            by=TEST_ACTOR, vendor=vendor, model=model, station_models=[station_model]
        )

    assert refusal.value.owner_id == identity.pk
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    "fields",
    [{"model": "PLP1-0-2-4*"}, {"serial_prefix": "1"}, {"firmware_prefix": "6"}, {"vendor": ""}, {"model": "PLP2"}],
)
def test_what_tells_two_apart_lets_both_in(
    identity: ReportedIdentity, station_model: ChargingStationModel, fields: dict[str, str]
) -> None:
    given = {"vendor": "Wall Box", "model": "PLP1-0-2-4", **fields}

    ReportedIdentity.objects.create_audited(by=TEST_ACTOR, station_models=[station_model], **given)

    assert ReportedIdentity.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model", "--"),
        ("model", "PL*"),
        ("model", "*"),
        ("model", ""),
        ("model", "a\x00b"),
        ("vendor", "x" * 201),
        ("serial_prefix", "\u200b"),
        ("firmware_prefix", "\u200b"),
        ("source", "x" * 501),
    ],
)
def test_a_bad_text_is_refused(identity: ReportedIdentity, field: str, value: str) -> None:
    before = catalogue_rows()
    given: dict[str, Any] = {"vendor": "Wallbox", "model": "Copper", field: value}

    with pytest.raises(ValidationError) as refused:
        ReportedIdentity.objects.create_audited(
            by=TEST_ACTOR, station_models=ChargingStationModel.objects.all(), **given
        )
    with pytest.raises(ValidationError):
        identity.edit(by=TEST_ACTOR, **given)

    assert list(refused.value.message_dict) == [field]
    assert catalogue_rows() == before


def test_it_points_to_1_to_64_models_that_are_there(identity: ReportedIdentity) -> None:
    many = [StationModelFactory() for _ in range(65)]
    gone = StationModelFactory.build()
    before = catalogue_rows()

    for wrong in ([], many, [gone]):
        with pytest.raises(ValidationError) as refused:
            identity.edit(by=TEST_ACTOR, station_models=wrong)
        assert list(refused.value.message_dict) == ["station_models"]
        assert catalogue_rows() == before
    assert identity.edit(by=TEST_ACTOR, station_models=many[:64])
