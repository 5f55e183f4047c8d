"""API clients: secrets that are rotated with two of them alive, tokens that are ended, and when one was last given."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.models import ApiClient
from tests.api_clients import create_token
from tests.factories import TEST_ACTOR, ApiClientFactory
from tests.query_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> ApiClient:
    client: ApiClient = ApiClientFactory()
    return client


def rotate(client: ApiClient, keep_previous_for: timedelta = timedelta(hours=24)) -> str:
    return client.rotate_secret(seen=client.secret_issued_at, keep_previous_for=keep_previous_for, by=TEST_ACTOR)


def test_a_rotation_keeps_the_former_secret_for_a_day_and_the_new_one_as_a_hash(client: ApiClient) -> None:
    before = ApiClient.objects.values().get()
    started = timezone.now()

    secret = client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)

    after = ApiClient.objects.values().get()
    assert len(secret) == 128
    assert after["previous_secret"] == before["client_secret"]
    assert started < after["previous_secret_expires_at"] - timedelta(hours=24) == after["secret_issued_at"]
    assert after["client_secret"].startswith("pbkdf2_sha256_client_secret$")
    assert after["client_secret"] != before["client_secret"]
    assert secret not in str(after)
    kept = {"client_secret", "previous_secret", "previous_secret_expires_at", "secret_issued_at", "updated"}
    assert {name for name in after if after[name] != before[name]} == kept


def test_a_rotation_that_ends_the_former_secret_now_keeps_none(client: ApiClient) -> None:
    rotate(client, timedelta(0))

    client.refresh_from_db()
    assert (client.previous_secret, client.previous_secret_expires_at, client.has_previous_secret) == ("", None, False)


def test_of_two_rotations_the_second_ends_the_first_secret(client: ApiClient) -> None:
    second = rotate(client)

    rotate(client)

    client.refresh_from_db()
    assert client.is_previous_secret(second)


def test_a_rotation_sent_twice_is_made_once(client: ApiClient) -> None:
    seen = client.secret_issued_at
    client.rotate_secret(seen=seen, by=TEST_ACTOR)
    before = ApiClient.objects.values().get()

    with pytest.raises(ValidationError) as refused:
        ApiClient.objects.get().rotate_secret(seen=seen, by=TEST_ACTOR)

    assert refused.value.code == "already_rotated"
    assert ApiClient.objects.values().get() == before


@pytest.mark.parametrize("keep_previous_for", [timedelta(seconds=-1), timedelta(days=7, microseconds=1)])
def test_a_former_secret_works_for_a_week_at_most(client: ApiClient, keep_previous_for: timedelta) -> None:
    before = ApiClient.objects.values().get()

    with pytest.raises(ValidationError) as refused:
        rotate(client, keep_previous_for)

    assert refused.value.code == "out_of_range"
    assert ApiClient.objects.values().get() == before


def test_what_somebody_else_changed_is_not_written_back(client: ApiClient) -> None:
    ApiClient.objects.update(is_active=False, name="renamed meanwhile")

    rotate(client)

    kept = ApiClient.objects.get()
    assert (kept.is_active, kept.name) == (False, "renamed meanwhile")


def test_a_former_secret_ends_when_its_time_is_over(client: ApiClient) -> None:
    rotate(client)
    assert client.has_previous_secret

    client.previous_secret_expires_at = timezone.now()

    assert not client.has_previous_secret


def test_a_former_secret_can_be_ended_once(client: ApiClient) -> None:
    rotate(client)

    assert client.revoke_previous_secret(seen=client.secret_issued_at, by=TEST_ACTOR) is True
    assert client.revoke_previous_secret(seen=client.secret_issued_at, by=TEST_ACTOR) is False

    kept = ApiClient.objects.get()
    assert (kept.previous_secret, kept.previous_secret_expires_at) == ("", None)


def test_another_former_secret_than_the_one_meant_is_not_ended(client: ApiClient) -> None:
    rotate(client)
    seen = client.secret_issued_at
    rotate(client)
    before = ApiClient.objects.values().get()

    with pytest.raises(ValidationError) as refused:
        client.revoke_previous_secret(seen=seen, by=TEST_ACTOR)

    assert refused.value.code == "already_rotated"
    assert ApiClient.objects.values().get() == before


@pytest.mark.parametrize(
    ("minutes_ago", "is_written"), [(None, True), (0, False), (59, False), (61, True), (10_000, True)]
)
def test_the_last_token_is_written_once_an_hour(client: ApiClient, minutes_ago: int | None, is_written: bool) -> None:
    before = timezone.now()
    earlier = None if minutes_ago is None else before - timedelta(minutes=minutes_ago)
    ApiClient.objects.update(last_token_at=earlier)
    client.refresh_from_db()

    with queries(int(is_written)):
        client.touch_last_token()

    changed = client.updated
    client.refresh_from_db()
    assert client.updated == changed
    assert client.last_token_at is not None
    assert client.last_token_at >= before if is_written else client.last_token_at == earlier


def test_live_tokens_are_the_clients_own_and_have_not_expired(client: ApiClient) -> None:
    create_token(client)
    create_token(client, scope="models:read")
    create_token(client, expires_in=-1)
    create_token(ApiClientFactory())

    assert [token.scope for token in client.live_tokens()] == ["models:read", "models:read models:write"]


def test_a_client_ends_its_own_tokens_and_no_other(client: ApiClient) -> None:
    other: ApiClient = ApiClientFactory()
    for each in (client, client, client, other):
        create_token(each)
    [first, *_] = client.live_tokens()
    [others] = other.live_tokens()

    assert client.revoke_token(others.pk, by=TEST_ACTOR) is False
    assert client.revoke_token(first.pk, by=TEST_ACTOR) is True
    assert client.revoke_token(first.pk, by=TEST_ACTOR) is False
    assert client.revoke_tokens(by=TEST_ACTOR) == 2
    assert client.revoke_tokens(by=TEST_ACTOR) == 0

    assert list(other.live_tokens()) == [others]
