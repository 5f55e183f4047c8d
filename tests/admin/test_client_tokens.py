"""Tokens of API clients in the admin: listed on the client's page, and revoked."""

import pytest

from catalog.models import ApiClient
from tests.admin.html_client import HtmlClient, change_page, page_messages, staff_client
from tests.admin.test_api_clients import a_token_for
from tests.admin.test_client_secrets import page_of, said_in_history, text_of
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import ApiClientFactory, UserFactory, issue_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


@pytest.fixture
def issued() -> tuple[ApiClient, str]:
    return issue_client(name="CSMS of Example", owner=UserFactory(), access="read")


def test_a_clients_tokens_are_listed_and_no_other(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    client, _ = issued
    create_token(client, scope="models:read")
    create_token(client, expires_in=-1)
    create_token(ApiClientFactory(), scope="models:read models:write")
    [live] = client.live_tokens()

    page = text_of(browser.get(change_page(client)))

    assert page.count('name="token"') == 1
    assert f'name="token" value="{live.pk}"' in page
    assert "<td>models:read</td>" in page
    assert f"{live.expires:%H:%M:%S} UTC" in page


def test_many_tokens_are_counted_and_the_newest_shown(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    for _ in range(51):
        create_token(issued[0])

    page = text_of(browser.get(change_page(issued[0])))

    assert page.count('name="token"') == 50
    assert "The newest 50 of 51 are shown." in page


def test_a_token_is_revoked_at_its_next_request(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    client, _ = issued
    first, second = create_token(client), create_token(client)
    key = client.live_tokens()[1].pk

    response = browser.post(page_of(client, "revoke-token"), {"token": key}, follow=True)

    assert page_messages(response) == ["The token was revoked."]
    assert [client_with_token(token).get(MODELS).status_code for token in (first, second)] == [401, 200]
    assert said_in_history(client) == ["ada: Revoked a token."]


@pytest.mark.parametrize("key", [None, "", "0", "-1", "9" * 40, "9" * 5_000, "abc", "\x00", "of another client"])
def test_a_token_that_is_none_of_the_client_is_not_revoked(
    browser: HtmlClient, issued: tuple[ApiClient, str], key: str | None
) -> None:
    other: ApiClient = ApiClientFactory()
    tokens = [create_token(issued[0]), create_token(other)]
    posted = {} if key is None else {"token": other.live_tokens()[0].pk if key == "of another client" else key}

    response = browser.post(page_of(issued[0], "revoke-token"), posted, follow=True)

    assert page_messages(response) == ["The token is already revoked or has expired."]
    assert [client_with_token(token).get(MODELS).status_code for token in tokens] == [200, 200]
    assert said_in_history(issued[0]) == []


def test_all_tokens_of_a_client_are_revoked_at_once(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    client, secret = issued
    tokens = [create_token(client), create_token(client), create_token(ApiClientFactory())]

    response = browser.post(page_of(client, "revoke-tokens"), {}, follow=True)

    assert page_messages(response) == ["2 tokens revoked."]
    assert [client_with_token(token).get(MODELS).status_code for token in tokens] == [401, 401, 200]
    assert "There are no active tokens." in text_of(response)
    assert a_token_for(client.client_id, secret) == 200
    assert said_in_history(client) == ["ada: Revoked all tokens (2)."]
