"""OAuth 2.0: tokens given, narrowed and revoked, and what is kept of them."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from catalog.models import ApiClient
from tests.api_clients import MODELS, client_with_token
from tests.factories import StationModelFactory, UserFactory, issue_client
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db

TOKEN, REVOKE = "/oauth/token", "/oauth/revoke"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def issued() -> tuple[ApiClient, str]:
    return issue_client(name="Back-end", owner=UserFactory(is_staff=True), access="write")


def by_form(client: Client, issued: tuple[ApiClient, str], /, **more: str) -> Any:
    api_client, secret = issued
    parameters = {
        "grant_type": "client_credentials",
        "client_id": api_client.client_id,
        "client_secret": secret,
        **more,
    }
    body = "&".join(f"{name}={value}" for name, value in parameters.items())
    return client.post(TOKEN, body, content_type=FORM)


def by_json(client: Client, issued: tuple[ApiClient, str], /, **more: Any) -> Any:
    api_client, secret = issued
    parameters = {
        "grant_type": "client_credentials",
        "client_id": api_client.client_id,
        "client_secret": secret,
        "audience": "https://api.example.com",
        **more,
    }
    return client.post(TOKEN, json.dumps(parameters), content_type="application/json")


def by_basic(client: Client, issued: tuple[ApiClient, str], /, **more: str) -> Any:
    api_client, secret = issued
    credentials = base64.b64encode(f"{api_client.client_id}:{secret}".encode()).decode()
    body = "&".join(f"{name}={value}" for name, value in {"grant_type": "client_credentials", **more}.items())
    return client.post(TOKEN, body, content_type=FORM, headers={"Authorization": f"Basic {credentials}"})


WAYS = [by_form, by_json, by_basic]


@pytest.mark.parametrize("way", WAYS)
def test_a_client_gets_a_token_for_an_hour(client: Client, issued: tuple[ApiClient, str], way: Any) -> None:
    before = timezone.now()

    response = way(client, issued)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    given = response.json()
    assert given == {
        "access_token": given["access_token"],
        "expires_in": 3600,
        "token_type": "Bearer",
        "scope": "models:read models:write",
    }
    assert len(given["access_token"]) >= 30
    kept = get_access_token_model().objects.get()
    assert kept.application == issued[0]
    assert before + timedelta(hours=1) <= kept.expires <= timezone.now() + timedelta(hours=1)
    assert client_with_token(given["access_token"]).get(MODELS).status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_a_client_may_ask_for_less_than_it_may(client: Client, issued: tuple[ApiClient, str], way: Any) -> None:
    station_model = StationModelFactory()

    given = way(client, issued, scope="models:read").json()

    assert given["scope"] == "models:read"
    caller = client_with_token(given["access_token"])
    assert caller.get(MODELS).status_code == 200
    refused = caller.patch(f"{MODELS}/{station_model.pk}", {"friendlyName": "Renamed"})
    assert refused.status_code == 403
    assert refused.json()["code"] == "insufficient_scope"


@pytest.mark.parametrize("way", WAYS)
def test_a_client_that_may_read_gets_a_token_to_read(client: Client, way: Any) -> None:
    issued = issue_client(name="Reader", owner=UserFactory(), access="read")

    given = way(client, issued).json()

    assert given["scope"] == "models:read"


@pytest.mark.parametrize(
    "name",
    ["user", "client", "scopes", "claims", "resource", "headers", "access_token", "extra_credentials", "request"],
)
@pytest.mark.parametrize("way", WAYS)
def test_parameters_that_are_not_known_are_ignored(
    client: Client, issued: tuple[ApiClient, str], way: Any, name: str
) -> None:
    response = way(client, issued, **{name: "anything"})

    assert response.status_code == 200
    kept = get_access_token_model().objects.get()
    assert (kept.user, kept.application, kept.scope) == (None, issued[0], "models:read models:write")


def test_the_scheme_of_basic_is_taken_in_any_case(client: Client, issued: tuple[ApiClient, str]) -> None:
    credentials = base64.b64encode(f"{issued[0].client_id}:{issued[1]}".encode()).decode()

    response = client.post(
        TOKEN,
        "grant_type=client_credentials",
        content_type=FORM,
        headers={"Authorization": f"basic {credentials}"},
    )

    assert response.status_code == 200
    assert get_access_token_model().objects.get().application == issued[0]


def test_every_token_is_another_one(client: Client, issued: tuple[ApiClient, str]) -> None:
    tokens = {by_form(client, issued).json()["access_token"] for _ in range(5)}

    assert len(tokens) == 5
    assert get_access_token_model().objects.count() == 5


@pytest.mark.parametrize("hint", ["", "&token_type_hint=access_token", "&token_type_hint=nonsense"])
def test_a_revoked_token_is_401_at_once(client: Client, issued: tuple[ApiClient, str], hint: str) -> None:
    token, other = (by_form(client, issued).json()["access_token"] for _ in range(2))
    credentials = f"client_id={issued[0].client_id}&client_secret={issued[1]}"

    response = client.post(REVOKE, f"token={token}&{credentials}{hint}", content_type=FORM)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert client_with_token(token).get(MODELS).status_code == 401
    assert client_with_token(other).get(MODELS).status_code == 200


def test_a_client_cannot_revoke_the_token_of_another(client: Client, issued: tuple[ApiClient, str]) -> None:
    token = by_form(client, issued).json()["access_token"]
    other, secret = issue_client(name="Other", owner=UserFactory(), access="read")

    response = client.post(
        REVOKE, f"token={token}&client_id={other.client_id}&client_secret={secret}", content_type=FORM
    )

    assert response.status_code == 200  # RFC 7009: it is not said whether there is such a token
    assert client_with_token(token).get(MODELS).status_code == 200


def test_the_metadata_document_names_what_there_is(client: Client) -> None:
    response = client.get("/.well-known/oauth-authorization-server")

    assert response.status_code == 200
    assert response.json() == {
        "issuer": "http://testserver",
        "token_endpoint": "http://testserver/oauth/token",
        "revocation_endpoint": "http://testserver/oauth/revoke",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["models:read", "models:write"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "client_id_metadata_document_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }


def test_no_secret_and_no_token_stands_in_the_database(client: Client, issued: tuple[ApiClient, str]) -> None:
    token = by_basic(client, issued).json()["access_token"]
    caller = client_with_token(token)
    caller.patch(f"{MODELS}/{StationModelFactory().pk}", {"friendlyName": "Renamed by a token"})
    revoked = by_json(client, issued).json()["access_token"]
    credentials = f"client_id={issued[0].client_id}&client_secret={issued[1]}"
    client.post(REVOKE, f"token={revoked}&{credentials}", content_type=FORM)

    with connection.cursor() as cursor:
        values = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name that the database itself gave
            values += [str(value) for row in cursor.fetchall() for value in row]

    assert any("Renamed by a token" in value for value in values)
    assert any(issued[0].client_id in value for value in values)
    for secret in (issued[1], token, revoked):
        assert [value for value in values if secret in value] == []


@pytest.mark.parametrize(
    "more",
    ["scope=", "resource=&audience=", "client_id=&client_secret=&scope="],
    ids=["scope", "unknown", "credentials beside Basic"],
)
@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/token/"])
def test_a_parameter_without_a_value_is_as_if_absent(path: str, more: str) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")
    credentials = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()

    answer = send(
        "POST",
        path,
        body=f"grant_type=client_credentials&{more}".encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {credentials}"},
    )

    assert answer.status == 200, answer.body
    assert answer.json()["scope"] == "models:read"
