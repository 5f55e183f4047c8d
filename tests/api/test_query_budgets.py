"""What each operation asks of the database: the same for one row and for many. On drift the SQL is printed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.models.querysets import search
from tests.api_clients import MODELS
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


def assert_budget(queries: CaptureQueriesContext, budget: int) -> None:
    told = "\n".join(f"{number}. {each['sql'][:400]}" for number, each in enumerate(queries, start=1))
    assert len(queries) <= budget, f"{len(queries)} queries, {budget} are allowed:\n{told}"


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("query", [{}, {"vendor": "alfen"}, {"isArchived": "true"}])
def test_a_list_takes_two_queries_with_authentication(reader: APIClient, rows: int, query: dict[str, str]) -> None:
    for _ in range(rows + 1):
        StationModelFactory(archived="isArchived" in query, connectors=[connector_data(1), connector_data(2)])

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {**query, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 2)


@pytest.mark.parametrize("rows", [1, 20])
def test_a_later_page_takes_no_more_than_the_first(reader: APIClient, rows: int) -> None:
    bookmark, *_ = (StationModelFactory(connectors=[connector_data(1), connector_data(2)]) for _ in range(rows + 1))

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {"startingAfter": bookmark.pk, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 2)


def test_only_an_empty_page_looks_whether_there_is_its_bookmark(reader: APIClient) -> None:
    last = StationModelFactory()

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {"startingAfter": last.pk})

    assert response.json()["data"] == {"hasMore": False, "items": []}
    assert_budget(queries, 3)


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("query", "looks"),
    [
        ({"powerType": "AC_1_PHASE"}, 0),
        # One whether many have it, one for the places in the list of those few.
        ({"q": "alfen"}, 2),
        ({"minPowerWatts": "1", "maxPowerWatts": "50000"}, 2),
        ({"connectionType": "IEC_62196_T2"}, 2),
        ({"connectionType": "IEC_62196_T2", "format": "SOCKET"}, 2),
        # Once few are left, nothing more is looked up.
        ({"q": "alfen ng9 al n", "format": "SOCKET", "minPowerWatts": "1", "powerType": "AC_1_PHASE"}, 2),
    ],
)
def test_a_filter_takes_a_look_or_two_at_how_many_have_it(
    reader: APIClient, rows: int, query: dict[str, str], looks: int
) -> None:
    for _ in range(rows + 1):
        StationModelFactory(connectors=[connector_data(1), connector_data(2)])

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {**query, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 2 + looks)


def test_a_search_takes_a_look_for_each_word_that_many_have_and_no_filter_more_than_one(
    reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SMALL_SET_MAX", 1)  # so that two are many
    bookmark, *_ = (StationModelFactory(friendly_name=" ".join("abcdefghijklmnopqr")) for _ in range(3))
    query = {
        "q": "alfen ng910 " + " ".join("bcdefghijklmopqr"),
        "connectionType": "IEC_62196_T2",
        "minPowerWatts": "1",
        "startingAfter": bookmark.pk,
    }

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, query)

    assert response.status_code == 200
    # Token with revision, words, connectors, power, the page.
    assert_budget(queries, 1 + 18 + 2 + 1)


@pytest.mark.parametrize("rows", [1, 20])
def test_changes_take_two_queries_with_authentication(reader: APIClient, rows: int) -> None:
    first, *_ = (StationModelFactory(connectors=[connector_data(1), connector_data(2)]) for _ in range(rows + 2))

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(f"{MODELS}/changes", {"after": first.revision, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 2)


@pytest.mark.parametrize("connectors", [1, 64])
def test_get_takes_the_query_of_its_caller(reader: APIClient, connectors: int) -> None:
    station_model = StationModelFactory(connectors=[connector_data(number) for number in range(1, connectors + 1)])

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(f"{MODELS}/{station_model.pk}")

    assert len(response.json()["connectors"]) == connectors
    assert_budget(queries, 1)


@pytest.mark.parametrize("connectors", [1, 64])
def test_create_takes_the_same_for_many_connectors(
    staff: APIClient, create_body: dict[str, Any], connectors: int
) -> None:
    create_body["connectors"] = [{**create_body["connectors"][0], "id": number} for number in range(1, connectors + 1)]

    with CaptureQueriesContext(connection) as queries:
        response = staff.post(MODELS, create_body)

    assert response.status_code == 201
    assert_budget(queries, 12)


@pytest.mark.parametrize("connectors", [1, 64])
def test_a_change_takes_the_same_for_many_connectors(staff: APIClient, connectors: int) -> None:
    station_model = StationModelFactory(connectors=[connector_data(number) for number in range(1, connectors + 1)])

    with CaptureQueriesContext(connection) as queries:
        response = staff.post(f"{MODELS}/{station_model.pk}/archive")

    assert response.status_code == 200
    assert_budget(queries, 12)


def test_a_refusal_of_nobody_takes_no_query(anonymous: APIClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = anonymous.get(MODELS)

    assert response.status_code == 401
    assert_budget(queries, 0)
