"""Settings under which the promises do not hold are named, with what to do."""

from typing import Any

import pytest
from django.core import checks
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from pytest_django import Settings

from catalog.ops.checks import check_database_durability, check_shared_rate_limit, check_sqlite


def ids(messages: list[checks.CheckMessage]) -> list[str]:
    assert all(message.hint for message in messages)
    return [str(message.id) for message in messages]


@pytest.mark.parametrize(
    ("workers", "redis_url", "told"),
    [(2, "", ["catalog.W001"]), (1, "", []), (2, "redis://cache", []), (64, "", ["catalog.W001"])],
)
def test_workers_that_count_each_for_itself_are_told(
    settings: Settings, workers: int, redis_url: str, told: list[str]
) -> None:
    settings.WORKERS, settings.REDIS_URL = workers, redis_url

    assert ids(check_shared_rate_limit(None)) == told


@pytest.mark.django_db
def test_the_database_of_the_suite_keeps_what_it_acknowledges() -> None:
    assert check_database_durability(None, databases=["default"]) == []


def test_without_a_database_nothing_is_asked() -> None:
    assert check_database_durability(None, databases=None) == []


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_that_does_not_wait_for_the_disk_is_an_error() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert ids(check_database_durability(None, databases=["default"])) == ["catalog.E002"]


@pytest.fixture
def sqlite(db: None, tmp_path: Any) -> Any:
    """A connection to another file, opened as no settings of ours would."""

    def opened(**options: Any) -> Any:
        given = {**connection.settings_dict, "NAME": str(tmp_path / "x.sqlite3"), "OPTIONS": options}
        return DatabaseWrapper({**given, "CONN_MAX_AGE": 0}, "other")

    return opened


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"}, []),
        ({"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=EXTRA"}, []),
        ({"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous=FULL"}, ["catalog.E004"]),
        (
            {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"},
            ["catalog.E005"],
        ),
        ({"init_command": "PRAGMA journal_mode=WAL"}, ["catalog.E006"]),
    ],
)
def test_sqlite_that_is_opened_otherwise_is_an_error(sqlite: Any, options: dict[str, Any], told: list[str]) -> None:
    opened = sqlite(**options)
    try:
        assert ids(check_sqlite(opened)) == told
    finally:
        opened.close()
