"""The feed of a catalogue that went back in time: emptied, or restored from a backup. Its readers are told."""

from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from catalog.models import CatalogueRevision
from tests.api_clients import MODELS, authenticated_client
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

CHANGES = f"{MODELS}/changes"


def ask(caller: APIClient, after: int) -> dict[str, Any]:
    response = caller.get(CHANGES, {"after": after})
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()["data"]
    return data


def ids(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["items"]]


def assert_start_over(response: Any) -> None:
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "start_over"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("ahead", [1, 2**62, 2**63, 10**29, 10**300])
def test_an_after_from_the_future_is_told_to_start_over(reader: APIClient, ahead: int) -> None:
    there = StationModelFactory()

    response = reader.get(CHANGES, {"after": there.revision + ahead}, headers={"If-None-Match": "*"})

    assert_start_over(response)


def test_after_restart_feed_every_reader_starts_over_once(reader: APIClient) -> None:
    first, second = (StationModelFactory(), StationModelFactory())
    tag = reader.get(CHANGES)["ETag"]

    call_command("restart_feed", verbosity=0)

    for seen in (first.revision, second.revision, second.revision + 1):
        assert_start_over(reader.get(CHANGES, {"after": seen}, headers={"If-None-Match": tag}))
    anew = ask(reader, after=0)
    assert ids(anew) == [str(first.pk), str(second.pk)]
    assert anew["revision"] == CatalogueRevision.current().number > second.revision + 1
    first.rename("Later", by=TEST_ACTOR)
    assert ids(ask(reader, after=anew["revision"])) == [str(first.pk)]
    assert first.revision == anew["revision"] + 1


def test_a_restart_after_a_restart_goes_on_from_a_later_number(reader: APIClient) -> None:
    for _ in range(2):
        call_command("restart_feed", verbosity=0)
    seen = CatalogueRevision.current().number

    call_command("restart_feed", verbosity=0)

    assert CatalogueRevision.current().number > seen
    assert_start_over(reader.get(CHANGES, {"after": seen}))


@pytest.mark.django_db(transaction=True)
def test_after_flush_the_feed_starts_over_and_goes_on() -> None:
    seen = [each.revision for each in (StationModelFactory(), StationModelFactory())]

    call_command("flush", interactive=False, verbosity=0)

    reader = authenticated_client(access="read")
    assert_start_over(reader.get(CHANGES, {"after": seen[1]}))
    assert ask(reader, after=0) == {"hasMore": False, "revision": 0, "items": []}
    later = StationModelFactory()
    assert later.revision > seen[1] + 1
    assert ids(ask(reader, after=0)) == [str(later.pk)]
    for each in seen:
        assert_start_over(reader.get(CHANGES, {"after": each}))


def test_after_restart_feed_a_reader_gets_through_more_than_one_page(reader: APIClient) -> None:
    there = [StationModelFactory() for _ in range(2)]
    call_command("restart_feed", verbosity=0)

    first = reader.get(CHANGES, {"after": 0, "limit": 1}).json()["data"]
    assert (first["hasMore"], ids(first)) == (True, [str(there[0].pk)])

    assert ids(ask(reader, after=first["revision"])) == [str(there[1].pk)]


def test_a_restart_gives_each_model_a_revision_and_changes_nothing_else(reader: APIClient) -> None:
    replaced = StationModelFactory(vendor="Alfen", model="Eve")
    successor = replaced.replace(
        vendor="Alfen",
        model="Eve",
        power_type="AC_1_PHASE",
        ocpp_url_key="x",
        connectors=[connector_data()],
        by=TEST_ACTOR,
    )
    before = [reader.get(f"{MODELS}/{each.pk}") for each in (replaced, successor)]

    call_command("restart_feed", verbosity=0)

    after = [reader.get(f"{MODELS}/{each.pk}") for each in (replaced, successor)]
    assert [each.json() for each in after] == [each.json() for each in before]
    assert all(one["ETag"] != other["ETag"] for one, other in zip(after, before, strict=True))
    assert [event.get_action_display() for event in successor.events.all()] == ["Feed restarted", "Created"]
    assert replaced.events.all()[0].before == replaced.events.all()[0].after
