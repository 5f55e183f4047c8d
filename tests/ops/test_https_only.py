"""Plain HTTP to a service that takes HTTPS alone: refused where a redirect would change or hide what was asked."""

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def https_only(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", MODELS),
        ("HEAD", MODELS),
        ("POST", MODELS),
        ("POST", f"{MODELS}/resolve"),
        ("PATCH", f"{MODELS}/x"),
        ("DELETE", f"{MODELS}/x"),
        ("GET", "/asset-management/nothing"),
        ("POST", "/oauth/token"),
        ("POST", "/oauth/revoke"),
        ("GET", "/oauth/token"),
        ("POST", "/openapi.json"),
    ],
)
def test_a_program_is_refused_and_not_redirected(staff: APIClient, method: str, path: str) -> None:
    before = catalogue_rows()

    response = staff.generic(method, path, b"{}", content_type="application/json")

    assert response.status_code == 403
    assert "Location" not in response
    assert catalogue_rows() == before
    if method != "HEAD":
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "https_required"


@pytest.mark.parametrize("path", ["/", "/docs", "/admin/", "/admin/login/?next=/admin/", "/openapi.json"])
def test_a_page_is_redirected_to_itself(path: str) -> None:
    answer = send("GET", path.partition("?")[0], query=path.partition("?")[2])

    assert (answer.status, answer.headers["Location"]) == (301, f"https://testserver{path}")


def test_a_form_is_refused_as_a_page() -> None:
    answer = send("POST", "/admin/login/", body=b"username=ada&password=x")

    assert answer.status == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"HTTPS is required" in answer.body


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_is_answered(path: str) -> None:
    assert send("GET", path).status in {200, 503}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_host_is_not_repeated(method: str) -> None:
    answer = send(method, "/docs", HTTP_HOST="evil.example")

    assert answer.status == 400
    assert "evil.example" not in str(answer)


@pytest.mark.parametrize("scheme", ["HTTPS", "Https", "https"])
def test_the_proxy_may_write_the_scheme_in_capitals(scheme: str) -> None:
    assert send("GET", "/docs", headers={"X-Forwarded-Proto": scheme}).status == 200
    assert send("GET", MODELS, headers={"X-Forwarded-Proto": scheme}).status == 401
