"""The response cache decides nothing that is Django's to decide: what comes and goes between two reads is seen."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.test import APIClient

from catalog.api import caching
from catalog.api.permissions import READ, REQUIREMENTS
from catalog.http.callers import get_caller
from catalog.http.rate_limits import minute_counter
from catalog.models import ApiClient, CatalogueRevision, ChargingStationModel
from catalog.response_cache import application
from catalog.response_cache.application import ResponseCache, store
from config.wsgi import with_readable_headers
from tests.api.test_access import disable_client, disable_user, revoke
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory
from tests.query_counts import AUTHENTICATION, queries
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def api_client() -> ApiClient:
    client: ApiClient = ApiClientFactory(user=UserFactory(is_staff=True))
    return client


@pytest.fixture
def token(api_client: ApiClient) -> str:
    return create_token(api_client)


@pytest.fixture
def caller(token: str) -> APIClient:
    return client_with_token(token)


@pytest.fixture
def station_model() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="Eve")
    return station_model


def expire(client: ApiClient) -> None:
    get_access_token_model().objects.update(expires=timezone.now() - timedelta(seconds=1))


def narrow(client: ApiClient) -> None:
    get_access_token_model().objects.update(scope="models:write")


@pytest.mark.parametrize("path", ["", "/{id}"])
@pytest.mark.parametrize(
    ("end", "status"),
    [(expire, 401), (revoke, 401), (disable_client, 401), (disable_user, 401), (narrow, 403)],
)
def test_access_that_ends_between_two_reads_is_refused(
    token: str, station_model: ChargingStationModel, path: str, end: Callable[[ApiClient], None], status: int
) -> None:
    caller, path = client_with_token(token), MODELS + path.format(id=station_model.pk)
    assert caller.get(path).status_code == caller.get(path).status_code == 200

    end(ApiClient.objects.get())

    assert caller.get(path).status_code == status


@pytest.mark.parametrize("path", ["", "/{id}"])
def test_a_write_between_the_statement_and_the_response_is_never_hidden(
    caller: APIClient, station_model: ChargingStationModel, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The response is built later than its revision was read, so it may be newer; the next read asks again."""
    path = MODELS + path.format(id=station_model.pk)

    def find_and_be_overtaken(*args: Any) -> Any:
        found = get_caller(*args)
        station_model.rename("Renamed meanwhile", by=TEST_ACTOR)
        return found

    monkeypatch.setattr(application, "get_caller", find_and_be_overtaken)
    caller.get(path)
    monkeypatch.undo()

    assert "Renamed meanwhile" in caller.get(path).content.decode()


def test_a_database_that_is_away_is_503_from_a_warm_cache_too(
    caller: APIClient, station_model: ChargingStationModel
) -> None:
    caller.get(MODELS)

    def fail(*args: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        response = caller.get(MODELS)

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert caller.get(MODELS).status_code == 200


def test_a_repeated_read_counts_against_the_rate_limit(
    caller: APIClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE_LIMIT = 4
    # What other tests have counted for a client of the same number, and the end of a minute, are none of its concern.
    minute_counter.clear()
    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_040.0)
    responses = [caller.get(MODELS) for _ in range(5)]

    assert [response.status_code for response in responses] == [200, 200, 200, 200, 429]
    assert [response["X-RateLimit-Remaining"] for response in responses] == ["3", "2", "1", "0", "0"]
    assert responses[4]["Retry-After"]
    assert responses[4].json()["code"] == "rate_limited"


def test_the_request_id_is_that_of_each_request(caller: APIClient) -> None:
    sent = [caller.get(MODELS, headers={"X-Request-Id": f"request-{number}"}) for number in range(3)]

    assert [response["X-Request-Id"] for response in sent] == ["request-0", "request-1", "request-2"]
    assert len({caller.get(MODELS)["X-Request-Id"] for _ in range(3)}) == 3


def test_a_host_is_judged_by_django_after_another_was_allowed(token: str) -> None:
    caller = client_with_token(token)

    hosts = ["localhost", "not.ours", "127.0.0.1:80", "localhost", "not.ours"]

    assert [caller.get(MODELS, HTTP_HOST=host).status_code for host in hosts] == [200, 400, 200, 200, 400]


def test_plain_http_is_not_answered_from_what_https_was_answered(token: str, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    fresh = with_middleware_of_now()
    authorization = {"Authorization": f"Bearer {token}"}

    secure = [send("GET", MODELS, headers=authorization, application=fresh, **HTTPS) for _ in range(2)]
    plain = send("GET", MODELS, headers=authorization, application=fresh)

    assert [each.status for each in secure] == [200, 200]
    assert (plain.status, plain.json()["code"]) == (403, "https_required")


HTTPS: dict[str, Any] = {"wsgi.url_scheme": "https"}


def test_a_scheme_that_a_trusted_proxy_names_is_part_of_the_key(token: str, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    fresh = with_middleware_of_now()
    headers = {"Authorization": f"Bearer {token}"}

    for _ in range(2):
        secure = send("GET", MODELS, headers={**headers, "X-Forwarded-Proto": "https"}, application=fresh)
        plain = send("GET", MODELS, headers=headers, application=fresh)

        assert "Strict-Transport-Security" in secure.headers
        assert "Strict-Transport-Security" not in plain.headers


def with_middleware_of_now() -> ResponseCache:
    """A response cache before a Django that reads its settings now."""
    from django.core.handlers.wsgi import WSGIHandler

    return ResponseCache(with_readable_headers(WSGIHandler()))


class Stamp:
    """A middleware that somebody adds."""

    header, value = "X-Added", "yes"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response[self.header] = self.value
        return response


class ForEachLanguage(Stamp):
    header, value = "Vary", "Authorization, Accept, Accept-Language"


class WithCookie(Stamp):
    header, value = "Set-Cookie", "seen=1"


class Refuse(Stamp):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=403)


def twice_through(middleware: type, token: str, settings: Settings) -> list[Any]:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:2], f"{__name__}.{middleware.__name__}", *settings.MIDDLEWARE[2:]]
    fresh = with_middleware_of_now()
    headers = {"Authorization": f"Bearer {token}"}
    return [send("GET", MODELS, headers=headers, application=fresh) for _ in range(2)]


def test_a_header_that_a_new_middleware_adds_is_on_a_repeated_read(token: str, settings: Settings) -> None:
    first, second = twice_through(Stamp, token, settings)

    assert first.headers["X-Added"] == second.headers["X-Added"] == "yes"
    assert store.size > 0


def test_a_new_middleware_that_refuses_holds_for_the_api(token: str, settings: Settings) -> None:
    assert [each.status for each in twice_through(Refuse, token, settings)] == [403, 403]
    assert store.size == 0


@pytest.mark.parametrize("middleware", [ForEachLanguage, WithCookie])
def test_a_response_that_a_middleware_makes_for_one_reader_is_not_kept(
    token: str, settings: Settings, middleware: type
) -> None:
    assert [each.status for each in twice_through(middleware, token, settings)] == [200, 200]
    assert store.size == 0


@pytest.mark.parametrize("action", [*(name for name, needs in REQUIREMENTS.items() if needs is not READ), "nowhere"])
def test_a_response_that_is_not_for_every_reader_cannot_be_cached(action: str) -> None:
    directive = caching.CacheDirective()
    request = Request(RequestFactory().get(MODELS, **{caching.DIRECTIVE: directive}))

    with pytest.raises(ValueError, match=action):
        caching.allow_caching(request, action)

    assert not directive.is_allowed


def test_a_request_from_outside_cannot_name_its_caller(token: str) -> None:
    shown = get_caller(token)
    for name in ("catalog.caller", "catalog-caller", "HTTP_CATALOG.CALLER"):
        response = send("GET", MODELS, headers={name: str(shown)})
        assert response.status == 401


def test_a_model_is_read_with_its_caller_for_the_first_reader_too(
    caller: APIClient, station_model: ChargingStationModel
) -> None:
    for tag in ("", caller.get(f"{MODELS}/{station_model.pk}")["ETag"]):
        store.clear()
        for _ in range(3):
            with queries(AUTHENTICATION):
                response = caller.get(f"{MODELS}/{station_model.pk}", headers={"If-None-Match": tag})
            assert response.status_code == (304 if tag else 200)


def test_the_response_of_one_model_is_never_that_of_another(caller: APIClient) -> None:
    models = [StationModelFactory() for _ in range(3)]

    for station_model in [*models, *reversed(models)]:
        response = caller.get(f"{MODELS}/{station_model.pk}")
        assert json.loads(response.content)["id"] == str(station_model.pk)
        assert response["Content-Length"] == str(len(response.content))
        assert caller.get(f"{MODELS}/{station_model.pk}", headers={"If-None-Match": response["ETag"]}).content == b""


def test_a_cookie_beside_a_token_is_not_looked_at(caller: APIClient) -> None:
    for _ in range(2):
        with queries(2 if store.size == 0 else AUTHENTICATION):
            response = caller.get(MODELS, HTTP_COOKIE="sessionid=x; csrftoken=y")

        assert (response.status_code, list(response.cookies), response["Vary"]) == (200, [], "Authorization, Accept")


@pytest.mark.parametrize("staff", [False, True])
def test_a_caller_is_what_the_orm_reads(staff: bool) -> None:
    client = ApiClientFactory(user=UserFactory(is_staff=staff, is_superuser=not staff), access="read")

    caller = get_caller(create_token(client))

    assert caller is not None
    for found, row in ((caller.owner, User.objects.get()), (caller.client, ApiClient.objects.get())):
        assert found == row
        loaded = row.__dict__.keys() - found.get_deferred_fields() - {"_state"}
        assert loaded >= {"id", "is_active"}
        assert {name: getattr(found, name) for name in loaded} == {name: getattr(row, name) for name in loaded}
    assert caller.client.user is caller.owner
    assert caller.catalogue == CatalogueRevision.current()
