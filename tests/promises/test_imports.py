"""An import is all or nothing: killed in its middle, and with another one beside it. Real processes."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from catalog.models import ChargingStationModel, Connector
from catalog.models.integrity import find_inconsistencies
from tests.library.test_library_apply import a_row
from tests.live_servers import database_url
from tests.management import ROOT

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

MODELS = 3_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "models.jsonl"
    file.write_text("".join(json.dumps(a_row(f"NG{number}", source="made up")) + "\n" for number in range(MODELS)))
    return file


def start(file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "import_models", file, "--format", "csv"],
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_writing() -> bool:
    """Whether another process is in the middle of a transaction that has written, or will."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
            )
            return bool(cursor.fetchone()[0])
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.rollback()
    return False


@pytest.mark.parametrize("run", range(5))
def test_an_import_that_is_killed_leaves_nothing_and_can_be_run_again(
    run: int, file: Path, figure: Callable[[str, str], None]
) -> None:
    process = start(file)
    while not is_writing():
        assert process.poll() is None, process.communicate()
    time.sleep(0.2 * run)  # somewhere in its middle, whose place is not asserted on

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    left = ChargingStationModel.objects.count()
    assert process.returncode == -signal.SIGKILL
    assert left in {0, MODELS}
    assert Connector.objects.count() == left
    assert list(find_inconsistencies()) == []
    again = start(file)
    _, said = again.communicate()
    assert said == f"{MODELS - left} created, {left} unchanged, 0 differs.\n"
    assert ChargingStationModel.objects.count() == MODELS
    figure("d1", f"{connection.vendor}: import killed in its middle, {left} of {MODELS} models left")


def test_two_imports_at_once_are_one_after_the_other(file: Path) -> None:
    both = [start(file), start(file)]

    said = sorted(process.communicate()[1] for process in both)

    assert [process.returncode for process in both] == [0, 0]
    assert said == [f"0 created, {MODELS} unchanged, 0 differs.\n", f"{MODELS} created, 0 unchanged, 0 differs.\n"]
    assert ChargingStationModel.objects.count() == MODELS
    assert list(find_inconsistencies()) == []
