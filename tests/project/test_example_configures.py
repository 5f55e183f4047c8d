"""The example configures only what the catalogue has from a source."""

import json
import subprocess
from typing import Any

import pytest

from tests.factories import StationModelFactory, connector_data
from tests.live_servers import Server
from tests.project.examples import command_of, environment_of

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]

in_each_language = pytest.mark.parametrize("example", ["configure.sh", "configure.py"])
CITED = {"level": "cited", "source": "data sheet"}


def run(example: str, request: pytest.FixtureRequest, server: Server, *report: str) -> Any:
    command, environment = command_of(example, request), environment_of(server)
    return subprocess.run([*command, *report], env=environment, capture_output=True, text=True, check=False)


@in_each_language
@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ({"ratings": {**CITED, "level": "derived"}, "ocppUrl": CITED}, (["powerType", "connectors", "urlSetting"], [])),
        ({"ratings": CITED, "ocppUrl": {"level": "assumed"}}, (["powerType", "connectors"], ["ocppUrl is assumed"])),
        ({"ratings": {"level": "known"}, "ocppUrl": CITED}, (["urlSetting"], ["ratings is known"])),
        ({}, ([], ["ratings is without evidence", "ocppUrl is without evidence"])),
    ],
)
def test_only_what_has_a_source_is_configured(
    example: str,
    evidence: dict[str, Any],
    told: tuple[list[str], list[str]],
    request: pytest.FixtureRequest,
    server: Server,
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910", connectors=[connector_data()], evidence=evidence)

    said = run(example, request, server, "ALFEN BV", "ng910")

    settings, doubts = told
    assert list(json.loads(said.stdout)) == settings
    assert [line.removeprefix("Look this up: ").split(":")[0] for line in said.stderr.splitlines()] == doubts
    assert said.returncode == (2 if doubts else 0)


@in_each_language
def test_a_station_that_is_not_known_is_left_alone(
    example: str, request: pytest.FixtureRequest, server: Server
) -> None:
    said = run(example, request, server, "Nobody", "X")

    assert (said.returncode, said.stdout, said.stderr) == (1, "", "Nobody X is not known.\n")
