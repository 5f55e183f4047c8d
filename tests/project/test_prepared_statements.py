"""Compiled queries and batches on PostgreSQL: what is prepared, which transaction they belong to, how they fail."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext
from psycopg import IsolationLevel

from catalog.db.statements import CompiledQuery, Parameter, Statement, run_batch
from catalog.models import CatalogueRevision

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

OWN = "own"
REVISION = CatalogueRevision.objects.filter(pk=Parameter("pk", CatalogueRevision, "id")).values_list("number")


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Another connection to the database of the tests, outside of their transaction."""
    options = getattr(request, "param", {})
    settings = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **options}}
    connections[OWN] = ConnectionHandler({"default": {}, OWN: settings})[OWN]
    yield connections[OWN]
    connections[OWN].close()
    del connections[OWN]


def rows_of(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    [rows] = run_batch(OWN, [Statement(sql, values)])
    return rows


def prepared_statements(own: Any) -> list[str]:
    with own.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def end(own: Any) -> None:
    """End the connection as a server that stops does."""
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_repeated_query_is_prepared_once(own: Any) -> None:
    query = CompiledQuery(REVISION, OWN)

    for _ in range(3):
        assert len(query.run(pk=1)) == 1

    [statement] = prepared_statements(own)
    assert "catalog_cataloguerevision" in statement


@pytest.mark.parametrize("own", [{"prepare_threshold": None}], indirect=True)
def test_nothing_is_prepared_behind_a_pool(own: Any) -> None:
    query = CompiledQuery(REVISION, OWN)

    for _ in range(3):
        assert len(query.run(pk=1)) == 1
        assert rows_of("SELECT %s::integer", 1) == [(1,)]

    assert prepared_statements(own) == []


def test_query_runs_again_after_rollback(own: Any) -> None:
    query = CompiledQuery(REVISION, OWN)
    with transaction.atomic(using=OWN):
        query.run(pk=1)
        transaction.set_rollback(True, using=OWN)

    assert len(query.run(pk=1)) == 1


def test_batch_belongs_to_the_transaction_of_its_block(own: Any) -> None:
    with transaction.atomic(using=OWN):
        run_batch(OWN, [Statement("CREATE TABLE never_there (id integer)"), Statement("SELECT 1")])
        transaction.set_rollback(True, using=OWN)

    assert rows_of("SELECT to_regclass('never_there')") == [(None,)]


@pytest.mark.parametrize("own", [{"isolation_level": IsolationLevel.REPEATABLE_READ}], indirect=True)
def test_transaction_has_the_isolation_level_of_the_connection(own: Any) -> None:
    with transaction.atomic(using=OWN):
        assert rows_of("SHOW transaction_isolation") == [("repeatable read",)]


def test_query_in_a_broken_transaction_is_refused(own: Any) -> None:
    query = CompiledQuery(REVISION, OWN)

    with transaction.atomic(using=OWN):
        transaction.set_rollback(True, using=OWN)
        with pytest.raises(TransactionManagementError):
            query.run(pk=1)
        with pytest.raises(TransactionManagementError):
            rows_of("SELECT 1")


def test_batch_returns_the_rows_of_each_statement_in_order(own: Any) -> None:
    with transaction.atomic(using=OWN):
        results = run_batch(
            OWN,
            [
                Statement("CREATE TEMPORARY TABLE few ON COMMIT DROP AS SELECT generate_series(1, 3) AS id"),
                Statement("SELECT id FROM few ORDER BY id"),
                Statement("DELETE FROM few WHERE id > %s RETURNING id + 10", (2,)),
                Statement("UPDATE few SET id = 0"),
            ],
        )

    assert results == [[], [(1,), (2,), (3,)], [(13,)], []]


def test_batch_raises_the_first_error_and_runs_nothing_after_it(own: Any) -> None:
    with pytest.raises(DataError, match="division by zero"), transaction.atomic(using=OWN):
        run_batch(
            OWN,
            [
                Statement("CREATE TABLE never_there (id integer)"),
                Statement("SELECT 1 / %s", (0,)),
                Statement("SELECT 'no' || %s || nobody", ("body",)),
            ],
        )

    assert rows_of("SELECT to_regclass('never_there')") == [(None,)]
    assert run_batch(OWN, [Statement("SELECT 1 / %s", (1,)), Statement("SELECT 2")]) == [[(1,)], [(2,)]]


def test_batch_against_a_constraint_raises_integrity_error(own: Any) -> None:
    second = Statement("INSERT INTO catalog_cataloguerevision (id, number, base_number) VALUES (%s, 0, 0)", (2,))

    with pytest.raises(IntegrityError, match="revision_single_row"), transaction.atomic(using=OWN):
        run_batch(OWN, [second, Statement("SELECT 1")])

    assert rows_of("SELECT 1") == [(1,)]


def test_closed_connection_raises_operational_error(own: Any) -> None:
    query = CompiledQuery(REVISION, OWN)
    end(own)
    with pytest.raises(OperationalError):
        query.run(pk=1)

    own.close()
    end(own)
    with pytest.raises(OperationalError):
        run_batch(OWN, [Statement("SELECT 1"), Statement("SELECT 2")])

    own.close()
    assert len(query.run(pk=1)) == 1


def test_waiting_batch_can_be_interrupted(own: Any) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt), transaction.atomic(using=OWN):
            run_batch(OWN, [Statement("SELECT pg_sleep(%s)::text", (60,)), Statement("SELECT 2")])
    finally:
        signal.signal(signal.SIGALRM, before)

    assert run_batch(OWN, [Statement("SELECT 1"), Statement("SELECT 2")]) == [[(1,)], [(2,)]]


def test_values_are_those_of_djangos_cursors(own: Any) -> None:
    at = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
    statement = Statement("SELECT 'a%%' || %s || '%%s', %s::timestamptz", ("b", at))

    [[prepared]] = run_batch(OWN, [statement])
    with CaptureQueriesContext(own) as queries:
        [[captured]] = run_batch(OWN, [statement])

    assert prepared == captured == ("a%b%s", at)
    assert prepared[1].utcoffset() == at.utcoffset()
    assert len(queries) == 1
