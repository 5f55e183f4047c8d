"""The application as it is shipped: served by granian, on a port of its own, beside the tests."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection

from catalog.management.server_process import granian_arguments

_STARTS_WITHIN = 60
_STOPS_WITHIN = 20
_LINES = 40


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body. A body that is no bytes is sent as JSON."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} if content is not None else {}
        caller = self.connection()
        try:
            # A body that is too large is refused before its end, and the answer is there to be read.
            with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                caller.request(method, path, content, {**sent, **(headers or {})})
            answer = caller.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            caller.close()

    def wait_for_output(self, words: str) -> None:
        """Return once the words stand in what the server said."""
        until = time.monotonic() + _STARTS_WITHIN
        while words not in self.output.read_text(errors="replace"):
            if time.monotonic() > until:
                msg = f"The server did not say {words}, but: ...{self.output.read_text(errors='replace')[-3_000:]}"
                raise AssertionError(msg)
            time.sleep(0.02)


class Transport(http.client.HTTPConnection):
    """One who has a way of his own to a server."""

    def __init__(self, host: str, reach: Callable[[], socket.socket]) -> None:
        super().__init__(host, timeout=60)
        self.reach = reach

    def connect(self) -> None:
        self.sock = self.reach()


@dataclass(frozen=True)
class UnixSocketServer(Server):
    """Served at a Unix socket, in the folder of its output."""

    @property
    def path(self) -> Path:
        return self.output.with_name("socket")

    def connection(self) -> Transport:
        return Transport("localhost", self.reach)

    def reach(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(60)
        try:
            made.connect(str(self.path))
        except OSError:
            made.close()
            raise
        return made


@contextmanager
def run_server(*, workers: int = 2, at_socket: bool = False, **environment: str) -> Iterator[Server]:
    """Serve the database that the tests use. What the server said is shown when the test fails."""
    with tempfile.TemporaryDirectory(prefix="catalogue-server-") as folder:
        output = Path(folder) / "output"
        port = 0 if at_socket else free_port()
        where = {"uds": str(output.with_name("socket"))} if at_socket else {"host": "127.0.0.1", "port": port}
        command = [sys.executable, *granian_arguments(workers=workers, **where)]
        variables = {**os.environ, "DATABASE_URL": database_url(), **environment}
        with output.open("wb") as stream:
            process = subprocess.Popen(command, env=variables, stdout=stream, stderr=subprocess.STDOUT)
        server = (UnixSocketServer if at_socket else Server)(port, process, output)
        try:
            _wait_until_it_answers(server)
            yield server
        finally:
            _stop(process)
            said = output.read_text(errors="replace").splitlines()
            sys.stdout.write("\n".join(["The server said at last:", *said[-_LINES:], ""]))


def worker_pids(server: Server) -> list[int]:
    """The process ids of its workers: its children."""
    main = server.process.pid
    return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]


def database_url() -> str:
    """The database at hand, which in a test is the test's own, as DATABASE_URL names it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(given['NAME']))}"
    where = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    return f"postgresql:///{quote(given['NAME'])}?{urlencode({name: value for name, value in where.items() if value})}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_it_answers(server: Server) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            server.send("GET", "/livez")
        except OSError:
            time.sleep(0.05)
        else:
            return
    msg = f"The server did not start:\n{server.output.read_text(errors='replace')}"
    raise AssertionError(msg)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
