"""Where a read is taken from: a replica that is exactly where the primary is, else the primary."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.api.replica_reads import read_at_revision
from catalog.db.router import read_alias
from catalog.models import CatalogueRevision, ChargingStationModel
from tests.api_clients import MODELS, authenticated_client
from tests.factories import StationModelFactory
from tests.live_servers import free_port

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

REPLICA = "replica_of_the_tests"


@pytest.fixture(scope="module", autouse=True)
def another_way(django_db_setup: None) -> Iterator[None]:
    """To the database of the tests: a replica that is never behind."""
    connections.settings[REPLICA] = connections["default"].copy().settings_dict
    yield
    del connections.settings[REPLICA]


@pytest.fixture(autouse=True)
def replica(settings: Settings) -> Iterator[None]:
    settings.REPLICA_ALIASES = [REPLICA]
    settings.DATABASE_ROUTERS = ["catalog.db.router.ReplicaRouter"]
    yield
    connections[REPLICA].close()


def where_and_what() -> tuple[str, list[str]]:
    return read_alias(), [each.model for each in ChargingStationModel.objects.in_order()]


def test_a_replica_that_is_there_is_read() -> None:
    StationModelFactory(model="NG910")

    read = read_at_revision(CatalogueRevision.current().number, where_and_what)

    assert read == (REPLICA, ["NG910"])
    assert read_alias() == "default"


@pytest.mark.parametrize("ahead", [1, -1])
def test_a_replica_that_is_behind_or_ahead_is_not_read(ahead: int) -> None:
    StationModelFactory(model="NG910")

    assert read_at_revision(CatalogueRevision.current().number + ahead, where_and_what) == ("default", ["NG910"])


def test_a_replica_that_is_away_is_not_missed(settings: Settings) -> None:
    StationModelFactory(model="NG910")
    settings.REPLICA_ALIASES = ["away"]
    where = {"ENGINE": "config.postgresql", "HOST": "127.0.0.1", "PORT": str(free_port()), "NAME": "x"}
    away = ConnectionHandler({"default": {}, "away": where})["away"]
    connections["away"] = away
    try:
        assert read_at_revision(CatalogueRevision.current().number, where_and_what) == ("default", ["NG910"])
    finally:
        del connections["away"]


def test_one_model_too_is_read_there(settings: Settings) -> None:
    one, reader = StationModelFactory(), authenticated_client()
    with CaptureQueriesContext(connections[REPLICA]) as queries:
        there = reader.get(f"{MODELS}/{one.pk}")
    asked = [each["sql"] for each in queries]

    settings.REPLICA_ALIASES = []
    here = reader.get(f"{MODELS}/{one.pk}")

    assert any('"document"' in sql for sql in asked)
    assert (there.status_code, there.content, there["ETag"]) == (200, here.content, here["ETag"])


def test_what_a_read_raises_is_raised() -> None:
    StationModelFactory()

    with pytest.raises(ChargingStationModel.DoesNotExist):
        read_at_revision(CatalogueRevision.current().number, lambda: ChargingStationModel.objects.get(model="none"))
    assert read_alias() == "default"
