"""What each operation asks of the database: the same for one row and for many. On drift the SQL is printed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.callers import MODELS
from tests.factories import StationModelFactory, a_connector

pytestmark = pytest.mark.django_db


def assert_budget(queries: CaptureQueriesContext, budget: int) -> None:
    told = "\n".join(f"{number}. {each['sql'][:400]}" for number, each in enumerate(queries, start=1))
    assert len(queries) <= budget, f"{len(queries)} queries, {budget} are allowed:\n{told}"


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("query", [{}, {"vendor": "alfen"}, {"isArchived": "true"}])
def test_a_list_takes_three_queries_with_authentication(reader: APIClient, rows: int, query: dict[str, str]) -> None:
    for _ in range(rows + 1):
        StationModelFactory(archived="isArchived" in query, connectors=[a_connector(1), a_connector(2)])

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {**query, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 3)


@pytest.mark.parametrize("rows", [1, 20])
def test_a_later_page_takes_one_more_for_its_bookmark(reader: APIClient, rows: int) -> None:
    bookmark, *_ = (StationModelFactory(connectors=[a_connector(1), a_connector(2)]) for _ in range(rows + 1))

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(MODELS, {"startingAfter": bookmark.pk, "limit": rows})

    assert len(response.json()["data"]["items"]) == rows
    assert_budget(queries, 4)


@pytest.mark.parametrize("connectors", [1, 64])
def test_get_takes_two_queries_with_authentication(reader: APIClient, connectors: int) -> None:
    station_model = StationModelFactory(connectors=[a_connector(number) for number in range(1, connectors + 1)])

    with CaptureQueriesContext(connection) as queries:
        response = reader.get(f"{MODELS}/{station_model.pk}")

    assert len(response.json()["connectors"]) == connectors
    assert_budget(queries, 2)


@pytest.mark.parametrize("connectors", [1, 64])
def test_create_takes_the_same_for_many_connectors(staff: APIClient, body: dict[str, Any], connectors: int) -> None:
    body["connectors"] = [{**body["connectors"][0], "id": number} for number in range(1, connectors + 1)]

    with CaptureQueriesContext(connection) as queries:
        response = staff.post(MODELS, body)

    assert response.status_code == 201
    assert_budget(queries, 9)


@pytest.mark.parametrize("connectors", [1, 64])
def test_a_change_takes_the_same_for_many_connectors(staff: APIClient, connectors: int) -> None:
    station_model = StationModelFactory(connectors=[a_connector(number) for number in range(1, connectors + 1)])

    with CaptureQueriesContext(connection) as queries:
        response = staff.post(f"{MODELS}/{station_model.pk}/archive")

    assert response.status_code == 200
    assert_budget(queries, 10)


def test_a_refusal_of_nobody_takes_no_query(anyone: APIClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = anyone.get(MODELS)

    assert response.status_code == 401
    assert_budget(queries, 0)
