"""What the dearest request of each route that anybody may send asks of the database; a new route needs a row here.

The admin is not in the table: its pages are for staff alone.
"""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from catalog.models.querysets import search
from tests.api.test_query_budgets import assert_budget
from tests.api.test_roles import actions_of
from tests.api_clients import MODELS
from tests.call_counts import count_calls
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.resolve.resolve_helpers import create_identity, create_synonym

pytestmark = pytest.mark.django_db


class Worst(NamedTuple):
    """The dearest request of a route, the queries that it may take, and what it is answered."""

    queries: int
    method: str
    path: str
    query: dict[str, Any] = {}
    body: Any = None
    status: int = 200


def glued(number: int) -> str:
    """A vendor that ends in as many legal forms as fit."""
    return (f"ab{number:02}" + "ag" * 98)[:200]


def a_batch(report: Callable[[int], tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    return {"items": [dict(zip(("vendor", "model"), report(number), strict=True)) for number in range(100)]}


ORDINARY = a_batch(lambda number: (f"Vendor {number}", f"Model {number}"))
WORST_BATCHES = {
    "glued legal forms": a_batch(lambda number: (glued(number), f"y{number}")),
    "cut vendors": a_batch(lambda number: (f"ab{number:04}" + "ag" * 6 + " g", f"y{number}")),
    "cut models": a_batch(lambda number: (glued(number), f"Copper Business {number:04}")),
    "cut vendors and models": a_batch(lambda number: (f"Zaptec {number:02} GmbHAgAg", f"Copper Business {number:04}")),
    "shared beginnings": a_batch(lambda number: ("ZaptecAgAg", f"Copper Business {number} " + "x" * 170)),
    "long models of known vendors": a_batch(lambda number: (f"Zaptec{'ag' * number}"[:200], f"{number}" + "co" * 98)),
    "what unfolds to many letters": a_batch(lambda number: ("\ufdfa" * 200, "\ufdfa" * 190 + chr(0x4E00 + number))),
    "all names of a vendor": a_batch(lambda number: (f"Zaptec Name {number % 20}", f"Copper Busines {number}")),
    "archived, each with a line of successors": a_batch(lambda number: ("Zaptec", f"Line {number % 5}")),
}
WORST_REPORT = {"vendor": "ab00" + "ag" * 7 + " g", "model": "Copper Business 0042"}

ONE = MODELS + "/{id}"
TABLE: dict[tuple[str, str], Worst] = {
    ("station-model-list", "GET"): Worst(
        22,
        "GET",
        MODELS,
        {
            "q": " ".join("zcabdefghijklmnopqrs"),
            "connectionType": "IEC_62196_T2",
            "format": "SOCKET",
            "minPowerWatts": "0" * 10_000 + "1",
            "maxPowerWatts": "100000000." + "0" * 10_000,
            "startingAfter": "{id}",
            "limit": "0" * 97 + "100",
        },
    ),
    ("station-model-list", "POST"): Worst(
        14,
        "POST",
        MODELS,
        body={
            "vendor": "V" * 200,
            "model": "M " * 99 + "M",
            "friendlyName": " ".join("abcdefghijklmnopqrstuvwxyz" * 3),
            "powerType": "DC",
            "connectors": [
                {
                    "id": number,
                    "connectionType": "IEC_62196_T2",
                    "format": "CABLE",
                    "maxAmperage": 1,
                    "maxVoltage": 1,
                    "maxPowerWatts": 1,
                }
                for number in range(1, 65)
            ],
            "configurationKeys": {"ocppUrl": "u" * 200},
            "imageUrl": "https://example.com/" + "i" * 480,
        },
        status=201,
    ),
    ("station-model-changes", "GET"): Worst(
        2, "GET", f"{MODELS}/changes", {"after": "0" * 10_000 + "1", "limit": "100"}
    ),
    ("station-model-vendors", "GET"): Worst(
        3, "GET", f"{MODELS}/vendors", {"q": "z" * 200, "startingAfter": glued(1), "limit": "100"}
    ),
    ("station-model-export", "GET"): Worst(10, "GET", f"{MODELS}/export", {"q": "z c", "format": "xlsx"}),
    ("station-model-resolve", "GET"): Worst(6, "GET", f"{MODELS}/resolve", WORST_REPORT),
    ("station-model-resolve", "POST"): Worst(6, "POST", f"{MODELS}/resolve", body=WORST_BATCHES["cut models"]),
    ("station-model-detail", "GET"): Worst(1, "GET", ONE),
    ("station-model-detail", "PATCH"): Worst(15, "PATCH", ONE, body={"friendlyName": " ".join("abcdefgh" * 12)}),
    ("station-model-ocpi", "GET"): Worst(3, "GET", ONE + "/ocpi", {"version": "2.2.1"}),
    ("station-model-evidence", "GET"): Worst(3, "GET", ONE + "/evidence"),
    ("station-model-history", "GET"): Worst(3, "GET", ONE + "/history", {"limit": "100"}),
    ("station-model-archive", "POST"): Worst(12, "POST", ONE + "/archive"),
    ("station-model-unarchive", "POST"): Worst(12, "POST", ONE + "/unarchive"),
    # One for each of 31 vendors, once a minute at the most, to count them without reading all models.
    ("home", ""): Worst(5 + 31, "GET", "/"),
    ("docs", ""): Worst(0, "GET", "/docs"),
    ("reference", ""): Worst(0, "GET", "/docs/reference"),
    ("guide", ""): Worst(0, "GET", "/docs/resolve"),
    ("example", ""): Worst(0, "GET", "/docs/examples/sync.py"),
    ("problems", ""): Worst(0, "GET", "/problems"),
    ("problem", ""): Worst(0, "GET", "/problems/validation-error"),
    ("catalogue", ""): Worst(
        22,
        "GET",
        "/catalogue",
        {
            "q": " ".join("zcabdefghijklmnopqrs"),
            "plug": "IEC_62196_T2",
            "format": "SOCKET",
            "from_kw": "1",
            "to_kw": "9",
        },
    ),
    ("recognise", ""): Worst(6, "GET", "/catalogue/recognise", WORST_REPORT),
    ("compare", ""): Worst(2, "GET", "/catalogue/compare", {"id": ["{id}"] * 1_000}),
    ("picture", ""): Worst(2, "GET", f"/images/{'0' * 64}.webp", status=404),
    ("station-model-page", ""): Worst(4, "GET", "/catalogue/{id}"),
    ("token", ""): Worst(2, "POST", "/oauth/token", body="x" * 200_000, status=400),
    ("revoke-token", ""): Worst(2, "POST", "/oauth/revoke", body="x" * 200_000, status=400),
    ("oauth-authorization-server-metadata", ""): Worst(0, "GET", "/.well-known/oauth-authorization-server"),
    ("docs-search", ""): Worst(0, "GET", "/docs/search.json"),
    ("raw-example", ""): Worst(0, "GET", "/docs/examples/raw/boot_lookup.py"),
    ("openapi", ""): Worst(0, "GET", "/openapi.json"),
    ("livez", ""): Worst(0, "GET", "/livez"),
    ("readyz", ""): Worst(3, "GET", "/readyz"),
    ("metrics", ""): Worst(0, "GET", "/metrics", status=404),
}


def routes(patterns: Any) -> Iterator[URLPattern]:
    for each in patterns:
        if not isinstance(each, URLResolver):
            yield each
        elif str(each.pattern) != "admin/":
            yield from routes(each.url_patterns)


def test_every_route_has_a_row() -> None:
    served = set()
    for route in routes(get_resolver().url_patterns):
        if "asset-management" in str(route.pattern):
            served |= {(route.name, method.upper()) for method in actions_of(route) if method != "head"}
        elif "admin/" not in str(route.pattern):
            served.add((route.name, ""))

    assert served == set(TABLE)


@pytest.fixture
def one(settings: Settings) -> ChargingStationModel:
    """One of some models: with all that can be asked for, names of vendors, and lines of archived ones."""
    settings.CATALOGUE_BROWSER = "public"
    for number in range(30):
        StationModelFactory(vendor="Zaptec", model=f"Copper Business {number:04} Charger")
        StationModelFactory(vendor=f"ab{number:02}", model=f"Copper Business {number}")
    for number in range(20):
        create_synonym(f"Zaptec Name {number}", "Zaptec")
    for number in range(5):
        line = [StationModelFactory(vendor="Zaptec", model=f"Line {number}{letter}") for letter in ("", *"abc")]
        for old, new in pairwise(line):
            old.archive(by=TEST_ACTOR)
            old.set_successor(new, by=TEST_ACTOR)
    one: ChargingStationModel = StationModelFactory(
        vendor="Zaptec", model="Copper", friendly_name=" ".join("abdefghijklmnopqrs"),
        connectors=[connector_data(number) for number in range(1, 65)],
    )  # fmt: skip
    create_identity("Zaptec", "Copper Bus*", one)
    return one


def sent(caller: APIClient, worst: Worst, one: ChargingStationModel, **headers: str) -> Any:
    def filled(value: Any) -> Any:
        return [filled(each) for each in value] if isinstance(value, list) else value.replace("{id}", str(one.pk))

    path = filled(worst.path)
    if worst.method == "GET":
        return caller.get(path, {name: filled(value) for name, value in worst.query.items()}, **headers)
    body = worst.body if isinstance(worst.body, str) else json.dumps(worst.body or {})
    content_type = "application/x-www-form-urlencoded" if isinstance(worst.body, str) else "application/json"
    return caller.generic(worst.method, path, body, content_type, **headers)


@pytest.mark.parametrize("route", TABLE, ids=" ".join)
def test_the_dearest_request_of_a_route_stays_within_its_queries(
    route: tuple[str, str], staff: APIClient, one: ChargingStationModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SMALL_SET_MAX", 1)  # so that two are many, and each word is looked up
    worst = TABLE[route]

    with CaptureQueriesContext(connection) as queries:
        response = sent(staff, worst, one)
        _ = b"".join(response.streaming_content) if response.streaming else response.content

    assert response.status_code == worst.status, response.content[:500]
    assert_budget(queries, worst.queries)


@pytest.mark.parametrize("name", WORST_BATCHES)
def test_the_worst_batch_costs_little_more_than_an_ordinary_one(
    name: str, reader: APIClient, one: ChargingStationModel
) -> None:
    def resolve(batch: dict[str, Any]) -> None:
        assert reader.post(f"{MODELS}/resolve", batch).status_code == 200

    resolve(ORDINARY)  # what is compiled once
    resolve(WORST_BATCHES[name])
    with CaptureQueriesContext(connection) as ordinary:
        resolve(ORDINARY)
    with CaptureQueriesContext(connection) as worst:
        resolve(WORST_BATCHES[name])
    ordinary_calls = count_calls(lambda: resolve(ORDINARY)).total()
    worst_calls = count_calls(lambda: resolve(WORST_BATCHES[name])).total()

    assert len(ordinary) <= 5
    assert_budget(worst, 9 if "archived" in name else 6)
    assert worst_calls <= 3 * ordinary_calls
