"""Whether it lives, and whether it can serve: asked by machines, of the process as it is shipped."""

import json
import socket

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import CatalogueRevision
from tests.catalogue_snapshot import catalogue_rows
from tests.live_servers import run_server
from tests.log_capture import LogCapture
from tests.wsgi_client import send


@pytest.mark.django_db
def test_alive_is_said_without_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = send("GET", "/livez")

    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def catalogue(transactional_db: None) -> CatalogueRevision:
    """As it is after `migrate`: what makes tests start anew has emptied it."""
    revision, _ = CatalogueRevision.objects.get_or_create()
    return revision


@pytest.mark.usefixtures("catalogue")
def test_ready_is_said_when_all_is_there() -> None:
    before = catalogue_rows()

    answer = send("GET", "/readyz")

    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert catalogue_rows() == before


@pytest.mark.usefixtures("catalogue")
def test_a_missing_migration_is_not_ready(log: LogCapture) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="catalog").order_by("name").last()
    assert last is not None
    last.delete()
    try:
        answer = send("GET", "/readyz", headers={"X-Request-Id": "request-0001"})
    finally:
        last.save(force_insert=True)

    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "2"
    assert answer.json() == {
        "type": "/problems/not-ready",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Migrations are missing. Run manage.py migrate.",
        "instance": "/readyz",
        "code": "not_ready",
        "requestId": "request-0001",
        "failed": "migrations",
    }
    assert log.events("not_ready")[0]["reason"] == f"catalog.{last.name}"


@pytest.mark.usefixtures("catalogue")
def test_a_migration_of_a_later_version_does_not_matter() -> None:
    """Half-way through an upgrade the database is ahead of the processes that still serve."""
    later = MigrationRecorder.Migration.objects.create(app="catalog", name="9999_of_tomorrow")
    try:
        assert send("GET", "/readyz").status == 200
    finally:
        later.delete()


@pytest.mark.tampers
def test_a_catalogue_without_its_revision_is_not_ready(catalogue: CatalogueRevision) -> None:
    catalogue.delete()

    answer = send("GET", "/readyz")

    assert (answer.status, answer.json()["failed"]) == (503, "revision")


def test_a_database_that_hangs_and_one_that_is_away_are_told_and_cost_no_life() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with run_server(workers=1, DATABASE_URL=f"postgresql://ada@127.0.0.1:{port}/catalogue") as server:
            hanging, alive = server.send("GET", "/readyz"), server.send("GET", "/livez")
            silent.close()
            answers = [server.send("GET", "/readyz") for _ in range(8)]

    # Told before the connection is given up, which takes longer.
    assert (hanging[0], json.loads(hanging[2])["failed"]) == (503, "database")
    assert json.loads(hanging[2])["detail"] == "The database does not respond."
    assert alive[0] == 200
    assert {status for status, _, _ in answers} == {503}
    assert json.loads(answers[-1][2])["detail"] == "The database cannot be reached."


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("host", ["10.1.2.3:8000", "evil.example", "a b"])
def test_who_probes_needs_no_host_name(path: str, host: str) -> None:
    answer = send("GET", path, HTTP_HOST=host)

    assert answer.status == 200
    assert host not in str(answer)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_reads_and_does_nothing_else(path: str) -> None:
    refused = send("POST", path)

    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert refused.json()["code"] == "method_not_allowed"


@pytest.mark.django_db
def test_a_probe_may_ask_for_the_head_alone() -> None:
    response = Client().head("/livez")

    assert (response.status_code, response.content) == (200, b"")
