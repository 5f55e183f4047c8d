"""Who shows a token passes by the middleware of browsers, and nobody can tell by the answer."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from catalog.api.programs import ProgramMiddleware
from catalog.models import ChargingStationModel
from tests.api.bad import a_body
from tests.callers import MODELS, a_token, bearing
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

HERE = f"{ProgramMiddleware.__module__}.{ProgramMiddleware.__qualname__}"
OF_THE_MOMENT = {"X-Request-Id", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Location", "ETag"}


@pytest.fixture
def token() -> str:
    return a_token(ApiClientFactory(user=UserFactory(is_staff=True)))


@pytest.fixture
def long_way(settings: Settings, token: str) -> APIClient:
    """The same caller, where nobody passes by."""
    as_shipped = settings.MIDDLEWARE
    settings.MIDDLEWARE = [each for each in as_shipped if each != HERE]
    caller = bearing(token)
    caller.get(MODELS)  # which loads its middleware
    settings.MIDDLEWARE = as_shipped
    return caller


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("get", "", {}),
        ("get", "/", {}),
        ("head", "", {}),
        ("options", "", {}),
        ("get", "", {"HTTP_IF_NONE_MATCH": "*"}),
        ("get", "?limit=0", {}),
        ("get", "/{id}", {}),
        ("get", "/{id}", {"HTTP_IF_NONE_MATCH": "*"}),
        ("get", "/0b9f2f2c-6d0f-4c7e-9f0b-2f6f0f3f1c11", {}),
        ("get", "/{id}/nowhere", {}),
        ("get", "/{id}/history", {}),
        ("get", "/export", {}),
        ("get", "/resolve?vendor=Alfen&model=Eve", {}),
        ("get", "/changes", {}),
        ("put", "/{id}", {}),
        ("post", "", {"data": {}, "format": "json"}),
        ("post", "", {"data": "{", "content_type": "application/json"}),
        ("post", "/{id}/archive", {}),
        ("get", "", {"HTTP_AUTHORIZATION": "Bearer never-given"}),
        ("get", "", {"HTTP_AUTHORIZATION": "Bearer "}),
        ("get", "", {"HTTP_ACCEPT": "text/html"}),
        ("get", "", {"HTTP_HOST": "not.ours.example.com"}),
    ],
)
def test_the_answer_is_that_of_the_long_way(
    long_way: APIClient, token: str, method: str, path: str, more: dict[str, Any]
) -> None:
    one: ChargingStationModel = StationModelFactory(vendor="Alfen", model="Eve")
    other: ChargingStationModel = StationModelFactory(vendor="Alfen", model="Ewe")
    answers = []
    for caller, asked in ((bearing(token), one), (long_way, one if method in ("get", "head", "options") else other)):
        answer = getattr(caller, method)(MODELS + path.format(id=asked.pk), **more)
        headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
        answers.append((answer.status_code, headers, sorted(answer.cookies)))
        if not answer.streaming and method == "get" and answer.status_code == 200:
            answers[-1] += (answer.content,)

    assert answers[0] == answers[1]


def test_the_answer_to_a_change_is_that_of_the_long_way(long_way: APIClient, token: str) -> None:
    callers = {"One": bearing(token), "Two": long_way}

    created = [caller.post(MODELS, {**a_body(), "model": name}, format="json") for name, caller in callers.items()]

    assert [answer.status_code for answer in created] == [201, 201]
    assert len({answer["Content-Length"] for answer in created}) == 1
    assert len({frozenset(answer.headers) for answer in created}) == 1


def test_nothing_of_browsers_is_asked(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError

    for name in (
        "django.middleware.common.CommonMiddleware.process_request",
        "django.contrib.sessions.middleware.SessionMiddleware.process_request",
        "django.contrib.auth.middleware.AuthenticationMiddleware.process_request",
        "whitenoise.middleware.WhiteNoiseMiddleware.__call__",
        "axes.middleware.AxesMiddleware.__call__",
    ):
        monkeypatch.setattr(name, never)

    assert bearing(token).get(MODELS).status_code == 200


def test_a_cookie_beside_a_token_is_not_looked_at(token: str) -> None:
    answer = bearing(token).get(MODELS, HTTP_COOKIE="sessionid=x; csrftoken=y")

    assert (answer.status_code, list(answer.cookies), answer["Vary"]) == (200, [], "Authorization, Accept")


def test_what_is_secure_says_so(settings: Settings, token: str) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    caller = bearing(token)

    assert caller.get(MODELS, secure=True)["Strict-Transport-Security"].startswith("max-age=60")
    assert "Strict-Transport-Security" not in caller.get(MODELS).headers


def test_plain_http_is_sent_to_https(settings: Settings, token: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    caller = bearing(token)

    sent_away = caller.get(MODELS)

    assert (sent_away.status_code, sent_away["Location"]) == (301, f"https://testserver{MODELS}")
    assert caller.get(MODELS, secure=True).status_code == 200


def test_a_host_is_looked_at_after_another_was_found_good(token: str) -> None:
    caller = bearing(token)

    statuses = [caller.get(MODELS, HTTP_HOST=host).status_code for host in ("localhost", "not.ours", "127.0.0.1:80")]

    assert statuses == [200, 400, 200]
