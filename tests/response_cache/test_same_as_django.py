"""Whoever asks for whatever: the response is Django's own, whether the response cache builds, repeats or keeps nothing.

Every route and method of the URL conf, and what else a read can differ by, is asked by every kind of caller: of Django
without the response cache, of a cold cache, of a warm one, and of one that is turned off.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from django.urls import reverse
from oauth2_provider.models import get_access_token_model
from pytest_django import Settings

from catalog.models import ChargingStationModel
from catalog.response_cache.application import store
from config.wsgi import with_readable_headers
from tests.api.test_roles import OF_ALL, QUERIES, TABLE
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"
"""An id that no model has."""

NEVER_EQUAL = {"X-Request-Id", "X-RateLimit-Remaining", "X-RateLimit-Reset"}


class Asked(NamedTuple):
    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: bytes | None = None


def routes() -> Iterator[Asked]:
    posted = {"station-model-resolve": {"items": [{"vendor": "Zaptec", "model": "Go"}]}}
    for name, method in TABLE:
        path = reverse(name, args=[] if name in OF_ALL else ["{id}"]).replace("%7Bid%7D", "{id}")
        body = {"POST": posted.get(name, {}), "PATCH": {"friendlyName": "Renamed"}}.get(method)
        query = QUERIES.get(name, "").removeprefix("?")
        yield Asked(method, path, query, body=None if body is None else json.dumps(body).encode())


ONE = f"{MODELS}/{{id}}"
READS = [
    Asked("GET", MODELS, query)
    for query in [
        "limit=1", "limit=0", "limit=1&limit=2", "vendor=zaptec", "vendor=", "q=go", "isArchived=true", "nonsense=1",
        "startingAfter={id}", f"startingAfter={UNKNOWN}", "powerType=DC", "minPowerWatts=1", "vendor=%00", "vendor=%FF",
    ]
] + [
    Asked("GET", f"{MODELS}/"),
    Asked("GET", f"{MODELS}/changes", "after=1"),
    Asked("GET", f"{MODELS}/changes", "after=999999999999"),
    Asked("GET", f"{MODELS}/resolve", "vendor=Nobody&model=Nothing"),
    Asked("GET", f"{MODELS}/resolve", "vendor=Nobody"),
    Asked("GET", f"{ONE}/"),
    Asked("GET", ONE, "nonsense=1"),
    Asked("GET", f"{MODELS}/{UNKNOWN}"),
    Asked("GET", f"{MODELS}/no-id"),
    Asked("GET", f"{ONE}/ocpi", "version=9"),
    Asked("GET", f"{MODELS}/vendors", "q=alf"),
    Asked("GET", f"{ONE}/evidence", "level=cited"),
    Asked("GET", f"{ONE}/nowhere"),
    Asked("GET", f"{MODELS}x"),
    Asked("PUT", ONE),
    Asked("POST", MODELS, body=b"{"),
]  # fmt: skip
DIFFERENCES: list[dict[str, str]] = [
    {"If-None-Match": "{tag}"}, {"If-None-Match": "W/{tag}"}, {"If-None-Match": '"1-0"'},
    {"If-None-Match": '"1-0", {tag}'}, {"If-None-Match": "*"}, {"If-None-Match": " {tag} "}, {"If-None-Match": "1-0"},
    {"If-None-Match": ""}, {"If-Match": '"1-0"'}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    {"Range": "bytes=0-3"}, {"Accept": "application/json"}, {"Accept": "application/json; q=0.5"},
    {"Accept": "text/html"}, {"Accept": "text/html, */*"}, {"Accept": "application/problem+json"}, {"Accept": ""},
    {"Accept-Encoding": "gzip"}, {"Accept-Language": "de"}, {"Cookie": "sessionid=made-up; csrftoken=made-up"},
    {"Cookie": "sessionid={session}"}, {"Host": "localhost"}, {"Host": "localhost:8000"},
    {"Host": "elsewhere.example.com"}, {"X-Forwarded-Proto": "https"}, {"X-Request-Id": "my-own-request-id"},
    {"X-Request-Id": "bad id"}, {"Content-Type": "application/json; charset=hex"}, {"Content-Length": "seven"},
    {"X-HTTP-Method-Override": "DELETE"}, {"Origin": "https://elsewhere.example.com"},
]  # fmt: skip
VARIED = [Asked("GET", MODELS), Asked("GET", ONE), Asked("GET", f"{ONE}/ocpi", "version=2.2.1"),
          Asked("GET", f"{ONE}/evidence"), Asked("HEAD", MODELS)]  # fmt: skip


def token_of(*, staff: bool = False, access: str = "write", active: bool = True, **token: Any) -> str:
    user = UserFactory(is_staff=staff, is_active=active)
    return f"Bearer {create_token(ApiClientFactory(user=user, access=access), **token)}"


def revoked() -> str:
    shown = token_of()
    get_access_token_model().objects.latest("pk").revoke()
    return shown


def disabled() -> str:
    client = ApiClientFactory(is_active=False)
    return f"Bearer {create_token(client)}"


CALLERS: dict[str, Callable[[], str | None]] = {
    "nobody": lambda: None,
    "read token": lambda: token_of(access="read"),
    "write token": token_of,
    "write token narrowed to reading": lambda: token_of(scope="models:read"),
    "token without a scope": lambda: token_of(scope=""),
    "read token with a scope too wide": lambda: token_of(access="read", scope="models:read models:write"),
    "staff's read token": lambda: token_of(staff=True, access="read"),
    "staff's write token": lambda: token_of(staff=True),
    "staff's token narrowed to writing": lambda: token_of(staff=True, scope="models:write"),
    "expired token": lambda: token_of(expires_in=-1),
    "revoked token": revoked,
    "token of a disabled client": disabled,
    "token of a disabled user": lambda: token_of(active=False),
    "made-up token": lambda: "Bearer made-up",
    "no token after Bearer": lambda: "Bearer ",
    "lower-case bearer": lambda: token_of(access="read").replace("Bearer", "bearer"),
    "Basic": lambda: "Basic bWFkZTp1cA==",
}


FEW = ["nobody", "read token", "token without a scope", "staff's write token", "expired token"]
REQUESTS = [
    *((asked, list(CALLERS)) for asked in routes()),
    *((asked, FEW) for asked in READS),
    *((asked._replace(headers=headers), FEW[:4]) for asked in VARIED for headers in DIFFERENCES),
]


class There(NamedTuple):
    model: ChargingStationModel
    tag: str
    session: str
    authorizations: dict[str, str | None]


@pytest.fixture(scope="module")
def there(module_transaction: None) -> There:
    model: ChargingStationModel = StationModelFactory(vendor="Zaptec", model="Go")
    StationModelFactory(vendor="Zaptec", model="Go 2")
    StationModelFactory(archived=True)
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    authorizations = {name: caller() for name, caller in CALLERS.items()}
    tag = send("GET", f"{MODELS}/{model.pk}", headers={"Authorization": str(authorizations["read token"])})
    return There(model, tag.headers["ETag"], browser.cookies["sessionid"].value, authorizations)


@pytest.fixture(scope="module")
def plain() -> Any:
    """Django without the response cache, shown no cookie beside a token."""
    django = with_readable_headers(get_wsgi_application())

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer "):
            environ.pop("HTTP_COOKIE", None)
        return django(environ, start_response)

    return call


def answer(asked: Asked, there: There, caller: str, application: Any = None) -> tuple[Any, ...]:
    """Return what can be compared of the response. What the request changes is undone."""
    places = {"id": str(there.model.pk), "tag": there.tag, "session": there.session}

    def fill(text: str) -> str:
        return re.sub(r"\{(id|tag|session)\}", lambda place: places[place[1]], text)

    headers = {name: fill(value) for name, value in asked.headers.items()}
    if (authorization := there.authorizations[caller]) is not None:
        headers["Authorization"] = authorization
    with transaction.atomic():
        got = send(
            asked.method, fill(asked.path), query=fill(asked.query), body=asked.body, headers=headers,
            application=application,
        )  # fmt: skip
        transaction.set_rollback(True)
    return comparable(got)


def comparable(got: WSGIResponse) -> tuple[Any, ...]:
    assert got.headers["X-Request-Id"]
    body = re.sub(rb'"(requestId|updatedAt|archivedAt)": ?"[^"]*"', b"", got.body)
    return got.status, {name: value for name, value in got.headers.items() if name not in NEVER_EQUAL}, body


@pytest.mark.parametrize(("asked", "callers"), REQUESTS, ids=lambda each: " ".join(map(str, each[:4])))
def test_the_response_is_djangos_own(
    asked: Asked, callers: list[str], there: There, plain: Any, settings: Settings
) -> None:
    allowed = settings.BODY_CACHE_BYTES
    for caller in callers:
        expected = answer(asked, there, caller, plain)
        store.clear()

        built, repeated = answer(asked, there, caller), answer(asked, there, caller)
        size = store.size
        settings.BODY_CACHE_BYTES = 0
        store.clear()
        turned_off = answer(asked, there, caller)
        settings.BODY_CACHE_BYTES = allowed

        assert built == repeated == turned_off == expected, caller
        assert size == 0 or expected[0] in (200, 304)
