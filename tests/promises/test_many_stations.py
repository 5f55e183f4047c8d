"""A power cut ends: 200 stations of both OCPP versions boot at once, against the example and the service as shipped."""

import time
from collections.abc import Callable

import pytest

from tests.live_servers import Server
from tests.project.back_ends import assert_all_are_looked_up
from tests.project.examples import command_of, environment_of

pytestmark = [pytest.mark.promises, pytest.mark.clients, pytest.mark.django_db(transaction=True)]

STATIONS = 200


@pytest.mark.parametrize("example", ["boot_lookup.py", "boot_lookup.ts"])
def test_every_station_is_looked_up_with_one_token(
    example: str, request: pytest.FixtureRequest, server: Server, figure: Callable[[str, str], None]
) -> None:
    command, environment = command_of(example, request), environment_of(server)
    started = time.monotonic()

    assert_all_are_looked_up(STATIONS, command, environment)

    seconds = time.monotonic() - started
    figure("o1", f"{example}: {STATIONS} of {STATIONS} stations looked up, 1 token, {seconds:.1f} s in all")
