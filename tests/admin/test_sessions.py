"""Sessions of users who lose their rights: decided anew at every click."""

import getpass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command

from tests.admin.html_client import MODELS, HtmlClient
from tests.api_clients import MODELS as API
from tests.api_clients import authenticated_client
from tests.factories import UserFactory
from tests.query_counts import AUTHENTICATION, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    return user


@pytest.fixture
def browser(ada: User) -> HtmlClient:
    browser = HtmlClient(ada)
    assert browser.get("/admin/").status_code == 200
    return browser


def deactivate(user: User) -> None:
    user.is_active = False
    user.save()


def assert_sent_to_login(response: Any) -> None:
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", ["/admin/", MODELS, "/admin/auth/user/", "/admin/password_change/"])
def test_a_deactivated_user_is_out_at_the_next_click(browser: HtmlClient, ada: User, path: str) -> None:
    deactivate(ada)

    response = browser.get(path)

    assert_sent_to_login(response)
    assert response.cookies["sessionid"].value == ""
    assert Session.objects.count() == 0


def test_a_form_of_a_deactivated_user_ends_the_session_too(browser: HtmlClient, ada: User) -> None:
    deactivate(ada)

    response = browser.post("/admin/auth/user/add/", {"username": "mine"})

    assert_sent_to_login(response)
    assert Session.objects.count() == 0
    assert User.objects.get() == ada


def test_the_session_does_not_come_back_when_the_user_is_activated_again(browser: HtmlClient, ada: User) -> None:
    cookie = browser.client.cookies["sessionid"].value
    deactivate(ada)
    browser.get("/admin/")
    ada.is_active = True
    ada.save()
    browser.client.cookies["sessionid"] = cookie

    assert_sent_to_login(browser.get("/admin/"))


def test_a_call_of_the_api_by_the_session_ends_it_too(browser: HtmlClient, ada: User) -> None:
    deactivate(ada)

    response = browser.get(API)

    assert response.status_code == 401
    assert Session.objects.count() == 0


def test_a_session_whose_user_is_gone_ends(browser: HtmlClient, ada: User) -> None:
    ada.delete()

    assert_sent_to_login(browser.get("/admin/"))
    assert Session.objects.count() == 0


def test_who_is_staff_no_more_is_sent_to_the_login_page_and_told_why(browser: HtmlClient, ada: User) -> None:
    ada.is_staff = False
    ada.save()

    response = browser.get("/admin/")

    assert_sent_to_login(response)
    page = browser.get(response["Location"]).content.decode()
    assert "You are signed in as ada, who has no access to this page." in page
    assert Session.objects.count() == 1


def test_who_manages_no_more_stays_staff(browser: HtmlClient, ada: User) -> None:
    ada.is_superuser = False
    ada.save()

    assert browser.get("/admin/auth/user/").status_code == 403
    assert browser.get(MODELS).status_code == 200


def test_logging_in_and_out_is_left_alone(ada: User) -> None:
    ada.set_password("a-long-enough-1")
    ada.save()
    browser = HtmlClient()

    entered = browser.post("/admin/login/?next=/admin/", {"username": "ada", "password": "a-long-enough-1"})
    inside = browser.get("/admin/")
    left = browser.post("/admin/logout/", {})

    assert (entered.status_code, inside.status_code, left.status_code) == (302, 200, 200)
    assert Session.objects.count() == 0


def test_a_call_with_a_token_does_not_look_for_a_session() -> None:
    caller = authenticated_client(access="read")
    caller.cookies["sessionid"] = "x" * 32

    with queries(AUTHENTICATION + 1):  # the page
        response = caller.get(API)

    assert response.status_code == 200
    assert "Cookie" not in response["Vary"]


def test_a_password_that_an_operator_changes_ends_all_sessions(
    ada: User, browser: HtmlClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "a-password-like-no-other-5")

    call_command("changepassword", ada.username)

    ada.refresh_from_db()
    assert ada.check_password("a-password-like-no-other-5")
    assert browser.get("/admin/").status_code == 302
    assert "Password changed successfully" in capsys.readouterr().out
