"""Logins in number: counted by network before a hash is computed, and one hash at a time."""

from collections.abc import Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.hashers import PasswordHasherBusy, hash_turn
from catalog.http.rate_limits import minute_counter
from tests.admin.html_client import HtmlClient, staff_client
from tests.factories import UserFactory
from tests.log_capture import LogCapture

pytestmark = pytest.mark.django_db

PASSWORD, WRONG, NEW = "correct-horse-battery", "hunter2-hunter2", "another-long-1"


@pytest.fixture(autouse=True)
def fresh_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    minute_counter.clear()
    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_040.0 + 20)
    yield
    minute_counter.clear()


@pytest.fixture
def fast_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def log_in(username: str = "ada", password: str = WRONG, address: str = "10.0.0.1", **form: str) -> Any:
    return Client().post("/admin/login/", {"username": username, "password": password, **form}, REMOTE_ADDR=address)


@pytest.mark.usefixtures("fast_hash")
def test_the_21st_login_of_a_minute_is_refused_before_anything_is_looked_up(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, log: LogCapture
) -> None:
    settings.LOGIN_RATE_LIMIT = 20

    statuses = {log_in(f"made-up-{number}").status_code for number in range(20)}
    kept = AccessAttempt.objects.count()
    with django_assert_num_queries(0), hash_turn:
        refused = log_in("made-up-21")

    assert statuses == {200}
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert "Try again in 40 seconds" in refused.content.decode()
    assert AccessAttempt.objects.count() == kept == 20
    assert log.events("login_refused")[0]["status"] == 429
    assert log_in(address="10.0.0.2").status_code == 200
    assert Client().get("/admin/login/", REMOTE_ADDR="10.0.0.1").status_code == 200


@pytest.mark.usefixtures("fast_hash")
def test_all_addresses_of_an_ipv6_network_are_counted_together(settings: Settings) -> None:
    settings.LOGIN_RATE_LIMIT = 2

    statuses = [log_in(address=f"2001:db8:0:1::{number:x}").status_code for number in range(1, 4)]

    assert statuses == [200, 200, 429]
    assert log_in(address="2001:db8:0:2::1").status_code == 200


@pytest.mark.usefixtures("fast_hash")
def test_a_name_is_locked_for_the_whole_of_an_ipv6_network() -> None:
    statuses = [log_in(address=f"2001:db8:0:1::{number:x}").status_code for number in range(1, 6)]

    assert statuses == [200, 200, 200, 200, 429]


def test_a_login_beside_another_hash_is_told_to_come_again_and_leaves_nothing(
    log: LogCapture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    UserFactory(username="ada", is_staff=True, password=make_password(PASSWORD))

    with hash_turn, django_assert_num_queries(0):
        known, unknown = log_in(password=PASSWORD), log_in("nobody", PASSWORD)

    for refused in (known, unknown):
        assert (refused.status_code, refused["Retry-After"]) == (503, "1")
        assert "_auth_user_id" not in refused.client.session
    assert known.content.decode().replace(known["X-Request-Id"], unknown["X-Request-Id"]) == unknown.content.decode()
    assert not AccessAttempt.objects.exists()
    assert [event["status"] for event in log.events("login_refused")] == [503, 503]
    assert "_auth_user_id" in log_in(password=PASSWORD).client.session


@pytest.mark.usefixtures("fast_hash")
@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/admin/second-factor/",
        "/admin/second-factor/set-up/",
        "/admin/second-factor/remove/",
        "/admin/password_change/",
    ],
)
def test_whatever_takes_a_password_or_a_code_is_counted_by_address(
    path: str, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, log: LogCapture
) -> None:
    settings.LOGIN_RATE_LIMIT = 2
    for _ in range(2):
        assert log_in().status_code == 200  # each page counts with all others

    with django_assert_num_queries(0):
        refused = Client().post(path, {"code": "123456"}, REMOTE_ADDR="10.0.0.1")

    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert [(event["status"], event["address"]) for event in log.events("login_refused")] == [(429, "10.0.0.1")]
    assert Client().get(path, REMOTE_ADDR="10.0.0.1").status_code in {200, 302}
    assert Client().post(path, {"code": "123456"}, REMOTE_ADDR="10.0.0.2").status_code in {200, 302}


def test_the_second_step_of_a_login_is_counted_too(settings: Settings) -> None:
    settings.LOGIN_RATE_LIMIT = 3
    user = UserFactory(username="ada", is_staff=True, password=make_password(PASSWORD))
    TOTPDevice.objects.create(user=user, name="app")
    browser = Client()
    browser.post("/admin/login/", {"username": "ada", "password": PASSWORD})

    statuses = [browser.post("/admin/second-factor/", {"code": "000000"}).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


PAGES_THAT_HASH: dict[str, dict[str, str]] = {
    "/admin/second-factor/set-up/": {"shown": "123456", "password": PASSWORD},
    "/admin/auth/user/add/": {"username": "bob", "usable_password": "true", "password1": NEW, "password2": NEW},
    "/admin/auth/user/{pk}/password/": {"usable_password": "true", "password1": NEW, "password2": NEW},
}


@pytest.mark.parametrize("path", PAGES_THAT_HASH)
def test_no_page_hashes_beside_another_hash(path: str, log: LogCapture) -> None:
    encoded = make_password(PASSWORD)
    user = UserFactory(is_staff=True, is_superuser=True, password=encoded)

    with hash_turn:
        refused = HtmlClient(user).post(path.replace("{pk}", str(user.pk)), PAGES_THAT_HASH[path])

    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert list(User.objects.values_list("password", flat=True)) == [encoded]
    assert not TOTPDevice.objects.exists()
    assert [event["status"] for event in log.events("login_refused")] == [503]


def test_the_turn_is_given_back_after_each_hash() -> None:
    encoded = make_password(PASSWORD)

    assert encoded.startswith("pbkdf2_sha256$")
    assert check_password(PASSWORD, encoded)
    assert not check_password("wrong", encoded)
    with hash_turn, pytest.raises(PasswordHasherBusy):
        check_password(PASSWORD, encoded)
    assert not hash_turn.locked()


@pytest.mark.usefixtures("fast_hash")
def test_a_password_typed_as_a_name_is_not_kept() -> None:
    log_in(PASSWORD)

    [kept] = AccessAttempt.objects.values()
    assert PASSWORD not in str(kept)
    assert len(kept["username"]) == 64


@pytest.mark.usefixtures("fast_hash")
@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_login_with_a_foreign_next_ends_in_the_admin(path: str) -> None:
    user: User = UserFactory(username="ada", is_staff=True)
    user.set_password(PASSWORD)
    user.save()

    response = log_in(password=PASSWORD, next=path)

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_a_password_is_not_changed_beside_another_hash(log: LogCapture) -> None:
    encoded = make_password(PASSWORD)
    browser = staff_client(password=encoded)
    changed = {"old_password": PASSWORD, "new_password1": "another-long-1", "new_password2": "another-long-1"}
    token = {"csrfmiddlewaretoken": browser.form("/admin/password_change/")["csrfmiddlewaretoken"]}

    with hash_turn:
        refused = browser.client.post("/admin/password_change/", {**changed, **token})

    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert list(User.objects.values_list("password", flat=True)) == [encoded]
    assert log.events("login_refused")


@pytest.mark.usefixtures("fast_hash")
@pytest.mark.parametrize(("trusted", "status"), [([], 403), (["https://testserver:8443"], 200)])
def test_a_login_behind_a_proxy_that_drops_the_port_needs_its_origin(
    settings: Settings, trusted: list[str], status: int
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = trusted
    token = "x" * 32
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = token
    form = {"username": "nobody", "password": WRONG, "csrfmiddlewaretoken": token}

    response = browser.post("/admin/login/", form, secure=True, headers={"Origin": "https://testserver:8443"})

    assert response.status_code == status
