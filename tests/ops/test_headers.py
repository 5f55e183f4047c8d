"""What every answer carries in production, whatever the route and however it ends; what of a request is believed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from catalog.http.routes import _readable_pattern
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import Server, run_server

HTTPS = {"X-Forwarded-Proto": "https"}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
}
PASSWORD = "correct-horse-battery"


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every path of the URL conf, with `x` for what varies."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield "".join("x" if part[:1] == "<" else part for part in _parts(_readable_pattern(path)))
        else:
            yield from routes(entry, path)


def _parts(route: str) -> list[str]:
    return route.replace("<", "\0<").replace(">", ">\0").split("\0")


def policy_of(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = (part.split() for part in headers["content-security-policy"].split(";"))
    return {name: sources for name, *sources in parts}


def assert_safe(headers: dict[str, str], where: Any) -> None:
    headers = {name.lower(): value for name, value in headers.items()}
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, where
    assert headers["x-request-id"], where
    policy = policy_of(headers)
    assert policy["frame-ancestors"] == ["'none'"], where
    assert policy["default-src"] == ["'self'"], where
    allowed = {source for sources in policy.values() for source in sources}
    assert allowed <= {"'self'", "'none'", "data:"}, where
    assert "data:" not in policy.get("script-src", []), where


@pytest.fixture(scope="module")
def production(django_db_setup: None) -> Iterator[Server]:
    """As it is in production, behind a proxy that says what was HTTPS."""
    with run_server(workers=1, HTTPS_ONLY="true", TRUST_PROXY="true", CATALOGUE_BROWSER="public") as server:
        yield server


@pytest.fixture
def ada(transactional_db: None) -> User:
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.django_db(transaction=True)
def test_every_route_carries_them(production: Server) -> None:
    paths = sorted({*routes(), "/static/catalog/plug.svg", "/nothing"})

    answers = {path: production.send("GET", path, None, HTTPS) for path in paths}

    assert len(paths) > 60
    for path, (status, headers, _) in answers.items():
        assert status < 500 or path == "/readyz", path
        assert_safe(headers, path)


@pytest.mark.django_db(transaction=True)
def test_every_status_carries_them(production: Server) -> None:
    reader = {**HTTPS, "Authorization": f"Bearer {create_token(ApiClientFactory(access='read'))}"}
    form = {**HTTPS, "Content-Type": "application/x-www-form-urlencoded"}
    asked: list[tuple[int, tuple[str, str, Any, dict[str, str]]]] = [
        (200, ("GET", MODELS, None, reader)),
        (301, ("GET", "/docs", None, {})),
        (403, ("GET", MODELS, None, {})),
        (302, ("GET", "/admin/", None, HTTPS)),
        (400, ("GET", f"{MODELS}?limit=x", None, reader)),
        (400, ("GET", MODELS, None, {**reader, "Host": "evil.example"})),
        (400, ("POST", "/oauth/token", b"grant_type=x", form)),
        (401, ("GET", MODELS, None, HTTPS)),
        (403, ("POST", MODELS, {}, reader)),
        (403, ("POST", "/admin/login/", b"username=ada", form)),
        (404, ("GET", f"{MODELS}/x", None, reader)),
        (404, ("GET", "/nothing", None, HTTPS)),
        (405, ("DELETE", MODELS, None, reader)),
        (405, ("POST", "/livez", None, HTTPS)),
        (406, ("GET", MODELS, None, {**reader, "Accept": "text/html"})),
        (413, ("POST", "/oauth/token", b"a" * 300_000, form)),
    ]

    for status, request in asked:
        answered, headers, _ = production.send(*request)
        assert answered == status, request[:2]
        if not request[3]:  # HSTS over plain HTTP means nothing (RFC 6797, 7.2)
            headers = {**headers, "strict-transport-security": ALWAYS["strict-transport-security"]}
        assert_safe(headers, request[:2])


@pytest.mark.urls("tests.api.test_failures")
@pytest.mark.parametrize("path", ["/outside/bug", "/admin/breaks/bug", f"{MODELS}", "/outside/away"])
def test_a_failure_carries_them(settings: Settings, path: str, db: None) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    response = Client(raise_request_exception=False).get(path, secure=True)

    assert response.status_code in {500, 503, 401}
    assert_safe(dict(response.headers), path)


def test_cookies_travel_over_https_alone(production: Server, ada: User) -> None:
    _, headers, page = production.send("GET", "/admin/login/", None, HTTPS)
    csrf = headers["set-cookie"]
    token = page.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = f"csrfmiddlewaretoken={token}&username=ada&password={PASSWORD}".encode()
    sent = {**HTTPS, "Cookie": csrf.split(";")[0], "Referer": f"https://127.0.0.1:{production.port}/admin/login/"}

    status, headers, _ = production.send(
        "POST", "/admin/login/", form, {**sent, "Content-Type": "application/x-www-form-urlencoded"}
    )

    assert status == 302
    for cookie in (csrf, headers["set-cookie"]):
        assert "; Secure" in cookie
        assert "; SameSite=Lax" in cookie
    assert "HttpOnly" in headers["set-cookie"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [MODELS, "/admin/login/", "/docs", "/oauth/token", "/openapi.json"])
@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "[::1", "a b"])
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(path: str, host: str) -> None:
    response = Client().get(path, headers={"host": host})

    assert response.status_code == 400
    assert "evil" not in response.content.decode() + str(response.headers)


@pytest.mark.django_db
def test_nobody_is_believed_to_be_a_proxy(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    forged = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "Forwarded": "x",
    }

    response = Client().get("/docs", headers=forged)

    assert response.status_code == 301
    assert response["Location"] == "https://testserver/docs"
