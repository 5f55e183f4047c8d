"""The examples of the documentation do what they say, against the service as it is shipped."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import ChargingStationModel
from tests.factories import TEST_ACTOR, StationModelFactory, UserFactory, issue_client
from tests.live_servers import Server
from tests.project.examples import EXAMPLES, STRICT
from tests.project.way import Way, way_to

pytestmark = pytest.mark.django_db(transaction=True)

SYNC = EXAMPLES / "sync.py"


@pytest.fixture
def way(server: Server) -> Iterator[Way]:
    with way_to(server) as way:
        yield way


class Copy:
    def __init__(self, way: Way, file: Path) -> None:
        client, secret = issue_client(name="Sync", owner=UserFactory(), access="read")
        self.way, self.file = way, file
        self.environment = {
            **os.environ,
            "CATALOGUE": f"http://127.0.0.1:{way.port}",
            "CLIENT_ID": client.client_id,
            "CLIENT_SECRET": secret,
        }

    def sync(self) -> list[int]:
        """The statuses of the answers on the way."""
        self.way.statuses.clear()
        done = subprocess.run(
            [sys.executable, *STRICT, str(SYNC), str(self.file)],
            env=self.environment,
            timeout=60,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        return list(self.way.statuses)

    def assert_true(self) -> None:
        with closing(sqlite3.connect(self.file)) as copy:
            rows = {
                pk: (bool(archived), json.loads(text)) for pk, archived, text in copy.execute("SELECT * FROM model")
            }
        assert rows == {
            str(pk): (archived, json.loads(text))
            for pk, archived, text in ChargingStationModel.objects.values_list("pk", "archived", "document")
        }


def test_sync_takes_60_lines_and_nothing_but_python() -> None:
    lines = SYNC.read_text().splitlines()

    assert len(lines) <= 60
    imported = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def test_sync_keeps_a_true_copy(way: Way, tmp_path: Path) -> None:
    copy = Copy(way, tmp_path / "copy.sqlite3")
    station_model, *_ = (StationModelFactory() for _ in range(101))

    assert copy.sync() == [401, 200, 200, 200]  # no token yet, a token, two pages
    copy.assert_true()
    assert copy.sync() == [401, 200, 200]  # nothing new
    assert copy.sync() == [401, 200, 304]
    station_model.archive(by=TEST_ACTOR)
    StationModelFactory(friendly_name="Büro")
    assert copy.sync() == [401, 200, 200]
    copy.assert_true()


def test_sync_starts_over_with_a_catalogue_that_went_back_in_time(way: Way, tmp_path: Path) -> None:
    copy = Copy(way, tmp_path / "copy.sqlite3")
    StationModelFactory.create_batch(3)
    copy.sync()
    with closing(sqlite3.connect(copy.file)) as kept, kept:
        kept.execute("INSERT INTO model VALUES ('of-the-future', 0, '{}')")

    call_command("restart_feed", verbosity=0)

    assert copy.sync() == [401, 200, 400, 200]
    copy.assert_true()


def test_sync_waits_when_it_is_asked_to(way: Way, tmp_path: Path) -> None:
    copy = Copy(way, tmp_path / "copy.sqlite3")
    StationModelFactory()
    way.troubles += [503, 503, 429]

    assert copy.sync() == [503, 503, 429, 401, 200, 200]
    copy.assert_true()


def test_sync_that_fails_half_way_leaves_the_copy_as_it_was(way: Way, tmp_path: Path) -> None:
    copy = Copy(way, tmp_path / "copy.sqlite3")
    StationModelFactory.create_batch(2)
    copy.sync()
    copy.assert_true()
    before = copy.file.read_bytes()
    StationModelFactory.create_batch(101)
    way.troubles += [None, None, None, 418]  # at the second page

    with pytest.raises(AssertionError, match="418"):
        copy.sync()

    assert copy.file.read_bytes() == before
    assert copy.sync() == [401, 200, 200, 200]
    copy.assert_true()
