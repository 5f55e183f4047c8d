"""The Location of the example has what OCPI asks for, and the connectors that the catalogue knows."""

import json
import re
import subprocess

import pytest

from tests.factories import StationModelFactory, connector_data
from tests.live_servers import Server
from tests.project.examples import command_of, environment_of

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]

in_each_language = pytest.mark.parametrize("example", ["ocpi_location.sh", "ocpi_location.py", "ocpi_location.ts"])

# All that OCPI 2.2.1 requires of each (8.3.1, 8.3.2, 8.3.3).
LOCATION = {"country_code", "party_id", "id", "publish", "address", "city", "country", "coordinates", "time_zone"}
EVSE = {"uid", "status", "connectors", "last_updated"}
CONNECTOR = {"id", "standard", "format", "power_type", "max_voltage", "max_amperage", "last_updated"}


@in_each_language
def test_a_station_becomes_a_location(example: str, request: pytest.FixtureRequest, server: Server) -> None:
    StationModelFactory(
        vendor="Alfen",
        model="NG910-60003",
        power_type="AC_3_PHASE",
        connectors=[connector_data(1, max_power_watts=22080), connector_data(2, max_power_watts=11040.5)],
    )
    command, environment = command_of(example, request), environment_of(server)

    said = subprocess.run(
        [*command, "ALFEN BV", "ng910 60003"], env=environment, capture_output=True, text=True, check=True
    )

    location = json.loads(said.stdout)
    assert location.keys() >= LOCATION
    assert [each["uid"] for each in location["evses"]] == ["STATION-1-1", "STATION-1-2"]
    assert all(each.keys() >= EVSE for each in location["evses"])
    connectors = [connector for each in location["evses"] for connector in each["connectors"]]
    assert all(each.keys() >= CONNECTOR for each in connectors)
    assert [(each["id"], each["standard"], each["max_electric_power"]) for each in connectors] == [
        ("1", "IEC_62196_T2", 22080),
        ("2", "IEC_62196_T2", 11040),
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", location["last_updated"])


@in_each_language
def test_a_station_that_is_not_known_has_no_location(
    example: str, request: pytest.FixtureRequest, server: Server
) -> None:
    command, environment = command_of(example, request), environment_of(server)

    said = subprocess.run([*command, "Nobody", "X"], env=environment, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout, said.stderr) == (1, "", "Nobody X is not known.\n")
