"""Statements whose plan PostgreSQL keeps: what they run in, what becomes of them, and what they answer."""

import signal
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


def asked_together(of: Any, *statements: tuple[str, tuple[Any, ...]]) -> list[tuple[list[Any], int]]:
    with of.prepared_cursor() as cursor:
        answers: list[tuple[list[Any], int]] = cursor.execute_together(statements)
    return answers


def test_what_is_run_together_is_run_in_its_order_and_answered_each(own: Any) -> None:
    own.set_autocommit(False)
    asked(own, "CREATE TEMPORARY TABLE few (id integer)")

    answers = asked_together(
        own,
        ("INSERT INTO few SELECT generate_series(1, %s)", (3,)),
        ("SELECT id FROM few ORDER BY id", ()),
        ("DELETE FROM few WHERE id > %s RETURNING id + 10", (2,)),
    )

    own.rollback()
    assert answers == [([], 3), ([(1,), (2,), (3,)], 3), ([(13,)], 1)]


def test_the_first_that_are_run_together_begin_the_transaction(own: Any) -> None:
    own.set_autocommit(False)

    asked_together(own, ("CREATE TABLE never_there (id integer)", ()), ("SELECT 1", ()))

    assert own.connection.info.transaction_status == TransactionStatus.INTRANS
    own.rollback()
    assert asked(own, "SELECT to_regclass('never_there')") == [(None,)]
    own.rollback()


def test_of_those_run_together_the_first_fault_is_told_and_nothing_is_done(own: Any) -> None:
    own.set_autocommit(False)
    with pytest.raises(DataError, match="division by zero"):
        asked_together(own, ("SELECT 1", ()), ("SELECT 1 / %s", (0,)), ("SELECT 'no' || %s", ("body",)))

    own.rollback()
    assert asked_together(own, ("SELECT 1 / %s", (1,)), ("SELECT 2", ())) == [([(1,)], 1), ([(2,)], 1)]
    own.rollback()


def test_a_server_that_ended_the_connection_is_a_fault_of_operation_of_many_too(own: Any) -> None:
    [(pid,)] = asked(own, "SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with pytest.raises(OperationalError):
        asked_together(own, ("SELECT 1", ()), ("SELECT 2", ()))


def test_who_waits_for_a_lock_is_heard(own: Any) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            asked_together(own, ("SELECT pg_sleep(%s)::text", (60,)), ("SELECT 2", ()))
    finally:
        signal.signal(signal.SIGALRM, before)

    assert asked_together(own, ("SELECT 1", ()), ("SELECT 2", ())) == [([(1,)], 1), ([(2,)], 1)]


def test_nothing_is_prepared_where_it_is_not_wanted() -> None:
    own = another(prepare_threshold=None)

    for _ in range(3):
        assert asked(own, "SELECT %s::integer", 1) == [(1,)]

    assert asked(own, "SELECT name FROM pg_prepared_statements") == []
    own.close()
