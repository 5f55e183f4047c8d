"""The systems that are measured, each on two worker processes, and as each is shipped."""

import http.client
import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.databases import ROOT, Seeded, connected, settings_of, touch

PRODUCT = "product"
FLOOR = "raw ASGI + asyncpg"
_STARTS_WITHIN = 60
_SHIPPED = ("manage.py", "serve", "--port", "{port}")
_GRANIAN = ("-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--port", "{port}")
_UVICORN = ("-m", "uvicorn", "--workers", "2", "--loop", "uvloop", "--http", "httptools", "--no-access-log",
            "--log-level", "warning", "--port", "{port}")  # fmt: skip
_GUNICORN = (
    "-m",
    "gunicorn",
    "--workers",
    "2",
    "--worker-class",
    "gthread",
    "--threads",
    "4",
    "--bind",
    "127.0.0.1:{port}",
)


@dataclass(frozen=True)
class Peer:
    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...]
    environment: Mapping[str, str]
    on_sqlite: bool = False


PEERS = (
    Peer(FLOOR, (*_UVICORN, "benchmarks.peers.raw_app:app"), ("asyncpg", "uvicorn", "uvloop", "httptools"), {}),
    Peer(f"{FLOOR}, bodies kept", (*_UVICORN, "benchmarks.peers.raw_app:app"),
         ("asyncpg", "uvicorn", "uvloop", "httptools"), {"RAW_CACHED": "1"}),
    Peer("FastAPI + SQLAlchemy", (*_UVICORN, "benchmarks.peers.fastapi_app:app"),
         ("asyncpg", "fastapi", "sqlalchemy", "uvicorn", "uvloop", "httptools"), {}),
    Peer("django-ninja", (*_GRANIAN, "benchmarks.peers.wsgi:application"), ("ninja", "psycopg_pool"),
         {"PEER_URLS": "benchmarks.peers.ninja_app"}),
    Peer("usual DRF", (*_GUNICORN, "benchmarks.peers.wsgi:application"), ("gunicorn", "psycopg_pool"),
         {"PEER_URLS": "benchmarks.peers.drf_app"}, on_sqlite=True),
)  # fmt: skip


@dataclass
class Server:
    name: str
    port: int
    process: subprocess.Popen[bytes]
    database: str
    paths: Mapping[str, str] = field(default_factory=dict)
    """What it is asked instead of ours, where its paths are its own. It is asked nothing else then."""
    understand: Callable[[Any], Any] = lambda answer: answer
    """Makes of its JSON ours."""
    token: str = ""
    _database_spent: processes.CpuMeter = field(default_factory=processes.CpuMeter, init=False)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, *, token: bool = True
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and body of one request on a new connection."""
        content = json.dumps(body).encode() if body is not None else None
        sent = {"Content-Type": "application/json"} if content else {}
        if token:
            sent["Authorization"] = f"Bearer {self.token}"
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            caller.request(method, self.path_of(path), content, {**sent, **(headers or {})})
            answer = caller.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            caller.close()

    def path_of(self, path: str) -> str:
        return self.paths.get(path, path)

    def invalidate_caches(self) -> None:
        """Make what it keeps in memory, if it keeps anything, no answer any more."""
        with connected(self.database) as connection:
            touch(connection, "catalog_cataloguerevision" if self.name == PRODUCT else "peers_revision")

    def cpu(self) -> float:
        """Seconds that its processes have run."""
        return processes.cpu(processes.tree(self.process.pid))

    def database_cpu(self) -> float:
        return self._database_spent.until_now(processes.database_cpu_of(self.database) or {})

    def memory(self) -> list[float]:
        """MB of its processes (PSS), the greatest first: the two workers, then those that start and watch them."""
        return sorted((processes.memory(pid) for pid in processes.tree(self.process.pid)), reverse=True)


def missing(peer: Peer) -> list[str]:
    return [name for name in peer.needs if importlib.util.find_spec(name) is None]


@contextmanager
def product_server(seeded: Seeded, log: Path) -> Iterator[Server]:
    with run_server(PRODUCT, (sys.executable, *_SHIPPED), settings_of(seeded.url), seeded.url, log) as server:
        body = {"grant_type": "client_credentials", "client_id": seeded.client_id,
                "client_secret": seeded.client_secret}  # fmt: skip
        status, _, answer = server.send("POST", "/oauth/token", body, token=False)
        if status != 200:
            sys.exit(f"No token: {answer.decode()}")
        server.token = json.loads(answer)["access_token"]
        yield server


@contextmanager
def peer_server(peer: Peer, url: str, token: str, log: Path) -> Iterator[Server]:
    environment = {**os.environ, **peer.environment, "PEER_DATABASE_URL": url,
                   "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings"}  # fmt: skip
    with run_server(peer.name, (sys.executable, *peer.command), environment, url, log) as server:
        server.token = token
        yield server


@contextmanager
def run_server(
    name: str, command: tuple[str, ...], environment: Mapping[str, str], database: str, log: Path, **more: Any
) -> Iterator[Server]:
    """Start it on a free port, `{port}` in its command or PORT, and stop it at the end. `more` is the
    server's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    filled = [part.format(port=port) for part in command]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            filled, env={**environment, "PORT": str(port)}, cwd=ROOT, stdout=stream, stderr=stream
        )
    server = Server(name, port, process, database, **more)
    try:
        _wait_until_it_answers(server, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_it_answers(server: Server, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while server.process.poll() is None and time.monotonic() < until:
        try:
            server.send("GET", "/asset-management/v1/charging-station-models", token=False)
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{server.name} did not start:\n{log.read_text(errors='replace')[-2_000:]}")
