"""Vendors: their names, what staff says of them, and renaming all models of one."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from catalog.exceptions import DuplicateModel, SynonymExists, VendorChanged
from catalog.models import Action, Actor, AuditEvent, CatalogueRevision, Channel, ChargingStationModel, Vendor
from catalog.models.integrity import find_inconsistencies
from catalog.models.vendor_rename import VendorRename
from catalog.models.vendor_synonym import VendorSynonym
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db

STAFF = Actor(channel=Channel.COMMAND, command="tests", reason="One spelling.")


def rename(old: str, new: str, state: str | None = None) -> int:
    change = VendorRename.build(Vendor.objects.get_or_build(old), new)
    return change.apply(by=STAFF, expected_state=change.state() if state is None else state)


def test_a_vendor_without_a_row_has_the_most_frequent_spelling() -> None:
    for vendor in ("keba", "KEBA", "KEBA"):
        StationModelFactory(vendor=vendor)

    vendor = Vendor.objects.get_or_build("keba")

    assert (vendor.name, vendor._state.adding) == ("KEBA", True)
    with pytest.raises(Vendor.DoesNotExist):
        Vendor.objects.get_or_build("nobody")


def test_the_spelling_of_active_models_goes_first() -> None:
    StationModelFactory(vendor="keba", archived=True)
    StationModelFactory(vendor="keba", archived=True)
    StationModelFactory(vendor="KEBA")

    assert Vendor.objects.find_spellings(["keba", "", "nobody"]) == {"keba": "KEBA"}


def test_what_is_said_of_a_vendor_takes_one_revision_and_one_event() -> None:
    before = CatalogueRevision.current().number

    vendor = Vendor.objects.create_audited(name=" KEBA ", website="https://keba.example", by=STAFF)
    has_changed = vendor.edit(note="Linz", by=STAFF)
    is_same = vendor.edit(note="Linz", by=STAFF)

    assert (vendor.name, has_changed, is_same) == ("KEBA", True, False)
    assert CatalogueRevision.current().number == before + 2
    event = vendor.events.latest("revision")
    assert (event.action, event.changes) == (Action.EDITED, [("note", None, "Linz")])
    assert list(find_inconsistencies()) == []


@pytest.mark.parametrize("name", ["keba ag", "--", "", "a\u0000"])
def test_a_bad_name_and_a_second_row_are_refused(name: str) -> None:
    Vendor.objects.create_audited(name="KEBA", by=STAFF)
    before = catalogue_rows()

    with pytest.raises(ValidationError):
        Vendor.objects.create_audited(name=name, by=STAFF)

    assert catalogue_rows() == before


def follow_feed(reader: APIClient, mirror: dict[str, Any], after: int) -> int:
    while True:
        data = reader.get(f"{MODELS}/changes", {"after": after, "limit": 10}).json()["data"]
        mirror |= {each["id"]: each for each in data["items"]}
        after = data["revision"]
        if not data["hasMore"]:
            return after


@pytest.mark.parametrize("name", ["KEBA AG", "Keba Energy Automation"])
def test_a_mirror_is_equal_after_a_vendor_of_26_models_is_renamed(reader: APIClient, name: str) -> None:
    for number in range(26):
        StationModelFactory(vendor="keba", archived=number == 7, evidence={"designation": {"level": "known"}})
    StationModelFactory(vendor="Alfen")
    mirror: dict[str, Any] = {}
    seen = follow_feed(reader, mirror, 0)

    changed = rename("keba", name)
    follow_feed(reader, mirror, seen)

    events = AuditEvent.objects.filter(revision__gt=seen, station_model__isnull=False)
    assert (changed, events.count()) == (26, 26)
    assert {(each.action, each.reason) for each in events} == {(Action.EDITED, "One spelling.")}
    assert all([name for name, *_ in each.changes] == ["vendor"] for each in events)
    assert mirror == {str(each.pk): json.loads(each.document) for each in ChargingStationModel.objects.all()}
    assert sorted(each["vendor"] for each in mirror.values()) == sorted(["Alfen", *[name] * 26])
    assert list(find_inconsistencies()) == []


def test_a_name_that_is_given_up_becomes_an_alias_and_is_still_recognised() -> None:
    station_model = StationModelFactory(vendor="Wall Box", model="PLP1")
    VendorSynonymFactory(name="WBC", vendor="Wall Box")
    VendorSynonymFactory(name="Wallbox Chargers Inc", vendor="Wall Box")

    rename("wallbox", "Wallbox Chargers")

    aliases = VendorSynonym.objects.order_by("name").values_list("name", "vendor")
    assert list(aliases) == [("WBC", "Wallbox Chargers"), ("Wall Box", "Wallbox Chargers")]
    for reported in ("Wall Box", "WBC", "Wallbox Chargers"):
        resolution = resolve(BootReport.of(vendor=reported, model="PLP1"), at=CatalogueRevision.current().number)
        assert json.loads(json.dumps(resolution.match)) == "exact"
    station_model.refresh_from_db()
    assert station_model.vendor == "Wallbox Chargers"


def test_two_vendors_become_one_with_one_row() -> None:
    StationModelFactory(vendor="EVBox", model="Elvi")
    StationModelFactory(vendor="Everon", model="One")
    Vendor.objects.create_audited(name="Everon", website="https://everon.example", by=STAFF)
    Vendor.objects.create_audited(name="EVBox", website="https://evbox.example", by=STAFF)

    changed = rename("everon", "EVBox")

    assert changed == 1
    assert list(Vendor.objects.values_list("name", "website")) == [("EVBox", "https://evbox.example")]
    assert {each.vendor for each in ChargingStationModel.objects.all()} == {"EVBox"}
    assert list(find_inconsistencies()) == []


def test_a_row_takes_the_new_name() -> None:
    StationModelFactory(vendor="Everon")
    vendor = Vendor.objects.create_audited(name="Everon", note="x", by=STAFF)

    rename("everon", "Everon NL")

    vendor.refresh_from_db()
    assert (vendor.name, vendor.normalised_name, vendor.note) == ("Everon NL", "everonnl", "x")


def test_two_models_of_one_name_stop_a_merge_and_nothing_changes() -> None:
    one, other = StationModelFactory(vendor="EVBox", model="Elvi"), StationModelFactory(vendor="Everon", model="ELVI")
    StationModelFactory(vendor="Everon", model="A")
    change = VendorRename.build(Vendor.objects.get_or_build("everon"), "EVBox")
    before = catalogue_rows()

    with pytest.raises(DuplicateModel):
        change.apply(by=STAFF, expected_state=change.state())

    assert change.is_merge
    assert change.find_conflicts() == [[one, other]]
    assert catalogue_rows() == before


def test_an_alias_of_another_vendor_is_no_new_name() -> None:
    StationModelFactory(vendor="Everon")
    VendorSynonymFactory(name="EVB", vendor="EVBox")
    before = catalogue_rows()

    with pytest.raises(SynonymExists):
        rename("everon", "EVB")

    assert catalogue_rows() == before


def test_rename_of_a_vendor_that_changed_since_raises_vendor_changed() -> None:
    station_model = StationModelFactory(vendor="keba")
    state = VendorRename.build(Vendor.objects.get_or_build("keba"), "KEBA").state()
    station_model.rename("Wallbox", by=TEST_ACTOR)
    before = catalogue_rows()

    with pytest.raises(VendorChanged):
        rename("keba", "KEBA", state)

    assert catalogue_rows() == before


def test_evidence_of_the_designation_stays() -> None:
    station_model = StationModelFactory(vendor="keba", evidence={"designation": {"level": "cited", "source": "p. 1"}})

    rename("keba", "KEBA")

    assert station_model.evidence.get().source == "p. 1"
