"""Command line and environment of the granian server."""

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
"""Seconds for a worker to finish its requests. Longer than the statement timeout of the database."""

START_TIMEOUT = 15
"""Seconds for a new worker to start in a reload, before the old one stops. One or two are enough on an idle machine."""

HEAD_MAX = 65_536
"""Bytes of the request line and headers, which are read before authentication. Proxies accept 8 to 32 KiB."""

_LOGGING_CONFIG = Path(__file__).parents[1] / "ops" / "granian_logging.json"


def granian_arguments(
    *, workers: int, host: str = "", port: int = 0, uds: str = "", stops_within: int = STOP_TIMEOUT
) -> list[str]:
    """Return the arguments of Python to serve on an address, or on the Unix socket `uds`."""
    address = ["--uds", uds, "--uds-permissions", "0660"] if uds else ["--host", host, "--port", str(port)]
    module, _, name = settings.WSGI_APPLICATION.rpartition(".")
    return [
        "-m", "catalog.management.granian_runner", "--interface", "wsgi", "--http", "1", "--no-ws", *address,
        "--http1-buffer-size", str(HEAD_MAX),
        "--workers", str(workers), "--blocking-threads", str(settings.THREADS),
        # Workers that die are replaced. Workers that do not stop in time are killed.
        "--respawn-failed-workers", "--workers-kill-timeout", str(stops_within),
        "--respawn-interval", str(START_TIMEOUT),
        *(["--log-config", str(_LOGGING_CONFIG)] if settings.LOG_FORMAT == "json" else []),
        f"{module}:{name}",
    ]  # fmt: skip


def server_environment() -> dict[str, str]:
    """Return additional environment variables for the server."""
    # Workers import the application from any working directory.
    variables = {"PYTHONPATH": os.pathsep.join(filter(None, (str(settings.BASE_DIR), os.environ.get("PYTHONPATH"))))}
    if settings.METRICS_TOKEN and MULTIPROC_DIR_VAR not in os.environ:
        # All workers write their metrics here, so that each of them can report the totals.
        variables[MULTIPROC_DIR_VAR] = variables[FOLDER_TO_REMOVE] = tempfile.mkdtemp(prefix="catalogue-metrics-")
    return variables


def exec_server(arguments: list[str]) -> Never:
    """Replace the current process with granian (`os.execve`), so that signals reach it directly."""
    connections.close_all()
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # granian logs to stdout, which is reserved for data
    os.execve(  # noqa: S606 - no shell needed
        sys.executable, [sys.executable, *arguments], {**os.environ, **server_environment()}
    )
