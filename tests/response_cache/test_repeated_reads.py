"""A read that is repeated takes one query, and is never stale."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel, ReportedIdentity, UnknownHardware
from catalog.resolve import inbox_writer
from catalog.response_cache.application import store
from tests.api_clients import MODELS, authenticated_client
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="Eve")
    return station_model


READS = pytest.mark.parametrize(
    "path", ["", "?limit=1&vendor=alfen", "?q=eve", "/{id}", "/changes", "/resolve?vendor=Alfen&model=Eve"]
)


@READS
def test_an_answer_is_built_once_a_revision(reader: APIClient, one: ChargingStationModel, path: str) -> None:
    path = MODELS + path.format(id=one.pk)
    first = reader.get(path)

    with queries(AUTHENTICATION):
        again = reader.get(path)

    assert (again.status_code, again.content) == (200, first.content)
    assert again["ETag"] == first["ETag"]
    assert again["Content-Type"] == first["Content-Type"] == "application/json"


@READS
@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.rename("Renamed", by=TEST_ACTOR),
        lambda one: one.archive(by=TEST_ACTOR),
        lambda one: one.replace(
            vendor="Alfen",
            model="Eve",
            friendly_name="Second",
            power_type=one.power_type,
            ocpp_url_key=one.ocpp_url_key,
            connectors=[
                {
                    name: getattr(each, name)
                    for name in (
                        "connector_id", "connection_type", "format", "max_amperage", "max_voltage", "max_power_watts",
                    )
                }
                for each in one.connectors.all()
            ],
            by=TEST_ACTOR,
        ),
    ],
    ids=["rename", "archive", "replace"],
)  # fmt: skip
def test_after_a_change_it_is_built_anew(
    reader: APIClient, one: ChargingStationModel, path: str, change: Callable[[Any], Any]
) -> None:
    path = MODELS + path.format(id=one.pk)
    before = reader.get(path)

    change(one)
    after = reader.get(path)

    store.clear()
    assert after.content == reader.get(path).content
    assert after.content != before.content
    assert after["ETag"] != before["ETag"]


def test_a_reported_identity_changes_what_a_report_is(reader: APIClient, one: ChargingStationModel) -> None:
    report = {"vendor": "Alfen", "model": "NG910"}
    before = reader.get(f"{MODELS}/resolve", report).json()["data"]

    ReportedIdentity.objects.create_audited(by=TEST_ACTOR, station_models=[one], vendor="Alfen", model="NG910")
    after = reader.get(f"{MODELS}/resolve", report).json()["data"]

    assert (before["match"], after["match"]) == ("none", "identity")


def test_what_is_not_recognised_is_noted_each_time(reader: APIClient) -> None:
    report = {"vendor": "Nobody", "model": "Nothing"}
    reader.get(f"{MODELS}/resolve", report)

    with queries(AUTHENTICATION):
        reader.get(f"{MODELS}/resolve", report)

    inbox_writer.flush()
    assert UnknownHardware.objects.get().count == 2


def test_a_kept_answer_is_given_to_nobody_who_may_not_read(reader: APIClient, anonymous: APIClient) -> None:
    kept = reader.get(MODELS)

    refused = [
        caller.get(MODELS)
        for caller in (anonymous, authenticated_client(scope=""), authenticated_client(is_active=False))
    ]

    assert kept.status_code == 200
    assert [answer.status_code for answer in refused] == [401, 403, 401]


def test_a_query_is_refused_each_time_that_it_is_wrong(reader: APIClient) -> None:
    answers = [reader.get(MODELS, {"limit": "0"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert store.size == 0


def test_nothing_is_kept_where_it_is_turned_off(reader: APIClient, settings: Settings) -> None:
    settings.BODY_CACHE_BYTES = 0
    reader.get(MODELS)

    with queries(AUTHENTICATION + 1):
        reader.get(MODELS)

    assert store.size == 0


def test_each_spelling_of_a_query_is_its_own(reader: APIClient, one: ChargingStationModel) -> None:
    StationModelFactory(vendor="Alfen")
    paths = [f"{MODELS}?limit=1&vendor=alfen", f"{MODELS}?vendor=alfen&limit=1", f"{MODELS}/?limit=1&vendor=alfen"]

    answers = [reader.get(path) for path in paths]

    assert len({answer.content for answer in answers}) == 1
    assert [answer["Link"].partition("&startingAfter")[0] for answer in answers] == [f"<{path}" for path in paths]
