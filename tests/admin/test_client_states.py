"""State and owner of API clients in the admin: what the list says is what the token endpoint does."""

import re

import pytest
from django.core.exceptions import ValidationError

from catalog.models import AccessEvent, ApiClient
from tests.admin.html_client import CLIENTS, HtmlClient, change_page, staff_client
from tests.admin.test_api_clients import ADD, a_token_for
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, UserFactory, issue_client

pytestmark = pytest.mark.django_db

BLOCKED = "Blocked: owner p.left is deactivated"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


def blocked_client() -> tuple[ApiClient, str]:
    """A client whose owner was deactivated after it was issued."""
    owner = UserFactory(username="p.left")
    client, secret = issue_client(name="CSMS of Example", owner=owner, access="read")
    owner.is_active = False
    owner.save()
    return client, secret


def test_client_of_a_deactivated_owner_is_blocked_in_list_and_page(browser: HtmlClient) -> None:
    client, secret = blocked_client()

    pages = [browser.get(path).content.decode() for path in (CLIENTS, change_page(client))]

    assert all(BLOCKED in page for page in pages)
    assert a_token_for(client.client_id, secret) == 401


def test_deactivated_user_is_not_offered_and_refused_as_owner(browser: HtmlClient) -> None:
    left = UserFactory(username="p.left", is_active=False)

    page = browser.get(ADD).content.decode()
    response = browser.save(ADD, {"name": "New", "user": str(left.pk), "access": "read"})

    assert "p.left" not in page
    assert "Select a valid choice" in response.content.decode()
    assert not ApiClient.objects.exists()


def test_issue_for_a_deactivated_owner_raises_and_records_nothing() -> None:
    left = UserFactory(username="p.left", is_active=False)
    before = AccessEvent.objects.count()

    with pytest.raises(ValidationError, match=r"p\.left is deactivated\. Select an active user\."):
        issue_client(name="New", owner=left, access="read")

    assert not ApiClient.objects.exists()
    assert AccessEvent.objects.count() == before


def test_blocked_client_can_still_be_renamed(browser: HtmlClient) -> None:
    client, _ = blocked_client()

    response = browser.save(change_page(client), {"name": "Renamed"})

    assert response.status_code == 302
    assert ApiClient.objects.get().name == "Renamed"


@pytest.mark.parametrize(
    ("state", "names"), [("active", {"Works"}), ("disabled", {"Off"}), ("blocked", {"CSMS of Example"})]
)
def test_state_filter_lists_the_clients_whose_state_says_so(browser: HtmlClient, state: str, names: set[str]) -> None:
    blocked_client()
    ApiClientFactory(name="Works")
    ApiClientFactory(name="Off", is_active=False)

    listed = browser.get(f"{CLIENTS}?state={state}").context["cl"].result_list

    assert {client.name for client in listed} == names
    assert {client.state for client in listed} == {state}


def test_owner_filter_lists_that_owners_clients(browser: HtmlClient) -> None:
    client, other = ApiClientFactory(), ApiClientFactory()

    listed = browser.get(f"{CLIENTS}?owner={client.user_id}").context["cl"].result_list

    assert list(listed) == [client]
    assert other.pk != client.pk


@pytest.mark.parametrize("verb", ["revoke-previous-secret", "revoke-token", "revoke-tokens"])
def test_revoking_asks_first_and_changes_nothing(browser: HtmlClient, verb: str) -> None:
    client: ApiClient = ApiClientFactory()
    client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)
    token = create_token(client)
    path = change_page(client).replace("change", verb)

    response = browser.get(path, {"token": client.live_tokens()[0].pk})

    assert "This cannot be undone." in response.content.decode()
    client.refresh_from_db()
    assert client.has_previous_secret
    assert client_with_token(token).get(MODELS).status_code == 200


def test_confirmed_token_is_revoked(browser: HtmlClient) -> None:
    client: ApiClient = ApiClientFactory()
    create_token(client)
    path = change_page(client).replace("change", "revoke-token")

    page = browser.get(path, {"token": client.live_tokens()[0].pk}).content.decode()
    key = re.search(r'name="token" value="(\d+)"', page)
    assert key is not None
    browser.post(path, {"token": key[1]})

    assert client.live_tokens().count() == 0
