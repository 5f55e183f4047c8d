"""GET /charging-station-models: pages, order, bookmarks."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db


def page(caller: APIClient, **query: Any) -> dict[str, Any]:
    response = caller.get(MODELS, query)
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()["data"]
    return data


def ids(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["items"]]


def some_models(number: int, **fields: Any) -> list[str]:
    return [str(StationModelFactory(**fields).pk) for _ in range(number)]


@pytest.mark.parametrize(
    ("query", "number", "has_more"),
    [
        ({}, 20, True),
        ({"limit": "1"}, 1, True),
        ({"limit": "99"}, 99, True),
        ({"limit": "100"}, 100, True),
        ({"limit": "101"}, 100, True),
        ({"limit": "000000100"}, 100, True),
        ({"limit": "1000000000000000000000"}, 100, True),
    ],
)
def test_a_page_has_limit_models_and_never_over_100(
    reader: APIClient, query: dict[str, str], number: int, has_more: bool
) -> None:
    there = some_models(102)

    found = page(reader, **query)

    assert ids(found) == there[:number]
    assert found["hasMore"] is has_more


@pytest.mark.parametrize(("there", "has_more"), [(19, False), (20, False), (21, True)])
def test_has_more_is_exact_at_the_boundary(reader: APIClient, there: int, has_more: bool) -> None:
    some_models(there)

    found = page(reader)

    assert len(found["items"]) == min(there, 20)
    assert found["hasMore"] is has_more


def test_has_more_looks_at_what_the_filter_keeps(reader: APIClient) -> None:
    some_models(2, vendor="Alfen")
    some_models(2, vendor="Zaptec")

    found = page(reader, vendor="alfen", limit=2)

    assert len(found["items"]) == 2
    assert found["hasMore"] is False


def test_the_order_is_that_of_creation_whatever_is_changed_later(reader: APIClient) -> None:
    first, second, third = (StationModelFactory(vendor=vendor) for vendor in ("Zaptec", "Alfen", "Mennekes"))
    first.rename("Renamed last", by=TEST_ACTOR)
    second.archive(by=TEST_ACTOR)
    second.unarchive(by=TEST_ACTOR)

    found = page(reader)

    assert ids(found) == [str(each.pk) for each in (first, second, third)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7])
def test_a_walk_visits_every_model_once(reader: APIClient, limit: int) -> None:
    there = some_models(7)

    seen: list[str] = []
    pages = 0
    found = page(reader, limit=limit)
    while True:
        pages += 1
        seen += ids(found)
        assert len(seen) <= len(there)
        if not found["hasMore"]:
            break
        found = page(reader, limit=limit, startingAfter=seen[-1])

    assert seen == there
    assert pages == -(-7 // limit)


def test_after_the_last_model_comes_an_empty_page(reader: APIClient) -> None:
    *_, last = some_models(3)

    found = page(reader, startingAfter=last)

    assert found == {"hasMore": False, "items": []}


def test_an_archived_model_is_a_bookmark_too(reader: APIClient) -> None:
    first, second, third = (StationModelFactory() for _ in range(3))
    second.archive(by=TEST_ACTOR)

    assert ids(page(reader, startingAfter=second.pk)) == [str(third.pk)]
    assert ids(page(reader, startingAfter=first.pk)) == [str(third.pk)]


def test_a_model_that_the_filter_leaves_out_is_a_bookmark_too(reader: APIClient) -> None:
    before, bookmark, after = (StationModelFactory(vendor=vendor) for vendor in ("Alfen", "Zaptec", "Alfen"))

    found = page(reader, vendor="Alfen", startingAfter=bookmark.pk)

    assert ids(found) == [str(after.pk)]
    assert str(before.pk) not in ids(found)


def test_a_walk_goes_on_when_its_bookmark_is_archived_under_way(reader: APIClient) -> None:
    models = [StationModelFactory() for _ in range(4)]
    first_page = page(reader, limit=2)
    models[1].archive(by=TEST_ACTOR)

    second_page = page(reader, limit=2, startingAfter=first_page["items"][-1]["id"])

    assert ids(first_page) + ids(second_page) == [str(each.pk) for each in models]


@pytest.mark.parametrize(
    ("query", "kept"),
    [({}, ["active"]), ({"isArchived": "false"}, ["active"]), ({"isArchived": "true"}, ["archived"])],
)
def test_a_list_is_of_active_models_or_of_archived_ones(
    reader: APIClient, query: dict[str, str], kept: list[str]
) -> None:
    StationModelFactory(model="active")
    StationModelFactory(model="archived", archived=True)

    found = page(reader, **query)

    assert [each["model"] for each in found["items"]] == kept
    assert [each["isArchived"] for each in found["items"]] == [query.get("isArchived") == "true"]


def test_the_same_model_archived_twice_is_listed_twice(reader: APIClient) -> None:
    twins = [StationModelFactory(vendor="Alfen", model="NG910", archived=True) for _ in range(2)]

    found = page(reader, isArchived="true", vendor="alfen", model="ng910")

    assert ids(found) == [str(each.pk) for each in twins]
