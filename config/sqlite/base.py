"""SQLite backend whose database file is readable only by its owner."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = str(conn_params["database"])
        if path != ":memory:" and not path.startswith("file:"):
            with suppress(OSError):  # SQLite will report the error
                _make_private(path)
        return super().get_new_connection(conn_params)


def _make_private(path: str) -> None:
    """Create the file for its owner alone, or take the rights of others from it.

    SQLite copies the permissions to its -wal and -shm files when it creates them. A file that exists is never opened:
    to close it would release the locks of SQLite in this process.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        mode = stat.S_IMODE(Path(path).stat().st_mode)
        if mode & _OTHERS:
            Path(path).chmod(mode & ~_OTHERS)
