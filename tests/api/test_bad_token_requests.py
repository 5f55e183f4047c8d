"""Bad requests to the token endpoint: refused in RFC 6749's words, and no token given."""

import pytest
from oauth2_provider.models import get_access_token_model
from pytest_django import Settings

from catalog.models import ApiClient
from tests.api.bad.tokens import BAD_TOKENS, FORM, BadToken
from tests.factories import UserFactory, issue_client
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_and_secret() -> tuple[ApiClient, str]:
    return issue_client(name="Back-end", owner=UserFactory(is_staff=True), access="read")


def assert_refused(answer: WSGIResponse, status: int, error: str) -> None:
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json()) <= {"error", "error_description"}
    assert answer.json()["error"] == error
    assert status != 401 or answer.headers["WWW-Authenticate"]
    assert status != 405 or answer.headers["Allow"] == "POST, OPTIONS"
    assert not get_access_token_model().objects.exists()


@pytest.mark.parametrize("limit", [0, 30], ids=["without a limit", "with a limit"])
@pytest.mark.parametrize("bad", BAD_TOKENS, ids=lambda bad: bad.name.encode("unicode_escape").decode())
def test_a_bad_token_request_is_refused(
    bad: BadToken, limit: int, client_and_secret: tuple[ApiClient, str], settings: Settings
) -> None:
    client, secret = client_and_secret
    settings.TOKEN_RATE_LIMIT = limit

    def filled(text: str) -> str:
        return text.replace("{id}", client.client_id).replace("{secret}", secret)

    answer = send(
        bad.method,
        "/oauth/token",
        query=filled(bad.query),
        body=filled(bad.body.decode("latin-1")).encode("latin-1"),
        headers={"Content-Type": bad.content_type, **bad.headers},
    )

    assert_refused(answer, bad.status, bad.error)
    assert secret.encode() not in answer.body


@pytest.mark.parametrize("end", ["client", "user"])
def test_a_disabled_client_or_owner_gets_no_token(client_and_secret: tuple[ApiClient, str], end: str) -> None:
    client, secret = client_and_secret
    if end == "client":
        ApiClient.objects.update(is_active=False)
    else:
        client.user.is_active = False
        client.user.save()
    body = f"grant_type=client_credentials&client_id={client.client_id}&client_secret={secret}"

    answer = send("POST", "/oauth/token", body=body.encode(), headers={"Content-Type": FORM})

    assert_refused(answer, 401, "invalid_client")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("", 400, "invalid_request"),
        ("token=x", 401, "invalid_client"),
        ("token=x&client_id={id}&client_secret=wrong", 401, "invalid_client"),
        ("token=%00&client_id={id}&client_secret={secret}", 400, "invalid_request"),
        ("token=x&token=y&client_id={id}&client_secret={secret}", 400, "invalid_request"),
        ("client_id={id}&client_secret={secret}", 400, "invalid_request"),
    ],
)
def test_a_bad_revocation_is_refused(
    client_and_secret: tuple[ApiClient, str], body: str, status: int, error: str
) -> None:
    client, secret = client_and_secret
    sent = body.replace("{id}", client.client_id).replace("{secret}", secret)

    answer = send("POST", "/oauth/revoke", body=sent.encode(), headers={"Content-Type": FORM})

    assert_refused(answer, status, error)


def test_the_metadata_document_takes_no_post() -> None:
    answer = send("POST", "/.well-known/oauth-authorization-server", body=b"{}")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "method_not_allowed"
