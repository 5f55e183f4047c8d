"""A report is answered by itself and the catalogue alone: whatever else is in its batch, and whatever is remembered."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.exceptions import DuplicateModel, IdentityExists, SynonymExists
from catalog.models import CatalogueRevision, VendorSynonym
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve, resolve_many
from catalog.resolve.synonyms import clear_synonym_cache
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.resolve.resolve_helpers import create_identity, create_synonym, resolved
from tests.strategies import rolled_back

pytestmark = pytest.mark.django_db

WALLBOX = ("Wall Box Chargers", "Wallbox")
PHOENIX = "Phoenix Contact E-Mobility"

VENDORS = [*WALLBOX, "Alfen", "Alfen ICU", PHOENIX, "Phoenix", "Schneider Electric", "Schneider Electric Grid"]
CUT_VENDORS = [PHOENIX[:20], "Schneider Electric G"]
MODELS = ["Eve", "EVE-1", "EVlink Smart Charger Home", "EVlink Smart Charger 22"]
CUT_MODEL = "EVlink Smart Charger"


@dataclass(frozen=True)
class Catalogue:
    """Models and whether they are archived; other names of vendors; identities, their serial prefix and targets."""

    models: list[tuple[str, str, bool]]
    synonyms: list[tuple[str, str]]
    identities: list[tuple[str, str, str, list[int]]]

    def fill(self) -> None:
        """Add all of it that no rule refuses."""
        made: list[Any] = []
        for vendor, model, is_archived in self.models:
            with suppress(DuplicateModel):
                made.append(StationModelFactory(vendor=vendor, model=model, archived=is_archived))
        for name, vendor in self.synonyms:
            with suppress(SynonymExists, ValidationError):
                create_synonym(name, vendor)
        for vendor, model, serial, places in self.identities:
            targets = dict.fromkeys(made[place % len(made)] for place in places)
            with suppress(IdentityExists):
                create_identity(vendor, model, *targets, serial_prefix=serial)


vendors = st.sampled_from(VENDORS)
catalogues = st.builds(
    Catalogue,
    st.lists(st.tuples(vendors, st.sampled_from(MODELS), st.booleans()), min_size=2, max_size=6),
    st.lists(st.tuples(vendors, vendors), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from(["", *VENDORS]),
            st.sampled_from([*MODELS, "Eve*", "EVlink Smart*"]),
            st.sampled_from(["", "", "Z", "Z1"]),
            st.lists(st.integers(0, 5), min_size=1, max_size=2),
        ),
        max_size=4,
    ),
)
reports = st.builds(
    BootReport,
    st.sampled_from([*VENDORS, *CUT_VENDORS, ""]),
    st.sampled_from([*MODELS, CUT_MODEL, "eve 1 1", "-"]),
    st.sampled_from(["", "", "Z12", "A1"]),
)
batches = st.lists(reports, min_size=2, max_size=5)

SHOWN = Catalogue(
    [("Alfen", "EVlink Smart Charger Home", False), ("Wall Box Chargers", "Eve", False)],
    [WALLBOX],
    [("Alfen", "EVlink Smart Charger Home", "", [1])],
)
TWICE = Catalogue([("Wall Box Chargers", "Eve", False)], [WALLBOX], [("", "Eve", "", [0]), ("Wallbox", "Eve", "", [0])])
"""The model fits by its name, and would by an identity."""


@given(catalogue=catalogues, batch=batches)
@example(catalogue=SHOWN, batch=[BootReport("Alfen", CUT_MODEL), BootReport("Wallbox", "Eve")])
def test_an_answer_depends_on_its_report_and_the_catalogue_alone(catalogue: Catalogue, batch: list[BootReport]) -> None:
    with rolled_back():
        catalogue.fill()
        revision = CatalogueRevision.current().number
        clear_synonym_cache()  # what was rolled back had the same revision
        alone = [resolve(each) for each in batch]

        assert resolve_many(batch) == alone
        assert resolve_many(batch[::-1]) == alone[::-1]
        for _ in ("read", "remembered"):
            assert resolve_many(batch, at=revision) == alone
            assert [resolve(each, at=revision) for each in batch] == alone


@given(catalogue=catalogues, report=reports)
@example(catalogue=SHOWN, report=BootReport("Alfen", "EVlink Smart Charger Home"))
@example(catalogue=SHOWN, report=BootReport("Wallbox", "Eve"))
@example(catalogue=TWICE, report=BootReport("Wallbox", "Eve"))
def test_a_synonym_is_told_only_where_the_answer_went_by_it(catalogue: Catalogue, report: BootReport) -> None:
    with rolled_back():
        catalogue.fill()
        answer = resolve(report)
        if answer.synonym is None or answer.is_truncated:  # of a vendor that was cut, several names can begin so
            return
        VendorSynonym.objects.get(name=answer.synonym.name).delete_audited(by=TEST_ACTOR)

        assert resolve(report) != replace(answer, synonym=None)


def _in_company(report: BootReport, *others: BootReport) -> str | None:
    """The name of the synonym that explains the answer to a report, alone and beside others."""
    alone = resolve(report)
    assert resolve_many([report, *others])[0] == resolve_many([*others, report])[-1] == alone
    return alone.synonym and alone.synonym.name


def test_the_vendor_of_a_model_that_an_identity_points_to_took_no_synonym() -> None:
    """Both answers fit under "Alfen", as reported: that Wall Box Chargers are Wallbox explains neither."""
    SHOWN.fill()

    assert _in_company(BootReport("Alfen", CUT_MODEL), BootReport("Wallbox", "Eve")) is None
    assert _in_company(BootReport("Alfen", "EVlink Smart Charger Home"), BootReport("Wallbox", "Eve")) is None
    assert _in_company(BootReport("Wallbox", "Eve"), BootReport("Alfen", CUT_MODEL)) == "Wall Box Chargers"


def test_a_longer_name_that_another_report_asks_for_is_not_what_was_cut() -> None:
    StationModelFactory(vendor=PHOENIX, model="ADC-180")
    create_synonym("Phoenix Contact E-Mobility Bus", "Heliox")
    StationModelFactory(vendor="Heliox", model="ADC-180")

    both = resolved(PHOENIX[:20], "ADC 180")
    assert [each.vendor for each in both.models] == [PHOENIX, "Heliox"]
    assert _in_company(
        BootReport(PHOENIX[:20], "ADC 180"), BootReport("Heliox", "ADC 180"), BootReport(PHOENIX, "ADC 180")
    )
    assert (
        _in_company(BootReport(PHOENIX, "ADC 180"), BootReport(PHOENIX[:20], "ADC 180"), BootReport("Heliox", "Eve"))
        is None
    )


def test_a_vendor_that_was_cut_took_no_synonym_where_its_own_name_begins_so() -> None:
    StationModelFactory(vendor=PHOENIX, model="ADC-180")
    create_synonym(PHOENIX, "Phoenix")

    assert _in_company(BootReport(PHOENIX[:20], "ADC 180"), BootReport("Phoenix", "ADC 180")) is None
    assert _in_company(BootReport("Phoenix", "ADC 180"), BootReport(PHOENIX[:20], "ADC 180")) == PHOENIX


def test_a_name_that_decided_needs_no_synonym_of_an_identity_that_says_the_same() -> None:
    wallbox = StationModelFactory(vendor="Wallbox", model="Eve")
    create_synonym(*WALLBOX)
    create_identity("Wall Box Chargers", "Eve", wallbox)

    assert _in_company(BootReport("Wallbox", "Eve"), BootReport("Wall Box Chargers", "Eve")) is None
    assert _in_company(BootReport("Wall Box Chargers", "Eve"), BootReport("Wallbox", "Eve")) == "Wall Box Chargers"


def test_what_is_near_to_one_vendor_is_not_nearer_for_a_synonym_of_another_report() -> None:
    create_synonym(*WALLBOX)
    for vendor in ("Wallbox", "Alfen"):
        StationModelFactory(vendor=vendor, model="Copper Business B")
    asked = [BootReport("Alfen", "Copper Business C"), BootReport("Wall Box Chargers", "Copper Business C")]

    alone = [resolve(each).candidates for each in asked]

    assert [each.candidates for each in resolve_many(asked)] == alone
    assert [each.found.vendor for each in alone[0]] == ["Alfen", "Wallbox"]
    assert [each.found.vendor for each in alone[1]] == ["Wallbox", "Alfen"]


def test_more_vendors_than_are_remembered_are_answered_as_each_is() -> None:
    names = ["Wall Box Chargers", "Wallbox", "Alfen ICU", "Alfen", "Grizzl-E Chargers", "Grizzl", PHOENIX[:20]]
    for name, vendor in (WALLBOX, ("Alfen ICU", "Alfen"), ("Grizzl-E Chargers", "Grizzl"), (PHOENIX, "Phoenix")):
        create_synonym(name, vendor)
        StationModelFactory(vendor=vendor, model="Eve")
    asked = [BootReport(name, "Eve") for name in names]
    revision = CatalogueRevision.current().number

    alone = [resolve(each, at=revision) for each in asked]

    assert {each.match.value for each in alone} == {"exact"}
    assert resolve_many(asked, at=revision) == resolve_many(asked) == alone
    assert [each.synonym and each.synonym.name for each in alone] == [
        *("Wall Box Chargers", None, "Alfen ICU", None, "Grizzl-E Chargers", None, PHOENIX)
    ]
