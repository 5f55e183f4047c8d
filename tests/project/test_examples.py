"""The examples of the docs, run as their readers would."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import ApiClient, ChargingStationModel
from tests.factories import COMMAND, StationModelFactory, UserFactory
from tests.servers import serving

SYNC = Path(__file__).parents[2] / "docs" / "examples" / "sync.py"


def the_catalogue() -> dict[str, dict]:
    return {str(each.pk): json.loads(each.document) for each in ChargingStationModel.objects.all()}


def the_copy(file: Path) -> dict[str, dict]:
    with sqlite3.connect(file) as copy:
        return {pk: json.loads(body) for pk, body in copy.execute("SELECT id, body FROM models")}


@pytest.mark.django_db(transaction=True)
def test_the_sync_client_keeps_a_copy(tmp_path: Path) -> None:
    client, secret = ApiClient.objects.issue(name="sync", owner=UserFactory(), access="read")
    first, *_ = [StationModelFactory() for _ in range(120)]  # more than a page
    file = tmp_path / "copy.sqlite3"

    with serving(workers=1) as server:

        def synchronise() -> str:
            url = f"http://127.0.0.1:{server.port}"
            command = [sys.executable, SYNC, url, client.client_id, secret, file]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout

        synchronise()
        assert the_copy(file) == the_catalogue()

        first.rename("Renamed", by=COMMAND)
        first.archive(by=COMMAND)
        StationModelFactory()
        told = synchronise()
        assert the_copy(file) == the_catalogue()
        assert the_copy(file)[str(first.pk)]["isArchived"] is True

        assert synchronise() == told  # nothing has changed

        call_command("flush", interactive=False, verbosity=0)
        client.user.save(force_insert=True)
        client.save(force_insert=True)
        StationModelFactory()
        synchronise()
        assert the_copy(file) == the_catalogue()
        assert len(the_copy(file)) == 1


def test_the_sync_client_is_short_enough_to_read() -> None:
    assert len(SYNC.read_text().splitlines()) < 60
