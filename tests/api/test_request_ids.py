"""`X-Request-Id`: on every answer, the caller's own where it is one."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db

ID = "00000000-0000-4000-8000-000000000000"
OURS = re.compile(r"[0-9a-f]{32}")

ROUTES = [
    MODELS,
    f"{MODELS}/changes",
    f"{MODELS}/export",
    f"{MODELS}/resolve",
    f"{MODELS}/{ID}",
    f"{MODELS}/{ID}/history",
    f"{MODELS}/{ID}/ocpi",
    f"{MODELS}/vendors",
    f"{MODELS}/{ID}/evidence",
    f"{MODELS}/{ID}/archive",
    f"{MODELS}/{ID}/unarchive",
    "/oauth/token",
    "/docs/search.json",
    "/docs/examples/raw/boot_lookup.py",
    "/oauth/revoke",
    "/.well-known/oauth-authorization-server",
    "/openapi.json",
    "/livez",
    "/readyz",
    "/metrics",
    "/",
    "/docs",
    "/docs/reference",
    "/docs/errors",
    "/docs/examples/sync.py",
    "/problems",
    "/problems/gone",
    "/catalogue",
    "/catalogue/recognise",
    "/catalogue/compare",
    f"/catalogue/{ID}",
    f"/images/{'0' * 64}.webp",
    "/admin/",
]
NOWHERE = ["/nowhere", "/asset-management/v1/nowhere", "/admin/nowhere/", "/static/admin/css/base.css"]


def routes_of(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for each in patterns:
        route = prefix + str(each.pattern).removeprefix("^")
        if route.startswith("admin/"):
            yield "admin/"  # the admin's own are many, and one middleware answers for all
        elif isinstance(each, URLPattern):
            yield route
        else:
            yield from routes_of(each.url_patterns, route)


def test_every_route_is_among_those_asked_below() -> None:
    asked = {str(resolve(path).route).removeprefix("^") for path in ROUTES if not path.startswith("/admin/")}

    assert set(routes_of(get_resolver().url_patterns)) == asked | {"admin/"}


@pytest.mark.parametrize("path", [*ROUTES, *NOWHERE])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "DELETE"])
def test_every_route_answers_with_the_id_of_its_caller(path: str, method: str) -> None:
    answer = send(method, path, headers={"X-Request-Id": "request-0001"})

    assert answer.headers["X-Request-Id"] == "request-0001"


@pytest.mark.parametrize("given", ["12345678", "x" * 128, "aZ09._:-", "00-4bf92f3577b34da6a3ce929d0e0e4736"])
def test_an_id_of_the_caller_is_kept(given: str) -> None:
    answer = send("GET", MODELS, headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] == answer.json()["requestId"] == given


@pytest.mark.parametrize(
    "given",
    [None, "", "1234567", "x" * 129, "with space", "a\nforged: line", "a/b/c/d/e", '"quoted"', "é" * 8],
)
def test_what_is_no_id_is_replaced_by_one_of_ours(given: str | None) -> None:
    headers = {} if given is None else {"X-Request-Id": given}

    answers = [send("GET", MODELS, headers=headers) for _ in range(2)]

    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert all(OURS.fullmatch(each) for each in ids)
    assert ids[0] != ids[1]
    assert [answer.json()["requestId"] for answer in answers] == ids


@pytest.mark.django_db(transaction=True)  # PostgreSQL aborts the transaction that an error is in
def test_every_kind_of_answer_has_it(create_body: dict[str, Any], settings: LazySettings) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    there = StationModelFactory()
    whole = json.dumps(create_body).encode()

    def ask(method: str, path: str = "", sent: bytes | None = None, **headers: str) -> WSGIResponse:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Authorization": f"Bearer {token}", "X-Request-Id": "request-0001", **said}
        return send(method, MODELS + path, body=sent, headers=given)

    answers = [
        ask("GET"),
        ask("POST", sent=whole, Idempotency_Key="key"),
        ask("GET", If_None_Match="*"),
        ask("POST", sent=b"{"),
        ask("GET", Host="evil.example"),
        ask("GET", Authorization="Bearer unknown"),
        ask("GET", f"/{ID}"),
        ask("PUT"),
        ask("GET", Accept="text/html"),
        ask("POST", sent=whole),
        ask("PATCH", f"/{there.pk}", sent=b"{}", If_Match='"1-0"'),
        ask("POST", sent=b"x" * 300_000),
        ask("POST", sent=whole, Content_Type="text/plain"),
        ask("POST", sent=b"{}", Idempotency_Key="key"),
    ]
    settings.API_RATE_LIMIT = 1
    answers += [ask("GET"), ask("GET")]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_chargingstationmodel RENAME TO away")
    settings.API_RATE_LIMIT = 0
    broken = ask("GET", "/changes")  # not asked before, so not in memory
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO catalog_chargingstationmodel")

    statuses = [200, 201, 304, 400, 400, 401, 404, 405, 406, 409, 412, 413, 415, 422, 200, 429]
    assert [answer.status for answer in answers] == statuses
    assert broken.status in {500, 503}
    for answer in [*answers, broken]:
        assert answer.headers["X-Request-Id"] == "request-0001"
        if answer.status >= 400:
            assert answer.json()["requestId"] == "request-0001"
