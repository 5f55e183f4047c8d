"""A station connects to the back-ends of the examples, boots, and is resolved."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import NegotiationError

from tests.factories import StationModelFactory, connector_data
from tests.live_servers import Server
from tests.project.back_ends import assert_all_are_looked_up, read_lines, run_async, running
from tests.project.examples import EXAMPLES, command_of, environment_of
from tests.project.ocpp_stations import (
    CALL,
    CALL_RESULT,
    OCPP_1_6,
    OCPP_2_0_1,
    OCPP_2_1,
    REPORTS,
    answer_trigger,
    boot_once,
    boot_payload,
    open_connection,
)
from tests.project.way import Way, way_to

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]

BACK_ENDS = ["boot_lookup.py", "boot_lookup.ts"]


@pytest.fixture
def way(server: Server) -> Iterator[Way]:
    with way_to(server) as way:
        yield way


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


@pytest.mark.parametrize("example", BACK_ENDS)
def test_what_stations_really_send_is_accepted_and_looked_up(
    example: str, request: pytest.FixtureRequest, server: Server
) -> None:
    StationModelFactory(vendor="Example Maker", model="EX-22")

    async def boot_all(address: str) -> list[Any]:
        return [
            await boot_once(address, f"CP-{place}", OCPP_1_6, payload) for place, payload in enumerate(REPORTS.values())
        ]

    with running(command_of(example, request), environment_of(server)) as (address, process):
        answers = run_async(boot_all(address))
        said = read_lines(process, len(REPORTS))

    assert [(kind, payload["status"]) for kind, _, payload in answers] == [(CALL_RESULT, "Accepted")] * len(REPORTS)
    assert sorted(line.partition(" ")[0] for line in said) == [f"CP-{place}" for place in range(len(REPORTS))]
    assert [line for line in said if "unknown" in line] == []
    assert len([line for line in said if "is Example Maker EX-22 with" in line]) == 2


@pytest.mark.parametrize("subprotocol", [OCPP_1_6, OCPP_2_0_1, OCPP_2_1])
@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_station_that_does_not_boot_is_asked_to(
    example: str, subprotocol: str, request: pytest.FixtureRequest, server: Server
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    environment = environment_of(server) | {"BOOT_WAIT": "0.1"}

    async def connect_again(address: str) -> Any:
        async with await open_connection(address, "CP-1", subprotocol) as connection:
            return await answer_trigger(connection, boot_payload("Alfen", "NG910", subprotocol))

    with running(command_of(example, request), environment) as (address, process):
        call = run_async(connect_again(address))
        said = read_lines(process, 2)

    assert (call[0], *call[2:]) == (CALL, "TriggerMessage", {"requestedMessage": "BootNotification"})
    assert "CP-1 was asked to boot: Accepted" in said
    assert any(line.startswith("CP-1 is Alfen NG910 with ") for line in said)


@pytest.mark.parametrize("offered", [None, "ocpp1.5"])
@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_station_without_a_subprotocol_is_reported_in_one_line(
    example: str, offered: str | None, request: pytest.FixtureRequest, server: Server
) -> None:
    async def connect_without(address: str) -> int | None:
        try:
            connection = await open_connection(address, "CP-1", offered)
        except NegotiationError:  # what a client may make of the answer that OCPP wants here
            return 1002
        await connection.wait_closed()
        return connection.close_code

    with running(command_of(example, request), environment_of(server)) as (address, process):
        assert run_async(connect_without(address)) == 1002
        [said] = read_lines(process, 1)
        assert run_async(boot_once(address, "CP-2", OCPP_1_6, REPORTS["plain"]))[0] == CALL_RESULT
        [after] = read_lines(process, 1)

    assert said == (
        f"CP-1 was sent away: it offers the subprotocol {offered or 'none'}, and not one of ocpp2.1, ocpp2.0.1, ocpp1.6"
    )
    assert after.startswith("CP-2 is ")


@pytest.mark.parametrize("example", BACK_ENDS)
def test_stations_that_boot_at_once_are_all_looked_up_with_one_token(
    example: str, request: pytest.FixtureRequest, server: Server
) -> None:
    assert_all_are_looked_up(40, command_of(example, request), environment_of(server))


@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_look_up_is_tried_again_after_the_time_that_the_service_asks_for(
    example: str, request: pytest.FixtureRequest, server: Server, way: Way
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    way.troubles += [429, None, 503, 429]  # the token, then two look-ups
    environment = environment_of(server) | {"CATALOGUE": f"http://127.0.0.1:{way.port}"}

    with running(command_of(example, request), environment) as (address, process):
        run_async(boot_once(address, "CP-1", OCPP_1_6, boot_payload("Alfen", "NG910", OCPP_1_6)))
        said = read_lines(process, 2)

    assert said[0].startswith("CP-1 is unknown for now: ")
    assert said[1].startswith("CP-1 is Alfen NG910 with ")
    assert way.statuses == [429, 200, 503, 429, 200]


@pytest.mark.parametrize("example", BACK_ENDS)
def test_a_client_that_is_refused_is_not_tried_again(
    example: str, request: pytest.FixtureRequest, server: Server
) -> None:
    environment = environment_of(server) | {"CLIENT_SECRET": "wrong"}

    with running(command_of(example, request), environment) as (address, process):
        run_async(boot_once(address, "CP-1", OCPP_1_6, REPORTS["plain"]))
        [said] = read_lines(process, 1)

    assert said.startswith("CP-1 stays unknown: 401 /oauth/token ")


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
