"""The databases of a run: made for it, seeded, and dropped at its end."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks import bulk_copy
from benchmarks.postgresql import postgresql_server

ROOT = Path(__file__).parents[1]
_HONEST_UP_TO = 100_000  # through the domain; above, copies of _COPIED models are written by SQL
_COPIED = 10_000
_ARCHIVE = """
UPDATE catalog_chargingstationmodel SET archived_at = updated_at,
    document = replace(document, '"isArchived":false', '"isArchived":true') WHERE created_revision % 20 = 7
"""


class Databases:
    """Where databases are made: on a PostgreSQL server, or in a folder as SQLite files."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made: list[str] = []

    @property
    def vendor(self) -> str:
        return "PostgreSQL" if self._server else "SQLite"

    @property
    def version(self) -> str:
        if not self._server:
            return f"SQLite {sqlite3.sqlite_version}"
        with psycopg.connect(self._server) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000}"

    def make(self, what: str) -> str:
        """Return the URL of a new, empty database."""
        name = f"benchmark_{what}_{uuid.uuid4().hex[:8]}"
        if not self._server:
            return f"sqlite:///{self._folder / name}.sqlite3"
        self._on_server(f'CREATE DATABASE "{name}"')
        self._made.append(name)
        return urlsplit(self._server)._replace(path=f"/{name}").geturl()

    def drop_all(self) -> None:
        for name in self._made:
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@contextmanager
def databases(vendor: str) -> Iterator[Databases]:
    with ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="catalogue-benchmark-"))
        server = ends.enter_context(postgresql_server()) if vendor == "postgresql" else ""
        made = Databases(server, Path(folder))
        ends.callback(made.drop_all)
        yield made


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A connection that commits each statement, whichever the database is."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)) as connection:
            yield connection
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


@dataclass(frozen=True)
class Seeded:
    """A product's database, and who may call the product that serves it."""

    url: str
    models: int
    client_id: str
    client_secret: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connected(self.url) as connection:
            return list(connection.execute(query).fetchall())


def touch(connection: Any, table: str = "catalog_cataloguerevision") -> None:
    """Put a catalogue at its next revision, so that nothing kept for the last one is an answer."""
    connection.execute(f"UPDATE {table} SET number = number + 1")


def settings_of(url: str) -> dict[str, str]:
    """The environment of the product as it is shipped: only what a benchmark on one machine cannot have is open."""
    return {
        **os.environ,
        "ENV_FILE": "",
        "DATABASE_URL": url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS_ONLY": "false",
        "DEBUG": "false",
        "REDIS_URL": "",
        "WORKERS": "2",
        "API_RATE_LIMIT": "1000000",  # counted in each request, and not reached
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def seed_product(url: str, models: int) -> Seeded:
    """Fill a database with the shipped library and `models` made-up ones, of which one in 20 is archived."""
    _manage(url, "migrate")
    _manage(url, "seed_catalog")
    made = models if models <= _HONEST_UP_TO else _COPIED
    with connected(url) as connection:
        [shipped] = connection.execute("SELECT number FROM catalog_cataloguerevision").fetchone()
    _manage(url, "seed_catalog", "--synthetic", str(made))
    with connected(url) as connection:
        connection.execute(_ARCHIVE)
        if models > made:
            bulk_copy.write(connection, after=shipped, times=models // made - 1)
        connection.execute("ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE")
    password = {"DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe()}
    _manage(url, "createsuperuser", "--no-input", "--username", "ada", "--email", "ada@example.com", **password)
    printed = _manage(url, "create_api_client", "Benchmark", "--owner", "ada", "--access", "write", "--format", "json")
    client = json.loads(printed)
    return Seeded(url, models, client["client_id"], client["client_secret"])


def seed_peers(url: str, product: Seeded) -> str:
    """Fill the peers' database with what the product serves, and return the token that they know."""
    rows = product.rows(
        "SELECT created_revision, vendor_key, model_key, document FROM catalog_chargingstationmodel "
        "ORDER BY created_revision"
    )
    token = secrets.token_hex(20)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.peers.fill", token],
        input="".join(f"{json.dumps(row)}\n" for row in rows),
        env={**os.environ, "PEER_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings"},
        cwd=ROOT,
        text=True,
        check=True,
    )
    return token


def _manage(url: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "-v0"],
        env={**settings_of(url), **environment},
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout
