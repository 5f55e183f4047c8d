"""A station connects to the back-ends of the examples, boots, and is resolved."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.factories import StationModelFactory, connector_data
from tests.live_servers import Server
from tests.project.examples import EXAMPLES, command_of, environment_of

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]

BACK_ENDS = ["boot_lookup.py", "boot_lookup.ts"]


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The back-end's address, and its process, which says line by line what it learns."""
    process = subprocess.Popen([*command, "0"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield f"ws://127.0.0.1:{process.stdout.readline().removeprefix('Listening on port ').strip()}", process
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def boot(address: str, vendor: str, model: str) -> str:
    """How a charge point is answered that connects and sends its BootNotification."""
    command = [sys.executable, str(EXAMPLES / "station.py"), f"{address}/CP-1", vendor, model]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_station_that_boots_is_resolved(example: str, request: pytest.FixtureRequest, server: Server) -> None:
    StationModelFactory(
        vendor="Alfen",
        model="NG910-60003",
        ocpp_url_key="BackOffice-URL-wired",
        connectors=[
            connector_data(connector_id=number, connection_type="IEC_62196_T2", max_power_watts=22080)
            for number in (1, 2)
        ],
    )
    with running(command_of(example, request), environment_of(server)) as (address, process):
        assert boot(address, "ALFEN", "NG910 60003") == "Accepted\n"

        assert process.stdout
        assert process.stdout.readline() == (
            "CP-1 is Alfen NG910-60003 with IEC_62196_T2 22080 W, IEC_62196_T2 22080 W; "
            "it is pointed here by BackOffice-URL-wired\n"
        )
        assert boot(address, "Nobody", "X") == "Accepted\n"
        assert process.stdout.readline() == "CP-1 is not known (none); near: nothing\n"


@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_station_boots_without_the_catalogue(example: str, request: pytest.FixtureRequest, server: Server) -> None:
    nowhere = {**environment_of(server), "CATALOGUE": "http://127.0.0.1:9"}

    with running(command_of(example, request), nowhere) as (address, process):
        assert boot(address, "Alfen", "NG910-60003") == "Accepted\n"

        assert process.stdout
        assert process.stdout.readline().startswith("CP-1 is unknown for now: ")


def test_a_report_is_resolved_from_the_shell(request: pytest.FixtureRequest, server: Server) -> None:
    StationModelFactory(vendor="Alfen", model="NG910-60003", ocpp_url_key="BackOffice-URL-wired")
    command, environment = command_of("boot_lookup.sh", request), environment_of(server)

    said = [
        subprocess.run([*command, *report], env=environment, capture_output=True, text=True, check=True).stdout
        for report in (("ALFEN", "NG910 60003"), ("Alfen", "NG910-60004"))
    ]

    assert said[0].startswith("Alfen NG910-60003 with ")
    assert said[0].endswith("; it is pointed here by BackOffice-URL-wired\n")
    assert said[1] == "not known (none); near: Alfen NG910-60003\n"
