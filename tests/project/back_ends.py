"""The back-ends of the examples under way, and what they say."""

import asyncio
import subprocess
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Timer
from typing import Any

from oauth2_provider.models import get_access_token_model

from tests.factories import StationModelFactory
from tests.project.ocpp_stations import OCPP_1_6, OCPP_2_0_1, boot_together

_ENDS_WITHIN = 240


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The back-end's address, and its process, which says line by line what it learns."""
    process = subprocess.Popen([*command, "0"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    watch = Timer(_ENDS_WITHIN, process.kill)  # what says nothing would be waited for for ever
    watch.start()
    try:
        yield f"ws://127.0.0.1:{process.stdout.readline().removeprefix('Listening on port ').strip()}", process
    finally:
        watch.cancel()
        process.terminate()
        process.wait(10)
        process.stdout.close()


def run_async(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: the thread of the tests has the event loop of the browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def read_lines(process: subprocess.Popen[str], count: int) -> list[str]:
    """Return so many lines of what the back-end says."""
    assert process.stdout
    return [process.stdout.readline().rstrip("\n") for _ in range(count)]


def assert_all_are_looked_up(count: int, command: list[str], environment: dict[str, str]) -> None:
    """So many stations, of each version in turn, against the example and the service with default limits."""
    StationModelFactory(vendor="Alfen", model="NG910")
    versions = [(OCPP_1_6, OCPP_2_0_1)[number % 2] for number in range(count)]

    with running(command, environment) as (address, process):
        answers = run_async(boot_together(address, versions, "Alfen", "NG910"))
        said = read_lines(process, count)

    assert [payload["status"] for _, _, payload in answers] == ["Accepted"] * count
    assert {line.partition(" ")[0] for line in said} == {f"CP-{number}" for number in range(count)}
    assert [line for line in said if " is Alfen NG910 with " not in line] == []
    assert get_access_token_model().objects.filter(application__client_id=environment["CLIENT_ID"]).count() == 1
