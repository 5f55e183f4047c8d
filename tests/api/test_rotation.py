"""Secrets at the token endpoint while a client is rotated, and what is kept of a token that was given."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.hashers import ClientSecretHasher
from catalog.models import ApiClient
from tests.api.test_oauth import FORM, REVOKE, WAYS, by_basic, by_form, by_json
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import TEST_ACTOR, UserFactory, issue_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued() -> tuple[ApiClient, str]:
    return issue_client(name="Back-end", owner=UserFactory(), access="read")


def rotate(client: ApiClient, keep_previous_for: timedelta = timedelta(hours=1)) -> str:
    return client.rotate_secret(seen=client.secret_issued_at, keep_previous_for=keep_previous_for, by=TEST_ACTOR)


@pytest.mark.parametrize("way", WAYS)
def test_both_secrets_get_tokens_until_the_former_ends(client: Client, issued: tuple[ApiClient, str], way: Any) -> None:
    api_client, former = issued
    new = rotate(api_client)

    both = [way(client, (api_client, secret)) for secret in (former, new)]
    ApiClient.objects.update(previous_secret_expires_at=timezone.now())
    later = [way(client, (api_client, secret)) for secret in (former, new)]

    assert [response.status_code for response in both] == [200, 200]
    for response in both:
        assert client_with_token(response.json()["access_token"]).get(MODELS).status_code == 200
    assert [response.status_code for response in later] == [401, 200]
    assert later[0].json()["error"] == "invalid_client"


@pytest.mark.parametrize("way", WAYS)
def test_a_former_secret_can_end_with_the_rotation(client: Client, issued: tuple[ApiClient, str], way: Any) -> None:
    api_client, former = issued
    new = rotate(api_client, timedelta(0))

    assert way(client, (api_client, former)).status_code == 401
    assert way(client, (api_client, new)).status_code == 200


def test_a_former_secret_that_is_ended_is_refused_at_the_next_request(
    client: Client, issued: tuple[ApiClient, str]
) -> None:
    api_client, former = issued
    rotate(api_client)
    assert by_form(client, issued).status_code == 200

    api_client.revoke_previous_secret(seen=api_client.secret_issued_at, by=TEST_ACTOR)

    assert by_form(client, (api_client, former)).status_code == 401


def test_the_secret_before_the_former_one_is_refused(client: Client, issued: tuple[ApiClient, str]) -> None:
    api_client, first = issued
    second = rotate(api_client)
    third = rotate(api_client)

    statuses = [by_form(client, (api_client, secret)).status_code for secret in (first, second, third)]

    assert statuses == [401, 200, 200]


def test_a_rotation_leaves_tokens_alone(client: Client, issued: tuple[ApiClient, str]) -> None:
    token = by_form(client, issued).json()["access_token"]

    rotate(issued[0], timedelta(0))

    assert client_with_token(token).get(MODELS).status_code == 200


def test_a_former_secret_gets_nothing_for_a_client_that_is_disabled(
    client: Client, issued: tuple[ApiClient, str]
) -> None:
    rotate(issued[0])
    ApiClient.objects.update(is_active=False)

    assert by_form(client, issued).status_code == 401


def test_a_former_secret_of_one_client_is_none_of_another(client: Client, issued: tuple[ApiClient, str]) -> None:
    _, former = issued
    rotate(issued[0])
    other, _ = issue_client(name="Other", owner=UserFactory(), access="read")

    assert by_form(client, (other, former)).status_code == 401


def test_a_former_secret_may_revoke(client: Client, issued: tuple[ApiClient, str]) -> None:
    api_client, former = issued
    token = by_form(client, issued).json()["access_token"]
    rotate(api_client)

    response = client.post(
        REVOKE, f"token={token}&client_id={api_client.client_id}&client_secret={former}", content_type=FORM
    )

    assert response.status_code == 200
    assert client_with_token(token).get(MODELS).status_code == 401


@pytest.mark.parametrize("hash_of", ["former", "present"])
def test_a_hash_is_no_secret(client: Client, issued: tuple[ApiClient, str], hash_of: str) -> None:
    rotate(issued[0])
    kept = ApiClient.objects.get()

    stolen = {"former": kept.previous_secret, "present": kept.client_secret}[hash_of]

    assert by_json(client, (kept, stolen)).status_code == 401


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that is computed, by the client secrets' hasher or any other: counted, and computed all the same."""
    computed: list[str] = []
    pbkdf2 = hashers.pbkdf2

    def counted(password: str, *args: Any, **kwargs: Any) -> bytes:
        computed.append(password)
        return pbkdf2(password, *args, **kwargs)

    monkeypatch.setattr(hashers, "pbkdf2", counted)
    return computed


@pytest.mark.parametrize("way", WAYS)
def test_whatever_secret_is_sent_costs_two_hashes_at_most(
    client: Client, issued: tuple[ApiClient, str], way: Any, hashes: list[str]
) -> None:
    api_client, former = issued
    before = [way(client, (api_client, secret)).status_code for secret in (former, "wrong")]
    before_cost = len(hashes)
    new = rotate(api_client)
    hashes.clear()

    costs = []
    for secret in (new, former, "wrong", ""):
        way(client, (api_client, secret))
        costs.append(len(hashes))
        hashes.clear()

    assert before == [200, 401]
    assert before_cost == 2
    assert costs == [1, 2, 2, 0]
    assert ClientSecretHasher.iterations == 1_000


@pytest.mark.parametrize("in_body", ["right", "wrong"])
def test_a_secret_is_sent_in_one_way(
    client: Client, issued: tuple[ApiClient, str], in_body: str, hashes: list[str]
) -> None:
    api_client, secret = issued
    sent = {"right": secret, "wrong": "wrong"}[in_body]

    response = by_basic(client, (api_client, "wrong"), client_id=api_client.client_id, client_secret=sent)

    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_request",
        "error_description": "Send the client secret either with HTTP Basic or in the body, not both.",
    }
    assert hashes == []


def test_basic_may_come_with_the_id_in_the_body(client: Client, issued: tuple[ApiClient, str]) -> None:
    assert by_basic(client, issued, client_id=issued[0].client_id).status_code == 200
    assert by_basic(client, (issued[0], "wrong"), client_id=issued[0].client_id).status_code == 401


def test_when_the_last_token_was_given_is_kept_once_an_hour(client: Client, issued: tuple[ApiClient, str]) -> None:
    started = timezone.now()

    with CaptureQueriesContext(connection) as first:
        by_form(client, issued)
    noted = ApiClient.objects.get().last_token_at
    with CaptureQueriesContext(connection) as second:
        by_form(client, issued)

    assert noted is not None
    assert started <= noted <= timezone.now()
    assert ApiClient.objects.get().last_token_at == noted
    assert len(first) == len(second) + 1
    assert [each["sql"] for each in second if each["sql"].startswith("UPDATE")] == []


def test_a_refused_request_is_no_last_token(client: Client, issued: tuple[ApiClient, str]) -> None:
    by_form(client, (issued[0], "wrong"))
    by_form(client, issued, scope="models:write")

    assert ApiClient.objects.get().last_token_at is None


def test_a_call_of_the_api_writes_nothing_about_its_client(issued: tuple[ApiClient, str]) -> None:
    caller = client_with_token(create_token(issued[0]))
    before = ApiClient.objects.values().get()

    assert caller.get(MODELS).status_code == 200

    assert ApiClient.objects.values().get() == before
