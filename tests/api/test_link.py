"""`Link: rel="next"`: who follows it to the end has seen everything, without knowing a parameter."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


def followed(caller: APIClient, path: str) -> list[list[dict[str, Any]]]:
    """The items of each page."""
    pages = []
    while path:
        response = caller.get(path)
        assert response.status_code == 200, response.content
        data = response.json()["data"]
        pages.append(data["items"])
        link = re.fullmatch(r'<(/[^>]+)>; rel="next"', response.headers.get("Link", ""))
        assert bool(link) is data["hasMore"]
        path = link[1] if link else ""
    return pages


def models_of(pages: list[list[dict[str, Any]]]) -> list[list[str]]:
    return [[each["model"] for each in items] for items in pages]


@pytest.mark.parametrize("path", ["", "/"])
def test_a_list_is_walked_to_its_end_in_its_order(reader: APIClient, path: str) -> None:
    for model in "ABCDE":
        StationModelFactory(model=model)

    pages = followed(reader, f"{MODELS}{path}?limit=2")

    assert models_of(pages) == [["A", "B"], ["C", "D"], ["E"]]


def test_the_filter_stays_on_the_way_whatever_is_in_it(reader: APIClient) -> None:
    for model in "ABCD":
        StationModelFactory(vendor="Müller & Söhne <=> 100%+", model=model, archived=model != "B")
        StationModelFactory(vendor="Other", model=model, archived=True)

    pages = followed(
        reader, f"{MODELS}?isArchived=true&limit=1&vendor=m%C3%BCller%20%26%20s%C3%B6hne%20%3C%3D%3E%20100%25%2B"
    )

    assert models_of(pages) == [["A"], ["C"], ["D"]]
    assert {each["vendor"] for items in pages for each in items} == {"Müller & Söhne <=> 100%+"}


def test_the_feed_is_walked_to_its_end_from_anywhere(reader: APIClient) -> None:
    made = [StationModelFactory(model=model, archived=model == "B") for model in "ABCDE"]

    pages = followed(reader, f"{MODELS}/changes?limit=2")
    later = followed(reader, f"{MODELS}/changes?limit=1&after={made[2].revision}")

    assert models_of(pages) == [["A", "B"], ["C", "D"], ["E"]]
    assert models_of(later) == [["D"], ["E"]]


@pytest.mark.parametrize("path", [MODELS, f"{MODELS}/changes"])
def test_a_last_page_and_a_304_have_no_link(reader: APIClient, path: str) -> None:
    StationModelFactory.create_batch(2)
    full = reader.get(path, {"limit": 2})

    unchanged = reader.get(path, {"limit": 1}, headers={"If-None-Match": full["ETag"]})

    assert "Link" not in full.headers
    assert unchanged.status_code == 304
    assert "Link" not in unchanged.headers
