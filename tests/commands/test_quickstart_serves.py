"""`quickstart`: serves what it has made, and stops without leaving anything behind."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from tests.management import QuickstartRun

_QUIET_LOOKS: Final = 20
_KILLS_AFTER: Final = 10
"""Seconds that quickstart gives a worker to stop."""


class Serving:
    """A quickstart under way, in a session of its own."""

    def __init__(self, opened: QuickstartRun) -> None:
        self.process = subprocess.Popen(
            opened.installation.command("quickstart", "--port", opened.port),
            cwd=opened.installation.folder,
            env=opened.installation.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, words: str, count: int) -> None:
        assert self.process.stderr is not None
        seen = []
        for line in self.process.stderr:
            seen.append(line)
            count -= words in line
            if not count:
                return
        pytest.fail("".join(seen))

    def wait_until_idle(self) -> None:
        """Wait until no thread of the session has had anything to do for a while.

        granian 2.8 says that a worker has started before the worker heeds a signal: on a busy machine, long before.
        """
        quiet = 0
        while quiet < _QUIET_LOOKS:
            time.sleep(0.05)
            quiet = 0 if self._is_busy() else quiet + 1

    def _is_busy(self) -> bool:
        for thread in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
            with suppress(OSError):  # it has ended
                state, _, _, session = thread.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state in "RD":
                    return True
        return False

    @property
    def is_left(self) -> bool:
        """Whether any process of the session is still there."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@pytest.fixture
def serving(opened: QuickstartRun) -> Iterator[Serving]:
    serving = Serving(opened)
    yield serving
    if serving.is_left:
        os.killpg(serving.process.pid, signal.SIGKILL)
    serving.process.communicate()


def test_the_printed_lines_work_when_they_are_pasted(serving: Serving, opened: QuickstartRun) -> None:
    serving.wait_for("Started worker", 2)

    done = subprocess.run(
        ["bash", "-euo", "pipefail"], input=opened.said.stdout, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    two, resolved, created, read, renamed, archived, found = (json.loads(line) for line in done.stdout.splitlines())
    assert [len(two["data"]["items"]), two["data"]["hasMore"]] == [2, True]
    assert resolved["data"]["match"] == "exact"
    assert resolved["data"]["model"]["friendlyName"] == "Pulsar Plus 22 kW, Type 2 cable"
    assert created["data"]["model"] == "EX-22"
    assert read == created["data"]
    assert renamed["data"]["friendlyName"] == "Example 22 kW"
    assert archived["data"]["isArchived"] is True
    assert found["data"]["items"] == [archived["data"]]
    for path in ("/admin/", "/docs"):
        assert f" http://127.0.0.1:{opened.port}{path}\n" in opened.said.stdout
        with urllib.request.urlopen(f"http://127.0.0.1:{opened.port}{path}") as response:
            assert response.status == 200


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_and_leaves_nothing_running(serving: Serving, stop: signal.Signals) -> None:
    serving.wait_for("Started worker", 2)
    serving.wait_until_idle()

    serving.process.send_signal(stop)

    # Sooner than a worker that heeds no signal is killed. The word "Killing" shows nothing: two threads of granian 2.8
    # wait for the same process, and the one that comes second may take a worker that has ended for one that refuses.
    out, _ = serving.process.communicate(timeout=_KILLS_AFTER - 1)
    assert serving.process.returncode == 0
    assert out == ""
    assert not serving.is_left


def test_it_stops_when_it_is_told_to_before_its_workers_are_ready(serving: Serving) -> None:
    serving.wait_for("Spawning worker-2", 1)

    serving.process.terminate()

    serving.process.communicate(timeout=60)
    assert not serving.is_left
