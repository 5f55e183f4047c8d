"""What is written on a machine that others use too, and cookies that others could set: each is its owner's alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from catalog.management.timeouts import relaxed_timeouts
from tests.management import ROOT


def manage(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'x.sqlite3'}", **variables},
        capture_output=True, text=True, check=False, umask=0o000,
    )  # fmt: skip


def test_a_sqlite_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    done = manage(tmp_path, "migrate", "-v0")

    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {"x.sqlite3": 0o600}


def test_sqlite_file_that_others_could_read_is_taken_from_them(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").touch(0o644)
    (tmp_path / "x.sqlite3").chmod(0o644)

    done = manage(tmp_path, "migrate", "-v0")

    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE((tmp_path / "x.sqlite3").stat().st_mode) == 0o600


def test_a_sqlite_file_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path / "nowhere", "check_catalog")

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Database error: unable to open database file.")


@pytest.mark.parametrize(("https", "prefix"), [("true", "__Host-"), ("false", "")])
def test_cookies_are_bound_to_the_host_where_there_is_https(tmp_path: Path, https: str, prefix: str) -> None:
    names = "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE]"
    code = f"from django.conf import settings; print({names}, settings.SESSION_COOKIE_DOMAIN)"

    done = manage(tmp_path, "shell", "--no-imports", "-c", code, HTTPS_ONLY=https)

    assert done.stdout.strip() == f"['{prefix}sessionid', '{prefix}csrftoken', {https == 'true'}] None"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_migration_is_patient_and_requests_afterwards_are_not_on_postgresql() -> None:
    def timeouts() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            return list(cursor.fetchone())

    before = timeouts()
    with relaxed_timeouts():
        during = timeouts()

    assert (before, during, timeouts()) == (["30s", "10s"], ["1h", "1h"], ["30s", "10s"])


@pytest.mark.django_db(transaction=True)
def test_migrate_is_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.management import call_command

    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)):
        call_command("migrate", verbosity=0)

    set_at = [at for at, sql in enumerate(asked) if "timeout" in sql]
    migrations_at = next(at for at, sql in enumerate(asked) if "django_migrations" in sql)
    assert set_at[0] < migrations_at < set_at[-1]
