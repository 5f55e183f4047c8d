"""`/livez` and `/readyz`: whether the process lives, and whether it can serve."""

import functools
import logging
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from catalog.db.availability import READ_ONLY_DETAIL
from catalog.event_log import log_event
from catalog.http.problems import problem_response
from catalog.models import CatalogueRevision

_TIMEOUT: Final = 0.8
"""Seconds. Who probes wants to know within one, also of a database that says neither yes nor no."""

_RETRY_AFTER: Final = "2"


@dataclass(frozen=True)
class Failure:
    """What is missing to be ready. `reason` is for the log alone."""

    failed: str
    detail: str
    reason: str = ""


_TIMED_OUT: Final = Failure("database", "The database does not respond.")


def livez(request: HttpRequest) -> HttpResponse:
    """GET /livez: 200 for as long as requests are answered at all. Never asks the database: a restart mends none."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """GET /readyz: 200 when the database answers, has every migration and the catalogue's
    revision, and takes writes."""
    lack = _probe_runner.failure()
    if lack is None:
        return JsonResponse({"status": "ok"})
    log_event("not_ready", level=logging.ERROR, failed=lack.failed, reason=lack.reason or lack.detail)
    return problem_response(
        request, 503, "not_ready", lack.detail, headers={"Retry-After": _RETRY_AFTER}, failed=lack.failed
    )


class _Probe(Thread):
    """One look at the database, which may take longer than anybody wants to wait."""

    def __init__(self) -> None:
        super().__init__(name="readyz", daemon=True)
        self.lack: Failure | None = _TIMED_OUT

    def run(self) -> None:
        self.lack = _find_failure()


class _ProbeRunner:
    """One look at a time: who asks while another hangs waits for that one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: _Probe | None = None

    def failure(self) -> Failure | None:
        """Return what is missing, within a second."""
        with self._lock:
            if self._under_way is None or not self._under_way.is_alive():
                self._under_way = _Probe()
                self._under_way.start()
            look = self._under_way
        look.join(_TIMEOUT)
        return look.lack


_probe_runner = _ProbeRunner()


def _find_failure() -> Failure | None:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        missing = [f"{app}.{name}" for app, name in _required_migrations() if (app, name) not in applied]
        if missing:
            return Failure("migrations", "Migrations are missing. Run manage.py migrate.", ", ".join(missing))
        if not CatalogueRevision.objects.exists():
            return Failure(
                "revision", "The catalogue revision is missing (was the database emptied?). Run manage.py restart_feed."
            )
        if _is_read_only():
            return Failure("read_only", READ_ONLY_DETAIL)
    except (DatabaseError, InterfaceError) as error:
        return Failure("database", "The database cannot be reached.", str(error))
    finally:
        connection.close()  # this thread's own
    return None


def _is_read_only() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone() == ("on",))


@functools.cache
def _required_migrations() -> list[tuple[str, str]]:
    """The last migration of each app. A database that is ahead of this code, half-way through an upgrade, will do."""
    leaves: list[tuple[str, str]] = MigrationLoader(None).graph.leaf_nodes()
    return leaves
