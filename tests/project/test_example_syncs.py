"""The syncs of the examples that keep a JSON file keep a true copy; `sync.py` has a module of its own."""

import json
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import ChargingStationModel
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.live_servers import Server
from tests.project.examples import command_of, environment_of

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]


def assert_true(copy: Path) -> None:
    documents = ChargingStationModel.objects.values_list("pk", "document")
    assert json.loads(copy.read_text())["models"] == {str(pk): json.loads(document) for pk, document in documents}


@pytest.mark.parametrize(("example", "argument"), [("sync.sh", "."), ("sync.ts", "copy.json")])
def test_the_copy_is_true_whatever_happens(
    example: str, argument: str, request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    copy, command, environment = tmp_path / "copy.json", command_of(example, request), environment_of(server)

    def sync(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, argument], cwd=tmp_path, env={**environment, **more}, capture_output=True, text=True, check=False
        )

    first, *_ = (StationModelFactory() for _ in range(101))
    assert sync().returncode == 0
    assert_true(copy)

    first.archive(by=TEST_ACTOR)
    StationModelFactory(friendly_name="Büro")
    assert sync().returncode == 0
    assert_true(copy)

    before = copy.read_bytes()
    StationModelFactory()
    assert sync(CLIENT_SECRET="wrong").returncode != 0
    assert copy.read_bytes() == before

    changed = json.loads(before)
    changed["models"]["of-the-future"] = {}
    copy.write_text(json.dumps(changed))
    call_command("restart_feed", verbosity=0)
    assert sync().returncode == 0
    assert_true(copy)
    assert [each.name for each in tmp_path.iterdir()] == ["copy.json"]
