"""GET /charging-station-models/vendors: the vendors of the catalogue, in the order of their names."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import Vendor
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, VendorSynonymFactory
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db

VENDORS = f"{MODELS}/vendors"


def item(name: str, active_models: int, *aliases: str, website: str | None = None) -> dict[str, Any]:
    return {"name": name, "aliases": list(aliases), "website": website, "activeModels": active_models}


def names(response: Any) -> list[str]:
    return [each["name"] for each in response.json()["data"]["items"]]


def test_vendors_have_aliases_website_and_number_of_active_models(reader: APIClient) -> None:
    for vendor in ("Wallbox", "Wallbox", "WALLBOX S.L.", "Alfen"):
        StationModelFactory(vendor=vendor)
    StationModelFactory(vendor="Alfen", archived=True)
    StationModelFactory(vendor="Gone", archived=True)
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    Vendor.objects.create_audited(name="Alfen N.V.", website="https://alfen.example", note="x", by=TEST_ACTOR)

    response = reader.get(VENDORS)

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json() == {
        "data": {
            "hasMore": False,
            "items": [
                item("Alfen N.V.", 1, website="https://alfen.example"),
                item("Wallbox", 3, "Wall Box Chargers"),
            ],
        }
    }


def test_pages_hold_every_vendor_once(reader: APIClient) -> None:
    for number in range(5):
        StationModelFactory(vendor=f"Vendor {number}")
        StationModelFactory(vendor=f"VENDOR {number}")

    first = reader.get(VENDORS, {"limit": 2})
    path, _, query = first["Link"].partition(">")[0].lstrip("<").partition("?")
    second = reader.get(f"{path}?{query}")
    last = reader.get(VENDORS, {"limit": 2, "startingAfter": "vendor 3 Ltd"})

    # The spelling that sorts first, for both are as frequent.
    assert [names(each) for each in (first, second, last)] == [
        ["VENDOR 0", "VENDOR 1"],
        ["VENDOR 2", "VENDOR 3"],
        ["VENDOR 4"],
    ]
    assert [each.json()["data"]["hasMore"] for each in (first, second, last)] == [True, True, False]
    assert "Link" not in last


@pytest.mark.parametrize(
    ("q", "found"),
    [("wall", ["Wallbox"]), ("W A-L", ["Wallbox"]), ("chargers of", ["Wallbox"]), ("box", []), ("a", ["Alfen"])],
)
def test_q_is_the_beginning_of_a_name_or_an_alias(reader: APIClient, q: str, found: list[str]) -> None:
    StationModelFactory(vendor="Wallbox")
    StationModelFactory(vendor="Alfen")
    VendorSynonymFactory(name="Chargers of Wallbox", vendor="Wallbox")

    assert names(reader.get(VENDORS, {"q": q})) == found


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("q=", "q", "blank"),
        ("q=--", "q", "no_words"),
        ("startingAfter=--", "startingAfter", "no_words"),
        ("limit=0", "limit", "invalid"),
        ("vendor=Alfen", "vendor", "unknown_parameter"),
        ("q=a&q=b", "q", "repeated"),
        (f"q={'x' * 201}", "q", "max_length"),
    ],
)
def test_a_bad_parameter_is_400(reader: APIClient, query: str, parameter: str, code: str) -> None:
    response = reader.get(f"{VENDORS}?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [(each["parameter"], each["code"]) for each in response.json()["errors"]] == [(parameter, code)]


def test_an_unchanged_answer_is_304_until_the_catalogue_changes(reader: APIClient) -> None:
    StationModelFactory()
    tag = reader.get(VENDORS)["ETag"]

    same = reader.get(VENDORS, headers={"If-None-Match": tag})
    Vendor.objects.create_audited(name="Alfen", website="https://alfen.example", by=TEST_ACTOR)
    changed = reader.get(VENDORS, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed.json()["data"]["items"] == [item("Alfen", 1, website="https://alfen.example")]


@pytest.mark.parametrize("vendors", [1, 1_000])
def test_it_takes_two_queries_and_the_authentication(reader: APIClient, vendors: int) -> None:
    for number in range(vendors):
        StationModelFactory(vendor=f"Vendor {number:04}")

    with queries(AUTHENTICATION + 2):
        response = reader.get(VENDORS, {"limit": 100, "q": "v"})

    assert len(names(response)) == min(vendors, 100)
