"""Callers and requests that every test may ask for."""

import logging
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connections, transaction
from hypothesis import settings
from rest_framework.test import APIClient

from catalog.resolve import inbox_writer
from catalog.resolve.synonyms import clear_synonym_cache
from catalog.response_cache.application import store
from tests.api_clients import anonymous_client, authenticated_client
from tests.clients.generated import GeneratedClients, generate_clients
from tests.integrity import assert_catalogue_consistent
from tests.live_servers import Server, run_server
from tests.log_capture import LogAudit

PART = os.environ.get("PART", "")
"""What `python -m tests` wants of SQLite's tests: "clients" (and browsers), the "rest", or all."""

SHARE = os.environ.get("SHARE", "")
"""Which of the shares that it deals modules to: "1/2", "2/2", or all."""

TEST_MODULES = sorted(Path(__file__).parent.rglob("test_*.py"))

settings.register_profile("suite", max_examples=15, stateful_step_count=20, deadline=None)
settings.register_profile("promises", max_examples=300, stateful_step_count=40, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure() -> None:
    """Static files are looked for when they are asked for: each of a thousand test clients would list all of them."""
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database: of SQLite a file too, beside the one that it stands in for; of PostgreSQL one a share."""
    database = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        database["TEST"]["NAME"] = str(database["NAME"].with_name("test.sqlite3"))
    elif SHARE:
        database["TEST"]["NAME"] = f"test_{database['NAME']}_{SHARE.partition('/')[0]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Check that the catalogue is consistent after every test that does not bypass the domain on purpose.

    PostgreSQL is asked after races alone: what one caller does is the same there, and was looked at on SQLite.
    """
    yield
    if not _uses_database(item) or item.get_closest_marker("tampers"):
        return
    if connections["default"].vendor == "sqlite" or "concurrency" in item.path.parts:
        assert_catalogue_consistent()


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ())


def _is_of_another_share(path: Path) -> bool:
    """Say whether `python -m tests` has dealt this module to another process: they take turns in order of their names,
    which leaves both about as much to do."""
    if not SHARE or path not in TEST_MODULES:
        return False
    number, _, count = SHARE.partition("/")
    return TEST_MODULES.index(path) % int(count) != int(number) - 1


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return _is_of_another_share(collection_path) or None


def _should_deselect(item: pytest.Item) -> bool:
    if _is_of_another_share(item.path):  # named in an argument, it was not ignored
        return True
    has_clients = any(item.iter_markers("chromium")) or any(item.iter_markers("clients"))
    if connections["default"].vendor == "sqlite":
        return any(item.iter_markers("postgresql")) or (PART != "" and has_clients != (PART == "clients"))
    return has_clients or not _uses_database(item) or any(item.iter_markers("any_database"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL is not asked what does not depend on it: tests without a database, those that are about roles and
    texts, and those that run browsers or generated clients. SQLite is not asked what is PostgreSQL's own."""
    asked: list[pytest.Item] = []
    spared: list[pytest.Item] = []
    for item in items:
        (spared if _should_deselect(item) else asked).append(item)
    config.hook.pytest_deselected(items=spared)
    items[:] = asked


@pytest.fixture(scope="session", autouse=True)
def audit_log_output() -> Iterator[None]:
    """Whatever the tests do: each line is one JSON object, each request tells what it has to, and no secret is told."""
    watch = LogAudit()
    with pytest.MonkeyPatch.context() as patch:
        for place in ("catalog.models.api_client.generate_client_secret", "oauthlib.common.generate_token"):
            module, _, name = place.rpartition(".")
            patch.setattr(place, watch.noting(getattr(import_module(module), name)))
        logging.getLogger().addHandler(watch)
        yield
        logging.getLogger().removeHandler(watch)
    assert watch.wrong == []
    assert watch.leaked_secrets == set()


@pytest.fixture(autouse=True)
def clear_inbox_queue() -> None:
    """What other tests have asked for, by users who are not there any more."""
    inbox_writer.reset_after_fork()


@pytest.fixture(autouse=True)
def clear_response_cache() -> None:
    """What a test rolls back, the next one does anew under the same revision."""
    store.clear()
    caches["figures"].clear()
    clear_synonym_cache()


@pytest.fixture(scope="module")
def module_transaction(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """A transaction around those of a module's tests: what its fixtures of that scope make, by asking for this, is made
    once, and what a test does to it is undone after the test. Not for tests with `transaction=True`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    """As it is shipped, in two processes, on the database of the tests; for tests with `transaction=True`."""
    with run_server(workers=2) as server:
        yield server


@pytest.fixture(scope="session")
def generated_clients() -> Iterator[GeneratedClients]:
    """The clients that generators make of the OpenAPI document."""
    with generate_clients() as workshop:
        yield workshop


@pytest.fixture
def anonymous() -> APIClient:
    return anonymous_client()


@pytest.fixture
def reader(db: None) -> APIClient:
    return authenticated_client(access="read")


@pytest.fixture
def writer(db: None) -> APIClient:
    return authenticated_client(access="write")


@pytest.fixture
def staff(db: None) -> APIClient:
    return authenticated_client(staff=True)


@pytest.fixture
def create_body() -> dict[str, Any]:
    """A create request: the Alfen NG910-60003 of the shipped library, with two sockets."""
    return {
        "vendor": "Alfen",
        "model": "NG910-60003",
        "friendlyName": "Eve Double Pro-line",
        "powerType": "AC_3_PHASE",
        "connectors": [
            {
                "id": number,
                "connectionType": "IEC_62196_T2",
                "format": "SOCKET",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 22080,
            }
            for number in (1, 2)
        ],
        "configurationKeys": {"ocppUrl": "BackOffice-URL-wired"},
        "imageUrl": "https://images.example.com/eve-double.png",
    }
