"""Near duplicates: names that differ, and that a report cannot tell apart."""

import pytest

from catalog.models.near_duplicates import NearDuplicateFinder
from tests.factories import StationModelFactory, VendorSynonymFactory
from tests.query_counts import queries

pytestmark = pytest.mark.django_db


def near(vendor: str, model: str) -> list[str]:
    found = NearDuplicateFinder().find([(vendor, model)])
    return [f"{each.vendor} {each.model}" for each in found.get((vendor, model), [])]


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("Example Maker GmbH", "EX-22"),
        ("Example-Maker", "EX-22"),
        ("EXAMPLE MAKER Ltd.", "EX 22"),
        ("Example Maker", "EX22"),
        ("Example Maker", "EX/22"),
        ("Example Maker by another name", "EX-22"),
    ],
)
def test_legal_forms_punctuation_and_other_names_of_a_vendor_do_not_tell_models_apart(vendor: str, model: str) -> None:
    StationModelFactory(vendor="Example Maker", model="EX-22")
    VendorSynonymFactory(name="Example Maker by another name", vendor="Example Maker")

    assert near(vendor, model) == ["Example Maker EX-22"]


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("Example Maker", "EX-22"),
        ("example maker", "ex-22"),
        ("Example Maker", "EX-22+"),
        ("Example Maker", "EX-2.2"),
        ("Example Makers", "EX-22"),
        ("***", "EX-22"),
        ("Example Maker", "***"),
    ],
)
def test_the_same_name_and_one_that_can_be_told_apart_are_not_near(vendor: str, model: str) -> None:
    StationModelFactory(vendor="Example Maker", model="EX-22")
    StationModelFactory(vendor="---", model="EX-22")
    StationModelFactory(vendor="Example Maker", model="---")

    assert near(vendor, model) == []


def test_archived_models_are_not_near() -> None:
    StationModelFactory(vendor="Example Maker", model="EX-22", archived=True)

    assert near("Example Maker GmbH", "EX-22") == []


def test_five_hundred_names_take_two_queries() -> None:
    StationModelFactory(vendor="Example Maker", model="EX-22")
    names = [("Example Maker GmbH", f"EX-{each}") for each in range(500)]

    with queries(2):
        found = NearDuplicateFinder().find(names)

    assert list(found) == [("Example Maker GmbH", "EX-22")]
