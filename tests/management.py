"""Commands, called in this process or run as an operator runs them."""

import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[1]


class CommandResult(NamedTuple):
    """What a command wrote, and the sentence with which it refused, if it did."""

    out: str
    err: str
    refusal: str = ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run_command(*arguments: Any, out: io.StringIO | None = None, err: io.StringIO | None = None) -> CommandResult:
    out, err = out or io.StringIO(), err or io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except CommandError as refusal:
        return CommandResult(out.getvalue(), err.getvalue(), str(refusal))
    return CommandResult(out.getvalue(), err.getvalue())


class Installation:
    """A checkout in which nothing is configured yet, but for an environment file and a database in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env_file = folder / "env"
        self.environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": str(self.env_file),
            "DATABASE_URL": f"sqlite:///{folder / 'catalogue.sqlite3'}",
        }

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read past the product."""
        with closing(sqlite3.connect(self.folder / "catalogue.sqlite3")) as database:
            return database.execute(sql).fetchall()

    def counts(self) -> tuple[int, ...]:
        """Of users, API clients, station models, and changes so far."""
        tables = ("auth_user", "catalog_apiclient", "catalog_chargingstationmodel", "catalog_auditevent")
        return tuple(self.query(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608

    def command(self, *arguments: Any) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]

    def manage(self, *arguments: Any, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )


class QuickstartRun(NamedTuple):
    """An installation after its first quickstart, which said this. `port` was free then."""

    installation: Installation
    said: subprocess.CompletedProcess[str]
    port: int
