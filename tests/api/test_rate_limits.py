"""The rate limits: exact, told in headers, of one caller alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from catalog.api.error_codes import ERROR_CODES
from catalog.http.rate_limits import counted_address, minute_counter, register_request
from tests.api_clients import MODELS, anonymous_client, authenticated_client, client_with_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, UserFactory, issue_client
from tests.log_capture import capture_log
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def fresh_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Counters begin at nothing, and the clock stands: no test crosses into the next minute."""
    minute_counter.clear()
    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_040.0 + 20)
    yield
    minute_counter.clear()


def test_the_fourth_request_of_three_is_429(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 3
    caller = authenticated_client(staff=True)
    station_model = StationModelFactory()

    taken = [caller.get(MODELS) for _ in range(3)]
    before = catalogue_rows()
    refused = caller.post(f"{MODELS}/{station_model.pk}/archive")

    assert [response.status_code for response in taken] == [200, 200, 200]
    assert [response["X-RateLimit-Remaining"] for response in taken] == ["2", "1", "0"]
    assert {response["X-RateLimit-Limit"] for response in taken} == {"3"}
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["X-RateLimit-Limit"] == "3"
    assert refused["X-RateLimit-Remaining"] == "0"
    assert refused["X-RateLimit-Reset"] == refused["Retry-After"] == "40"
    problem = refused.json()
    assert (problem["status"], problem["code"], problem["type"]) == (429, "rate_limited", "/problems/rate-limited")
    assert problem["detail"] == ERROR_CODES["rate_limited"].example_detail
    assert catalogue_rows() == before


def test_the_next_minute_is_a_new_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE_LIMIT = 1
    caller = authenticated_client()
    caller.get(MODELS)
    assert caller.get(MODELS).status_code == 429

    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_100.0)

    assert caller.get(MODELS).status_code == 200


def test_other_callers_are_not_affected(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 1
    one, other = authenticated_client(), authenticated_client()
    session = APIClient()
    session.force_login(UserFactory())
    one.get(MODELS)
    assert one.get(MODELS).status_code == 429

    assert other.get(MODELS).status_code == 200
    assert session.get(MODELS).status_code == 200
    assert session.get(MODELS).status_code == 429


def test_without_a_limit_no_header_tells_of_one(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 0

    response = authenticated_client().get(MODELS)

    assert [name for name in response.headers if name.startswith("X-RateLimit")] == []


def test_eight_threads_get_exactly_what_the_limit_allows() -> None:
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: register_request("somebody", 100), range(400)))

    assert sum(not each.is_over for each in counts) == 100
    assert sorted(each.used for each in counts) == list(range(1, 401))


def test_a_flood_of_made_up_callers_resets_nobodys_count() -> None:
    for _ in range(5):
        register_request("somebody", 100)

    for number in range(2_000):
        register_request(f"made up {number}", 100)

    assert register_request("somebody", 100).used == 6


@pytest.mark.parametrize("client_id", ["a b", "é", "x" * 100_000, "{id}"])
def test_token_requests_are_limited_by_client_and_address(settings: Settings, client_id: str) -> None:
    settings.TOKEN_RATE_LIMIT = 3
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")
    named = client_id.replace("{id}", client.client_id)
    body = f"grant_type=client_credentials&client_id={named}&client_secret=wrong".encode()
    good = f"grant_type=client_credentials&client_id={client.client_id}&client_secret={secret}".encode()

    statuses = [send("POST", "/oauth/token", body=body, headers=FORM, REMOTE_ADDR="10.0.0.1").status for _ in range(3)]
    refused = send("POST", "/oauth/token", body=body, headers=FORM, REMOTE_ADDR="10.0.0.1")
    elsewhere = send("POST", "/oauth/token", body=good, headers=FORM, REMOTE_ADDR="10.0.0.2")

    assert statuses == [401, 401, 401]
    assert refused.status == 429
    assert refused.headers["Content-Type"] == "application/json"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Retry-After"] == refused.headers["X-RateLimit-Reset"] == "40"
    assert refused.json() == {
        "error": "temporarily_unavailable",
        "error_description": "Too many token requests. Retry after the number of seconds in Retry-After.",
    }
    assert elsewhere.status == 200


def test_made_up_client_ids_are_limited_by_address_before_anything_is_read(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.TOKEN_RATE_LIMIT = 3

    def guess(number: int, path: str, address: str = "10.0.0.1") -> int:
        body = f"grant_type=client_credentials&token=x&client_id=made-up-{number}&client_secret=x".encode()
        return send("POST", path, body=body, headers=FORM, REMOTE_ADDR=address).status

    statuses = {guess(number, "/oauth/token") for number in range(15)}
    statuses |= {guess(number, "/oauth/revoke") for number in range(15, 30)}
    with capture_log() as log, django_assert_num_queries(0):
        refused = [guess(30, "/oauth/token"), guess(31, "/oauth/revoke")]
        unread = send("POST", "/oauth/token", query="a=b", body=b"{", REMOTE_ADDR="10.0.0.1")

    assert (statuses, refused, unread.status) == ({401}, [429, 429], 429)
    told = log.events("token_refused", "revocation_refused")
    assert [(event["event"], event["status"], event["address"]) for event in told] == [
        ("token_refused", 429, "10.0.0.1"),
        ("revocation_refused", 429, "10.0.0.1"),
        ("token_refused", 429, "10.0.0.1"),
    ]
    assert guess(32, "/oauth/token", "10.0.0.2") == 401


def test_revocations_count_with_token_requests_by_network_and_each_refusal_is_told(settings: Settings) -> None:
    settings.TOKEN_RATE_LIMIT = 3
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")
    credentials = f"client_id={client.client_id}&client_secret="

    def guess(path: str, host: int, guessed: str) -> int:
        body = f"grant_type=client_credentials&token=x&{credentials}{guessed}".encode()
        return send("POST", path, body=body, headers=FORM, REMOTE_ADDR=f"2001:db8:0:1::{host:x}").status

    with capture_log() as log:
        statuses = [guess("/oauth/revoke", 1, "a"), guess("/oauth/revoke", 2, "b"), guess("/oauth/token", 3, "c")]
        refused = [guess("/oauth/revoke", 4, secret), guess("/oauth/token", 5, secret)]

    assert (statuses, refused) == ([401, 401, 401], [429, 429])
    told = log.events("revocation_refused", "token_refused", "token_revoked", "token_issued")
    assert [(event["event"], event["status"]) for event in told] == [
        ("revocation_refused", 401),
        ("revocation_refused", 401),
        ("token_refused", 401),
        ("revocation_refused", 429),
        ("token_refused", 429),
    ]


def test_a_token_request_over_the_limit_costs_no_query(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.TOKEN_RATE_LIMIT = 1
    body = b"grant_type=client_credentials&client_id=a&client_secret=b"
    send("POST", "/oauth/token", body=body, headers=FORM)

    with django_assert_num_queries(0, connection=connection):
        refused = send("POST", "/oauth/token", body=body, headers=FORM)

    assert refused.status == 429


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted_as"),
    [
        (False, "10.0.0.9", "10.0.0.1"),
        (True, "10.0.0.9", "10.0.0.9"),
        (True, "1.2.3.4, 10.0.0.9", "10.0.0.9"),
        (True, "", "10.0.0.1"),
    ],
)
def test_an_address_is_believed_from_a_declared_proxy_alone(
    settings: Settings, trusted: bool, forwarded: str, counted_as: str
) -> None:
    settings.TOKEN_RATE_LIMIT = 30
    settings.TRUST_PROXY = trusted
    body = b"grant_type=client_credentials&client_id=a&client_secret=b"
    headers = {**FORM, "X-Forwarded-For": forwarded}

    send("POST", "/oauth/token", body=body, headers=headers, REMOTE_ADDR="10.0.0.1")

    assert register_request(f"token:a:{counted_as}", 30).used == 2


def some_reports(number: int) -> dict[str, list[dict[str, str]]]:
    return {"items": [{"vendor": "Nobody", "model": f"Model {each}"} for each in range(number)]}


@pytest.mark.parametrize(("reports", "requests"), [(1, 1), (10, 1), (11, 2), (99, 10), (100, 10)])
def test_a_batch_counts_as_one_request_for_ten_reports(settings: Settings, reports: int, requests: int) -> None:
    settings.API_RATE_LIMIT = 30
    caller = authenticated_client()

    response = caller.post(f"{MODELS}/resolve", some_reports(reports))

    assert response.status_code == 200
    assert response["X-RateLimit-Remaining"] == str(30 - requests)
    assert caller.get(MODELS)["X-RateLimit-Remaining"] == str(30 - requests - 1)


def test_a_batch_that_weighs_more_than_is_left_is_429_and_counts_as_one(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 15
    caller = authenticated_client()
    caller.post(f"{MODELS}/resolve", some_reports(100))

    refused = caller.post(f"{MODELS}/resolve", some_reports(100))
    smaller = caller.post(f"{MODELS}/resolve", some_reports(40))

    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused["X-RateLimit-Remaining"] == "4"
    assert refused["Retry-After"] == "40"
    assert (smaller.status_code, smaller["X-RateLimit-Remaining"]) == (200, "0")


def test_no_batch_weighs_more_than_a_whole_minute(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 3
    caller = authenticated_client()

    assert caller.post(f"{MODELS}/resolve", some_reports(100)).status_code == 200
    assert caller.get(MODELS).status_code == 429


@pytest.mark.parametrize("status", [401, 403])
def test_refusals_are_counted_by_address(settings: Settings, status: int) -> None:
    settings.API_RATE_LIMIT = 3
    good, refused = (
        authenticated_client(access="read"),
        anonymous_client() if status == 401 else authenticated_client(access="read"),
    )

    statuses = [refused.get(f"{MODELS}/export").status_code for _ in range(5)]
    over = refused.get(f"{MODELS}/export")

    assert statuses == [status] * 3 + [429] * 2
    assert over["Retry-After"] == "40"
    assert (over["X-RateLimit-Limit"], over["X-RateLimit-Remaining"]) == ("3", "0")
    assert over.json()["code"] == "rate_limited"
    assert refused.get(f"{MODELS}/export", REMOTE_ADDR="10.0.0.7").status_code == status
    assert good.get(MODELS).status_code == 200  # of the same address


def test_a_made_up_token_is_counted_too(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 2

    assert [client_with_token(f"made-up-{number}").get(MODELS).status_code for number in range(3)] == [401, 401, 429]


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:0DB8:1:2:ffff::", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_an_address_of_ipv6_is_counted_by_its_64(rf: RequestFactory, sent: str, counted: str) -> None:
    assert counted_address(rf.get("/", REMOTE_ADDR=sent)) == counted


def test_all_that_is_counted_by_address_is_counted_by_the_64(settings: Settings) -> None:
    settings.TOKEN_RATE_LIMIT = settings.API_RATE_LIMIT = 2
    settings.CATALOGUE_BROWSER = "public"
    body = b"grant_type=client_credentials&client_id=a&client_secret=b"
    addresses = [f"2001:db8::{number}" for number in range(1, 4)]

    def statuses(method: str, path: str, body: bytes | None = None) -> list[int]:
        return [send(method, path, body=body, headers=FORM, REMOTE_ADDR=each).status for each in addresses]

    assert statuses("POST", "/oauth/token", body) == [401, 401, 429]
    assert statuses("GET", "/catalogue") == [200, 200, 429]
    assert statuses("GET", MODELS) == [401, 401, 429]
