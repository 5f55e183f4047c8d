"""An error that a browser gets is a page: what happened, what to do, the reference, one button."""

from typing import Any, Never

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as served
from tests.admin.html_client import HtmlClient, staff_client

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db, pytest.mark.any_database]

__all__ = ["handler400", "handler403", "handler404", "handler500"]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HTML = "text/html; charset=utf-8"
PROBLEM = "application/problem+json"


def breaks(request: HttpRequest) -> Never:
    raise ZeroDivisionError


urlpatterns = [path("breaks", breaks), path("admin/breaks", breaks), *served]


def get(url: str, accept: str) -> Any:
    return Client(raise_request_exception=False).get(url, headers={"Accept": accept})


@pytest.mark.parametrize(("url", "status"), [("/about", 404), ("/breaks", 500)])
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [(BROWSER, HTML), ("*/*", PROBLEM), ("application/json", PROBLEM), ("application/json, text/html;q=0.5", PROBLEM)],
)
def test_an_unknown_address_is_a_page_for_browsers_and_a_problem_for_programs(
    url: str, status: int, accept: str, content_type: str
) -> None:
    response = get(url, accept)

    assert (response.status_code, response["Content-Type"]) == (status, content_type)


@pytest.mark.parametrize(("accept", "content_type"), [(BROWSER, HTML), ("*/*", HTML), ("application/json", PROBLEM)])
def test_an_address_of_pages_is_a_page_unless_json_is_preferred(accept: str, content_type: str) -> None:
    assert get("/docs/nothing", accept)["Content-Type"] == content_type


def test_an_address_of_the_api_is_a_problem_for_browsers_too() -> None:
    assert get("/asset-management/v1/nothing", BROWSER)["Content-Type"] == PROBLEM


@pytest.mark.parametrize("url", ["/about", "/breaks", "/admin/breaks"])
def test_an_error_page_has_a_reference_and_one_button(url: str) -> None:
    response = get(url, BROWSER)

    page = response.content.decode()
    assert f"Reference: <code>{response['X-Request-Id']}</code>" in page
    assert page.count('class="btn btn-primary"') == 1


@pytest.mark.parametrize(
    ("url", "status", "title"),
    [("/admin/nothing/", 404, "Page not found"), ("/admin/auth/user/", 403, "You don&#x27;t have access to this page")],
)
def test_staff_see_an_error_within_the_navigation(url: str, status: int, title: str) -> None:
    response = staff_client().get(url)

    page = response.content.decode()
    assert response.status_code == status
    assert title in page
    assert 'id="sidebar"' in page


def test_a_form_without_a_token_is_a_page_with_a_way_on() -> None:
    browser = staff_client()

    response = browser.client.post("/admin/account/end-sessions/")

    page = response.content.decode()
    assert response.status_code == 403
    assert "This form has expired" in page
    assert 'class="btn btn-primary"' in page


@pytest.mark.parametrize("url", ["/admin/login/", "/admin/breaks"])
def test_visitors_see_no_navigation(url: str) -> None:
    page = HtmlClient().get(url).content.decode()

    assert 'id="sidebar"' not in page
    assert "permission to view" not in page


def test_a_wrong_password_is_said_once_and_in_short_words() -> None:
    browser = HtmlClient()

    page = browser.post("/admin/login/", {"username": "ada", "password": "wrong"}).content.decode()

    assert page.count("Wrong username or password.") == 1
    assert "case-sensitive" not in page


def test_logging_out_says_so_and_offers_the_login() -> None:
    page = staff_client().post("/admin/logout/", {}).content.decode()

    assert "You&#x27;re signed out" in page or "You're signed out" in page
    assert 'href="/admin/login/"' in page
