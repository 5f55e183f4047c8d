"""The commands of docs/operations.md for backup and restore, run as they stand there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from benchmarks.postgresql import find_programs
from catalog.models import CatalogueRevision, ChargingStationModel
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.live_servers import database_url
from tests.management import ROOT, Installation

PAGE = (ROOT / "docs" / "operations.md").read_text()


def commands(heading: str) -> list[str]:
    """The shell blocks under the heading, in their order."""
    part = re.split(rf"^#+ {heading}$", PAGE, flags=re.MULTILINE)[1]
    part = re.split(r"^#+ ", part, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL)


def run(script: str, folder: Path, **environment: str) -> str:
    (folder / "manage.py").unlink(missing_ok=True)
    (folder / "manage.py").symlink_to(ROOT / "manage.py")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_backup_of_sqlite_is_restored(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    here = {"DATABASE_URL": "sqlite:///db.sqlite3", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    back_up, restore = commands("SQLite")
    run("python manage.py migrate -v0; python manage.py seed_catalog --synthetic 20 -v0", tmp_path, **here)
    (tmp_path / "catalogue.sqlite3").symlink_to("db.sqlite3")  # where Installation looks
    before, [(number,)] = installation.counts(), installation.query("SELECT number FROM catalog_cataloguerevision")

    run(back_up, tmp_path, **here)
    run("python manage.py seed_catalog --synthetic 30 -v0", tmp_path, **here)
    assert installation.counts() != before
    said = run(restore, tmp_path, **here)

    users, clients, models, events = before
    assert installation.counts() == (users, clients, models, events + models)  # each model is told anew
    [(now, base_number)] = installation.query("SELECT number, base_number FROM catalog_cataloguerevision")
    assert now > base_number > number
    assert "readers will start over." in said


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_postgresql_is_restored(tmp_path: Path) -> None:
    StationModelFactory.create_batch(5)
    StationModelFactory(archived=True)
    before = list(ChargingStationModel.objects.order_by("pk").values_list("pk", "document", "archived_at"))
    number = CatalogueRevision.current().number
    back_up, restore = commands("PostgreSQL")
    here = {"DATABASE_URL": database_url(), "PATH": _with_tools()}

    run(back_up, tmp_path, **here)
    for station_model in ChargingStationModel.objects.active():
        station_model.archive(by=TEST_ACTOR)
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        said = run(restore, tmp_path, **here | {"DATABASE_URL": _of(name)})
        restored = connections.create_connection("default")
        restored.settings_dict = {**restored.settings_dict, "NAME": name}
        with restored.cursor() as cursor:
            cursor.execute("SELECT id, document, archived_at FROM catalog_chargingstationmodel ORDER BY id")
            rows = cursor.fetchall()
            cursor.execute("SELECT number, base_number FROM catalog_cataloguerevision")
            now, base_number = cursor.fetchone()
        restored.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    assert rows == before
    assert now > base_number > number
    assert "readers will start over." in said


def _of(name: str) -> str:
    return database_url().replace(str(connection.settings_dict["NAME"]), name)


def _with_tools() -> str:
    """A pg_dump that is no older than the server: that of the wheel, where it is installed."""
    programs = find_programs()
    assert programs or shutil.which("pg_dump"), "no `pg_dump` on the PATH"
    return ":".join([*([str(programs)] if programs else []), str(Path(sys.executable).parent), os.environ["PATH"]])
