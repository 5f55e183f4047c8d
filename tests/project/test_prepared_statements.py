"""Statements whose plan PostgreSQL keeps: what they run in, what becomes of them, and what they answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError, connection
from django.db.utils import ConnectionHandler
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE %s"


def another(**options: Any) -> Any:
    """Another connection to the database of the tests."""
    given = connection.settings_dict
    where = {**given, "OPTIONS": {**given["OPTIONS"], **options}}
    return ConnectionHandler({"default": {}, "another": where})["another"]


@pytest.fixture
def own() -> Iterator[Any]:
    made = another()
    yield made
    made.close()


def asked(of: Any, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with of.prepared_cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def test_the_same_words_are_prepared_once(own: Any) -> None:
    for number in range(3):
        assert asked(own, "SELECT %s + 1", number) == [(number + 1,)]

    assert asked(own, KEPT, "catalogue%") == [(2,)]  # that very question is the second


def test_values_of_other_kinds_have_a_plan_of_their_own(own: Any) -> None:
    one = uuid4()

    assert asked(own, "SELECT %s", 1) == [(1,)]
    assert asked(own, "SELECT %s", one) == [(one,)]
    assert asked(own, "SELECT %s::text", None) == [(None,)]


def test_what_was_not_run_for_longest_is_given_back(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.postgresql.prepared._AT_MOST", 3)
    for number in range(6):
        assert asked(own, f"SELECT {number}") == [(number,)]
        assert asked(own, "SELECT 'always'") == [("always",)]

    assert asked(own, "SELECT 0") == [(0,)]
    kept = {statement for (statement,) in asked(own, "SELECT statement FROM pg_prepared_statements")}
    assert len(kept) == 3
    assert {"SELECT 'always'", "SELECT 0"} <= kept


def test_they_outlive_a_transaction_that_was_rolled_back(own: Any) -> None:
    assert asked(own, "SELECT %s", 1) == [(1,)]
    own.set_autocommit(False)
    with own.cursor() as cursor:
        cursor.execute("SELECT 1")
    own.rollback()
    own.set_autocommit(True)
    with own.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert asked(own, "SELECT %s", 2) == [(2,)]


def test_the_first_of_a_transaction_begins_it(own: Any) -> None:
    own.set_autocommit(False)

    asked(own, "CREATE TABLE never_there (id integer)")

    assert own.connection.info.transaction_status == TransactionStatus.INTRANS
    own.rollback()
    assert asked(own, "SELECT to_regclass('never_there')") == [(None,)]
    own.rollback()


def test_a_transaction_has_the_level_that_the_connection_was_made_with() -> None:
    own = another(isolation_level=IsolationLevel.REPEATABLE_READ)
    own.connect()
    own.set_autocommit(False)

    levels = [asked(own, "SHOW transaction_isolation") for _ in range(2)]

    own.rollback()
    own.close()
    assert levels == [[("repeatable read",)]] * 2


def test_a_fault_is_one_of_djangos(own: Any) -> None:
    with pytest.raises(DataError, match="division by zero"):
        asked(own, "SELECT 1 / %s", 0)

    assert asked(own, "SELECT 1 / %s", 1) == [(1,)]


def test_a_server_that_ended_the_connection_is_a_fault_of_operation(own: Any) -> None:
    [(pid,)] = asked(own, "SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with pytest.raises(OperationalError):
        asked(own, "SELECT 1")


def test_percent_signs_are_what_they_are_in_django(own: Any) -> None:
    assert asked(own, "SELECT 'a%%' || %s || '%%s'", "b") == [("a%b%s",)]


def test_times_are_read_as_django_reads_them(own: Any) -> None:
    at = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)

    [(found,)] = asked(own, "SELECT %s::timestamptz", at)

    assert (found, found.utcoffset()) == (at, at.utcoffset())


def test_changes_tell_how_many_rows_they_met(own: Any) -> None:
    own.set_autocommit(False)
    asked(own, "CREATE TEMPORARY TABLE five AS SELECT generate_series(1, 5) AS id")
    with own.prepared_cursor() as cursor:
        cursor.execute("DELETE FROM five WHERE id > %s", [2])

        assert cursor.rowcount == 3
    own.rollback()


def test_nothing_is_prepared_where_it_is_not_wanted() -> None:
    own = another(prepare_threshold=None)

    for _ in range(3):
        assert asked(own, "SELECT %s::integer", 1) == [(1,)]

    assert asked(own, "SELECT name FROM pg_prepared_statements") == []
    own.close()
