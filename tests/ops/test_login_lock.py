"""Guessing at the admin's login: five failures lock, and tell nothing of who exists."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.admin.html_client import staff_client
from tests.factories import UserFactory
from tests.log_capture import LogCapture

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "correct-horse-battery", "hunter2-hunter2"


@pytest.fixture(autouse=True)
def ada(settings: Settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes its time
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(RIGHT)
    user.save()
    return user


def log_in(username: str = "ada", password: str = WRONG, address: str = "10.0.0.1", **headers: str) -> Any:
    form = {"username": username, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", form, REMOTE_ADDR=address, headers=headers)


def is_logged_in(response: Any) -> bool:
    return response.status_code == 302 and "_auth_user_id" in response.client.session


def test_the_fifth_failure_locks_and_the_right_password_does_not_help() -> None:
    statuses = [log_in().status_code for _ in range(5)]
    refused = log_in(password=RIGHT)

    assert statuses == [200, 200, 200, 200, 429]
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    assert "15 minutes" in refused.content.decode()
    assert not is_logged_in(refused)


def test_a_name_that_nobody_has_looks_the_same() -> None:
    known = [log_in("ada") for _ in range(6)]
    unknown = [log_in("xyzzy") for _ in range(6)]

    assert [looks(answer, "ada") for answer in known] == [looks(answer, "xyzzy") for answer in unknown]


def looks(answer: Any, name: str) -> tuple[int, str]:
    """Without the random tokens that every page has, and the reference of an error page."""
    page = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"|<code>\w+</code>', "", answer.content.decode())
    return answer.status_code, page.replace(name, "NAME")


def test_others_are_not_locked() -> None:
    for _ in range(6):
        log_in()

    assert is_logged_in(log_in(password=RIGHT, address="10.0.0.2"))
    UserFactory(username="bob", is_staff=True, password=User.objects.get(username="ada").password)
    assert is_logged_in(log_in("bob", RIGHT))


def test_success_forgets_the_failures_before_it() -> None:
    for _ in range(4):
        log_in()
    assert is_logged_in(log_in(password=RIGHT))

    assert [log_in().status_code for _ in range(4)] == [200] * 4


def test_a_lock_ends_by_itself() -> None:
    for _ in range(5):
        log_in()
    attempt = AccessAttempt.objects.get()
    attempt.attempt_time -= timedelta(minutes=15, seconds=1)
    attempt.save()

    assert is_logged_in(log_in(password=RIGHT))


def test_an_operator_ends_a_lock(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        log_in()

    call_command("axes_reset_username", "ada")

    assert is_logged_in(log_in(password=RIGHT))


@pytest.mark.parametrize(("trusted", "statuses"), [(True, [200, 200, 200, 200, 429]), (False, [200] * 4 + [429])])
def test_behind_a_declared_proxy_the_address_is_its_word(
    settings: Settings, trusted: bool, statuses: list[int]
) -> None:
    settings.TRUST_PROXY = trusted

    failed = [log_in(**{"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}).status_code for _ in range(5)]
    elsewhere = log_in(password=RIGHT, **{"X-Forwarded-For": "1.1.1.1, 9.9.9.8"})

    assert failed == statuses
    assert is_logged_in(elsewhere) is trusted


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "1.2.3.4.5"])
def test_an_address_that_is_none_is_locked_too(address: str) -> None:
    statuses = [log_in(address=address).status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]


def test_what_was_typed_is_not_kept_and_a_lock_is_told_once_each(log: LogCapture) -> None:
    for _ in range(6):
        log_in()

    kept = AccessAttempt.objects.values_list("get_data", "post_data").get()
    assert WRONG not in str(kept)
    assert [event["event"] for event in log.events("login_failed", "login_locked")] == ["login_failed"] * 4 + [
        "login_locked"
    ] * 2
    assert WRONG not in "".join(log.lines)


def test_who_is_logged_in_is_not_logged_out_by_guessing() -> None:
    browser = staff_client(username="grace")
    for _ in range(6):
        log_in("grace")

    assert browser.get("/admin/").status_code == 200
