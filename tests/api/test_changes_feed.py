"""GET /charging-station-models/changes: a copy of the catalogue is kept by asking what has changed since."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from catalog.models import Actor, CatalogueRevision, Channel, ChargingStationModel
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

CHANGES = f"{MODELS}/changes"
ADMIN = Actor(channel=Channel.ADMIN)


def ask(caller: APIClient, **query: Any) -> dict[str, Any]:
    response = caller.get(CHANGES, query)
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()["data"]
    return data


def ids(found: dict[str, Any]) -> list[UUID]:
    return [UUID(each["id"]) for each in found["items"]]


def some_models(number: int) -> list[ChargingStationModel]:
    return [StationModelFactory() for _ in range(number)]


# What is in it


def test_without_after_it_is_the_initial_load_in_the_order_of_changes(reader: APIClient) -> None:
    first, second, third = some_models(3)
    first.rename("Changed last", by=TEST_ACTOR)
    second.archive(by=TEST_ACTOR)
    first.rename("Changed after that", by=TEST_ACTOR)

    found = ask(reader)

    assert ids(found) == [third.pk, second.pk, first.pk]
    assert [each["isArchived"] for each in found["items"]] == [False, True, False]
    assert [each["friendlyName"] for each in found["items"]] == [None, None, "Changed after that"]
    assert found["hasMore"] is False
    assert found["revision"] == first.revision == CatalogueRevision.current().number
    assert ask(reader, after=0) == found


def test_each_model_in_it_is_what_get_answers(reader: APIClient) -> None:
    archived = StationModelFactory(
        vendor="Müller & Söhne", archived=True, connectors=[connector_data(2), connector_data(1)]
    )

    found = ask(reader)

    assert found["items"] == [reader.get(f"{MODELS}/{archived.pk}").json()]


def test_after_a_revision_it_is_what_changed_later_once_at_its_latest_state(reader: APIClient) -> None:
    first, second, _ = some_models(3)
    seen = ask(reader)["revision"]
    second.rename("One", by=TEST_ACTOR)
    first.archive(by=TEST_ACTOR)
    second.rename("Two", by=TEST_ACTOR)

    found = ask(reader, after=seen)

    assert ids(found) == [first.pk, second.pk]
    assert found["items"][1]["friendlyName"] == "Two"
    assert found["revision"] == seen + 3
    assert ask(reader, after=seen) == found
    assert ids(ask(reader, after=second.revision - 1)) == [second.pk]


def test_with_nothing_new_it_is_empty_and_says_the_same_revision(reader: APIClient) -> None:
    some_models(2)
    seen = ask(reader)["revision"]

    response = reader.get(CHANGES, {"after": seen})

    assert response.json() == {"data": {"hasMore": False, "revision": seen, "items": []}}
    again = reader.get(CHANGES, {"after": seen}, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_catalogue_is_empty_from_the_start(reader: APIClient) -> None:
    current = CatalogueRevision.current().number

    assert ask(reader) == {"hasMore": False, "revision": current, "items": []}


# Pages


@pytest.mark.parametrize(
    ("query", "number", "has_more"),
    [({}, 20, True), ({"limit": "1"}, 1, True), ({"limit": "22"}, 22, False), ({"limit": "1000"}, 22, False)],
)
def test_a_page_has_limit_models_and_its_revision_is_where_the_next_one_starts(
    reader: APIClient, query: dict[str, str], number: int, has_more: bool
) -> None:
    there = some_models(22)

    found = ask(reader, **query)

    assert ids(found) == [each.pk for each in there[:number]]
    assert found["hasMore"] is has_more
    assert found["revision"] == there[number - 1].revision
    assert ids(ask(reader, after=found["revision"], limit="100")) == [each.pk for each in there[number:]]


def test_a_model_that_changes_between_pages_comes_again_or_later_but_is_never_missed(reader: APIClient) -> None:
    there = some_models(4)
    first = ask(reader, limit=2)
    there[0].rename("Read already", by=TEST_ACTOR)
    there[2].rename("Not read yet", by=TEST_ACTOR)

    second = ask(reader, limit=2, after=first["revision"])
    third = ask(reader, limit=2, after=second["revision"])

    assert ids(second) == [there[3].pk, there[0].pk]
    assert second["hasMore"] is True
    assert ids(third) == [there[2].pk]
    assert third["revision"] == there[2].revision


# What is asked


@pytest.mark.parametrize(
    "after", ["", "-1", "x", "1.0", "1e3", "+1", " 1", "1 ", "0x1", "1_0", "٣", "²", "null", "1,2"]
)
def test_an_after_that_is_no_revision_is_400(reader: APIClient, after: str) -> None:
    response = reader.get(CHANGES, {"after": after})

    assert response.status_code == 400
    assert response.json()["code"] == "validation_error"
    assert response.json()["errors"] == [
        {
            "parameter": "after",
            "code": "invalid",
            "detail": "Must be 0 or a revision from a previous response.",
        }
    ]


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("after=0&after=0", "repeated", "after"),
        ("limit=0", "invalid", "limit"),
        ("isArchived=true", "unknown_parameter", "isArchived"),
        ("startingAfter=x", "unknown_parameter", "startingAfter"),
    ],
)
def test_a_parameter_that_it_does_not_take_is_400(reader: APIClient, query: str, code: str, parameter: str) -> None:
    response = reader.get(f"{CHANGES}?{query}")

    assert response.status_code == 400
    assert [(each["parameter"], each["code"]) for each in response.json()["errors"]] == [(parameter, code)]


# Every channel


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.rename("Eve", by=TEST_ACTOR),
        lambda it: it.archive(by=TEST_ACTOR),
        lambda it: it.edit(connectors=[connector_data(2), connector_data(1)], vendor="Zaptec", by=ADMIN),
        lambda it: StationModelFactory(),
    ],
    ids=["rename", "archive", "edit", "create"],
)
def test_every_change_moves_the_revision_by_one(change: Callable[[ChargingStationModel], Any]) -> None:
    [there] = some_models(1)
    before = CatalogueRevision.current().number

    change(there)

    assert CatalogueRevision.current().number == before + 1
    assert ChargingStationModel.objects.filter(revision=before + 1).count() == 1


def test_many_at_once_take_a_revision_each(reader: APIClient) -> None:
    before = CatalogueRevision.current().number
    drafts = [
        {
            "vendor": "Alfen",
            "model": f"NG{number}",
            "power_type": "DC",
            "ocpp_url_key": "x",
            "connectors": [connector_data()],
        }
        for number in range(3)
    ]

    made = ChargingStationModel.objects.create_many(drafts, by=TEST_ACTOR)

    assert [each.revision for each in made] == [before + 1, before + 2, before + 3]
    assert ids(ask(reader, after=before + 1)) == [made[1].pk, made[2].pk]


def test_a_deleted_model_stays_archived_to_a_reader_who_has_not_heard_of_it(reader: APIClient) -> None:
    kept, deleted = StationModelFactory(), StationModelFactory()
    seen = reader.get(f"{MODELS}/changes").json()["data"]["revision"]
    deleted.archive(by=TEST_ACTOR)
    pk = str(deleted.pk)
    deleted.delete_permanently(by=replace(TEST_ACTOR, reason="Entered by mistake"))
    kept.rename("Later", by=TEST_ACTOR)

    told = reader.get(f"{MODELS}/changes", {"after": seen, "limit": 1}).json()["data"]
    rest = reader.get(f"{MODELS}/changes", {"after": told["revision"]}).json()["data"]
    anew = reader.get(f"{MODELS}/changes").json()["data"]

    assert [(each["id"], each["isArchived"]) for each in told["items"]] == [(pk, True)]
    assert told["hasMore"] is True
    assert set(told["items"][0]) == set(kept.as_document())
    assert [each["friendlyName"] for each in rest["items"]] == ["Later"]
    assert [each["id"] for each in anew["items"]] == [str(kept.pk)]
    assert reader.get(f"{MODELS}/{pk}").status_code == 404
    assert reader.get(MODELS, {"startingAfter": pk}).status_code == 400
