"""Liveness and readiness: `/livez` and `/readyz`."""

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
"""Timeout of the database in seconds. Probes expect a response within one second."""

_RETRY_AFTER: Final = "2"


@dataclass(frozen=True)
class Failure:
    """Failed condition of readiness. `reason` is only logged."""

    failed: str
    detail: str
    reason: str = ""


_TIMED_OUT: Final = Failure("database", "The database does not respond.")


def livez(request: HttpRequest) -> HttpResponse:
    """GET /livez: always 200. It does not use the database, because a restart would not help."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """GET /readyz: 200 if the database is reachable and writable and has all migrations and the catalogue revision."""
    failure = _probe_runner.failure()
    if failure is None:
        return JsonResponse({"status": "ok"})
    log_event("not_ready", level=logging.ERROR, failed=failure.failed, reason=failure.reason or failure.detail)
    return problem_response(
        request, 503, "not_ready", failure.detail, headers={"Retry-After": _RETRY_AFTER}, failed=failure.failed
    )


class _Probe(Thread):
    """Thread that checks the database, which can take longer than the timeout."""

    def __init__(self) -> None:
        super().__init__(name="readyz", daemon=True)
        self.result: Failure | None = _TIMED_OUT

    def run(self) -> None:
        self.result = _find_failure()


class _ProbeRunner:
    """Runs one probe at a time. Concurrent requests wait for the same probe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._current: _Probe | None = None

    def failure(self) -> Failure | None:
        """Return the failure, or None if ready. Takes at most `_TIMEOUT` seconds."""
        with self._lock:
            if self._current is None or not self._current.is_alive():
                self._current = _Probe()
                self._current.start()
            probe = self._current
        probe.join(_TIMEOUT)
        return probe.result


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
        connection.close()  # the connection of this thread
    return None


def _is_read_only() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone() == ("on",))


@functools.cache
def _required_migrations() -> list[tuple[str, str]]:
    """Return the last migration of each app. The database can have later ones during an upgrade."""
    leaves: list[tuple[str, str]] = MigrationLoader(None).graph.leaf_nodes()
    return leaves
