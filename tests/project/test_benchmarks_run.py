"""One step of each benchmark, on SQLite and as its README says to run it. No time is asserted."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.databases import Seeded, settings_of
from benchmarks.instructions import KINDS
from catalog.library.synthetic import create_synthetic
from catalog.models import Actor, Channel
from tests.factories import ReportedIdentityFactory, UserFactory, issue_client
from tests.live_servers import database_url

PROJECT = Path(__file__).parents[2]
ENOUGH = 120
"""Models: some of what is asked for lies a hundred deep."""


def run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def somewhere(tmp_path: Path) -> str:
    """The URL of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'benchmark.sqlite3'}"


@pytest.mark.django_db(transaction=True)
def test_a_request_of_each_kind_whose_instructions_are_counted_is_answered() -> None:
    """Without valgrind, which counts them: that takes a minute for each."""
    create_synthetic(ENOUGH, by=Actor(channel=Channel.COMMAND, command="seed_catalog"))
    ReportedIdentityFactory()
    owner = UserFactory(is_staff=True)
    client, secret = issue_client(name="Benchmark", owner=owner, access="write")
    seeded = Seeded(database_url(), ENOUGH, client.client_id, secret)

    as_it_is_run = {**settings_of(seeded.url), "SEEDED": json.dumps(asdict(seeded))}
    run("benchmarks/instructions.py", "--ask", *KINDS, **as_it_is_run)


def test_the_product_is_compared_with_what_is_installed() -> None:
    few = ["--models", str(ENOUGH), "--kinds", "list 20", "--rounds", "1", "--seconds", "1"]

    printed = run("-m", "benchmarks", "--databases", "sqlite", "--parts", "compare", *few)

    assert "| the product | requests/s |" in printed
    assert "**0 stale of " in printed
    assert "FAILED" not in printed


def test_the_list_of_the_admin_is_measured(somewhere: str) -> None:
    printed = run("benchmarks/admin_list.py", "--models", "20", "--rounds", "1", DATABASE_URL=somewhere)

    assert printed.startswith("sqlite: ms, median of 1")


def test_resolve_is_measured_and_reads_no_whole_table(somewhere: str) -> None:
    few = ["--models", "1000", "--rounds", "1", "--calls", "1"]

    printed = run("benchmarks/resolve_growth.py", *few, DATABASE_URL=somewhere)

    assert "batch of 100 exact" in printed


def test_files_are_imported_and_exported(somewhere: str) -> None:
    printed = run("benchmarks/library_files.py", "--models", "20", DATABASE_URL=somewhere)

    assert printed.endswith("The export is, to the byte, what was imported.\n")
