"""Other names of a vendor: added, changed, taken back; two names and never a chain."""

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import SynonymExists
from catalog.models import AuditEvent, CatalogueRevision, VendorSynonym
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db

WALLBOX = {"name": "Wall Box Chargers", "vendor": "Wallbox", "source": ""}


@pytest.fixture
def synonym() -> VendorSynonym:
    synonym: VendorSynonym = VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    return synonym


def the_event() -> AuditEvent:
    return AuditEvent.objects.get(revision=CatalogueRevision.current().number)


def test_adding_one_takes_one_revision_and_one_event() -> None:
    synonym = VendorSynonym.objects.create_audited(
        by=TEST_ACTOR, name=" Wall Box Chargers ", vendor="Wallbox", source="a log"
    )

    assert (synonym.normalised_name, synonym.normalised_vendor) == ("wallboxchargers", "wallbox")
    assert CatalogueRevision.current().number == synonym.revision == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.synonym_id, event.before) == ("created", "synonym", synonym.pk, None)
    assert event.after == WALLBOX | {"source": "a log"}


def test_changing_one_takes_one_revision_and_one_event(synonym: VendorSynonym) -> None:
    assert synonym.edit(by=TEST_ACTOR, name="WBC")

    assert VendorSynonym.objects.get().normalised_name == "wbc"
    event = the_event()
    assert (event.action, event.before, event.after) == ("edited", WALLBOX, WALLBOX | {"name": "WBC"})
    assert event.revision == synonym.revision == 2


def test_a_change_to_the_same_takes_none(synonym: VendorSynonym) -> None:
    before = catalogue_rows()

    assert not synonym.edit(by=TEST_ACTOR, name=" Wall Box Chargers", vendor="Wallbox")

    assert catalogue_rows() == before


def test_what_is_removed_leaves_its_history(synonym: VendorSynonym) -> None:
    synonym.delete_audited(by=TEST_ACTOR)

    assert not VendorSynonym.objects.exists()
    event = the_event()
    assert (event.action, event.before, event.after, event.synonym_id) == ("deleted", WALLBOX, None, synonym.pk)


def test_all_names_of_a_vendor_are_found_from_each_of_them(synonym: VendorSynonym) -> None:
    VendorSynonymFactory(name="WBC", vendor="Wallbox")

    for key in ("wallbox", "wbc", "wallboxchargers"):
        assert VendorSynonym.objects.equivalent_names([key]) == ["wallbox", "wallboxchargers", "wbc"]
    assert VendorSynonym.objects.equivalent_names(["zaptec"]) == ["zaptec"]


@pytest.mark.parametrize(
    ("name", "vendor", "said"),
    [
        ("---", "Wallbox", "needs a letter or a digit"),
        ("WBC", "---", "needs a letter or a digit"),
        ("Wallbox S.A.", "WALL-BOX", "No alias needed."),
        ("x\x00y", "Wallbox", "control characters"),
        ("x" * 201, "Wallbox", "at most 200"),
        ("WALL-BOX Chargers Ltd", "Other", "Wall Box Chargers stands for Wallbox already."),
        ("WBC", "Wallbox Chargers", "Wallbox Chargers is itself another name of Wallbox: give that one."),
        ("Wallbox", "Other", "Wall Box Chargers stands for Wallbox: take that back first."),
    ],
)
def test_a_bad_one_and_a_chain_are_refused(synonym: VendorSynonym, name: str, vendor: str, said: str) -> None:
    other = VendorSynonymFactory(name="Eve on", vendor="Evon")
    before = catalogue_rows()

    with pytest.raises((ValidationError, SynonymExists), match=said):
        VendorSynonym.objects.create_audited(by=TEST_ACTOR, name=name, vendor=vendor)
    with pytest.raises((ValidationError, SynonymExists), match=said):
        other.edit(by=TEST_ACTOR, name=name, vendor=vendor)

    assert catalogue_rows() == before


@pytest.mark.parametrize("model", ["PLP1 0 2 4", "PLP1*"])
@pytest.mark.parametrize("theirs", ["Wallbox", "Wall Box Chargers"])
def test_one_that_makes_two_identities_say_the_same_is_refused_and_both_are_named(
    synonym: VendorSynonym, theirs: str, model: str
) -> None:
    ReportedIdentityFactory(vendor="WBC", model=model)
    ReportedIdentityFactory(vendor=theirs, model=model)
    other = VendorSynonymFactory(name="Eve on", vendor="Evon")
    before = catalogue_rows()

    for take in (VendorSynonym.objects.create_audited, other.edit):
        with pytest.raises(SynonymExists) as refused:
            take(by=TEST_ACTOR, name="WBC", vendor="Wallbox")
        assert f"WBC / {model}" in str(refused.value)
        assert f"{theirs} / {model}" in str(refused.value)

    assert catalogue_rows() == before


def test_identities_that_tell_themselves_apart_do_not_stand_in_its_way(synonym: VendorSynonym) -> None:
    ReportedIdentityFactory(vendor="WBC", model="PLP1")
    ReportedIdentityFactory(vendor="Wallbox", model="PLP1*")
    ReportedIdentityFactory(vendor="Wallbox", model="PLP1", serial_prefix="7")

    VendorSynonymFactory(name="WBC", vendor="Wallbox")

    assert VendorSynonym.objects.count() == 2
