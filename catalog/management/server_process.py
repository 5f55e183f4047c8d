"""How the service is started: the one place that says it. Everything else that starts it says `manage.py serve`."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Never

from django.conf import settings
from django.db import connections

from catalog.management.granian_runner import FOLDER_TO_REMOVE
from catalog.ops.metrics import MULTIPROC_DIR_VAR

STOP_TIMEOUT = 35
"""Seconds that a worker has to finish what is under way: longer than the database lets any statement take."""

START_TIMEOUT = 15
"""Seconds that a new worker has in a reload to come up, before the old one is told to go. A second or two will do, but
on a machine that is busy: then nobody would listen for a while."""

HEAD_MAX = 65_536
"""Bytes of a request's line and headers, which are read before anybody is known. Proxies take 8 to 32 KiB."""

_LOGGING_CONFIG = Path(__file__).parents[1] / "ops" / "granian_logging.json"


def granian_arguments(
    *, workers: int, host: str = "", port: int = 0, uds: str = "", stops_within: int = STOP_TIMEOUT
) -> list[str]:
    """Return what Python is started with to serve at that address, or at the Unix socket `uds`."""
    where = ["--uds", uds, "--uds-permissions", "0660"] if uds else ["--host", host, "--port", str(port)]
    module, _, name = settings.WSGI_APPLICATION.rpartition(".")
    return [
        "-m", "catalog.management.granian_runner", "--interface", "wsgi", "--http", "1", "--no-ws", *where,
        "--http1-buffer-size", str(HEAD_MAX),
        "--workers", str(workers), "--blocking-threads", str(settings.THREADS),
        # A worker that dies is replaced. One that does not stop is killed.
        "--respawn-failed-workers", "--workers-kill-timeout", str(stops_within),
        "--respawn-interval", str(START_TIMEOUT),
        *(["--log-config", str(_LOGGING_CONFIG)] if settings.LOG_FORMAT == "json" else []),
        f"{module}:{name}",
    ]  # fmt: skip


def server_environment() -> dict[str, str]:
    """Return what the server finds in its environment besides what is in ours."""
    # The workers find the application from wherever they are started.
    found = {"PYTHONPATH": os.pathsep.join(filter(None, (str(settings.BASE_DIR), os.environ.get("PYTHONPATH"))))}
    if settings.METRICS_TOKEN and MULTIPROC_DIR_VAR not in os.environ:
        # Where all workers count, so that any of them can tell of all.
        found[MULTIPROC_DIR_VAR] = found[FOLDER_TO_REMOVE] = tempfile.mkdtemp(prefix="catalogue-metrics-")
    return found


def exec_server(arguments: list[str]) -> Never:
    """Become the server: the same process, so that signals reach it and nothing is left behind."""
    connections.close_all()
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # granian's words go to stdout, which is for data
    os.execve(  # noqa: S606 - no shell is wanted
        sys.executable, [sys.executable, *arguments], {**os.environ, **server_environment()}
    )
