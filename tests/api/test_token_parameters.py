"""Parameters of the token endpoint as callers send them: empty, twice, with a slash at the end of the path."""

import base64
import gzip
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from oauth2_provider.models import get_access_token_model

from tests.factories import UserFactory, issue_client
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def issued() -> dict[str, str]:
    client, secret = issue_client(name="Back-end", owner=UserFactory(is_staff=True), access="write")
    return {"client_id": client.client_id, "client_secret": secret}


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{client_id}:{client_secret}'.encode()).decode()}"}


def by_form(parameters: dict[str, Any], path: str = "/oauth/token", **headers: str) -> WSGIResponse:
    return send("POST", path, body=urlencode(parameters).encode(), headers={**FORM, **headers})


def by_json(parameters: dict[str, Any], path: str = "/oauth/token", **headers: str) -> WSGIResponse:
    return send("POST", path, body=json.dumps(parameters).encode(), headers={**JSON, **headers})


def assert_issued(answer: WSGIResponse, scope: str = "models:read models:write") -> None:
    assert (answer.status, answer.json().get("scope")) == (200, scope)
    assert get_access_token_model().objects.count() == 1


def assert_refused(answer: WSGIResponse, error: str, description: str, status: int = 400) -> None:
    assert (answer.status, answer.json()) == (status, {"error": error, "error_description": description})
    assert not {'"', "\\"} & set(description)  # RFC 6749, 5.2
    assert not get_access_token_model().objects.exists()


@pytest.mark.parametrize("way", [by_form, by_json])
@pytest.mark.parametrize("empty", [{"scope": ""}, {"resource": "", "audience": ""}, {"token": "", "scope": ""}])
def test_a_parameter_without_a_value_is_as_if_it_were_not_there(
    issued: dict[str, str], way: Any, empty: dict[str, str]
) -> None:
    assert_issued(way({**GRANT, **issued, **empty}))


def test_null_is_no_value_either(issued: dict[str, str]) -> None:
    assert_issued(by_json({**GRANT, **issued, "scope": None, "audience": None}))


@pytest.mark.parametrize("way", [by_form, by_json])
def test_an_empty_id_and_secret_beside_basic_are_not_a_second_way(issued: dict[str, str], way: Any) -> None:
    assert_issued(way({**GRANT, "client_id": "", "client_secret": ""}, **basic(**issued)))


def test_what_is_empty_and_given_twice_is_given_twice(issued: dict[str, str]) -> None:
    body = urlencode({**GRANT, **issued}) + "&scope=&scope=models:read"

    answer = send("POST", "/oauth/token", body=body.encode(), headers=FORM)

    assert_refused(answer, "invalid_request", "scope must be a single string.")


@pytest.mark.parametrize("missing", ["grant_type", "client_id", "client_secret"])
@pytest.mark.parametrize("way", [by_form, by_json])
def test_what_is_needed_is_missed_when_it_is_empty(issued: dict[str, str], way: Any, missing: str) -> None:
    parameters = {**GRANT, **issued}

    without, empty = (
        way({name: value for name, value in parameters.items() if name != missing}),
        way({**parameters, missing: ""}),
    )

    assert (empty.status, empty.body) == (without.status, without.body)
    assert empty.status in (400, 401)
    assert not get_access_token_model().objects.exists()


@pytest.mark.parametrize("way", [by_form, by_json])
def test_a_slash_at_the_end_of_the_path_changes_nothing(issued: dict[str, str], way: Any) -> None:
    answer = way({**GRANT, **issued}, "/oauth/token/")

    assert_issued(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    revoked = way({**issued, "token": answer.json()["access_token"]}, "/oauth/revoke/")
    assert revoked.status == 200
    assert not get_access_token_model().objects.exists()


def test_the_metadata_names_the_paths_without_it() -> None:
    metadata = send("GET", "/.well-known/oauth-authorization-server").json()

    assert metadata["token_endpoint"].endswith("/oauth/token")
    assert metadata["revocation_endpoint"].endswith("/oauth/revoke")


@pytest.mark.parametrize(
    ("access", "scope", "allowed"),
    [
        ("write", "admin", "models:read models:write"),
        ("write", "models:read,models:write", "models:read models:write"),
        ("read", "models:write", "models:read"),
        ("read", "models:read models:write", "models:read"),
    ],
)
def test_a_scope_that_is_refused_is_answered_with_those_there_are(access: str, scope: str, allowed: str) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access=access)

    answer = by_form({**GRANT, "client_id": client.client_id, "client_secret": secret, "scope": scope})

    assert_refused(
        answer,
        "invalid_scope",
        "Invalid scope. Scopes are models:read and models:write, separated by spaces. This client can request: "
        + allowed
        + ".",
    )


def test_scopes_are_named_only_to_who_has_the_secret(issued: dict[str, str]) -> None:
    answer = by_form({**GRANT, **issued, "client_secret": "wrong", "scope": "admin"})

    assert (answer.status, answer.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("other", ["unknown", "x" * 40])
@pytest.mark.parametrize("way", [by_form, by_json])
def test_two_ids_of_a_client_are_refused(issued: dict[str, str], way: Any, other: str) -> None:
    answer = way({**GRANT, "client_id": other}, **basic(**issued))

    assert_refused(
        answer,
        "invalid_request",
        "client_id differs from the client ID in the Authorization header. Send only one of them.",
    )


def test_the_id_of_another_client_is_refused_too(issued: dict[str, str]) -> None:
    other, _ = issue_client(name="Other", owner=UserFactory(), access="read")

    answer = by_form({**GRANT, "client_id": other.client_id}, **basic(**issued))

    assert (answer.status, answer.json()["error"]) == (400, "invalid_request")
    assert not get_access_token_model().objects.exists()


def test_the_same_id_twice_is_one(issued: dict[str, str]) -> None:
    assert_issued(by_form({**GRANT, "client_id": issued["client_id"]}, **basic(**issued)))


@pytest.mark.parametrize("headers", [FORM, JSON])
def test_a_byte_order_mark_is_named(issued: dict[str, str], headers: dict[str, str]) -> None:
    parameters = {**GRANT, **issued}
    body = (urlencode(parameters) if headers is FORM else json.dumps(parameters)).encode("utf-8-sig")

    answer = send("POST", "/oauth/token", body=body, headers=headers)

    assert_refused(
        answer,
        "invalid_request",
        "Send the parameters form-encoded or as a JSON object, in UTF-8. "
        "The request body starts with a byte order mark (U+FEFF). Send UTF-8 without it.",
    )


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_a_compressed_body_is_415_and_names_its_encoding(issued: dict[str, str], path: str) -> None:
    body = gzip.compress(urlencode({**GRANT, **issued}).encode())

    answer = send("POST", path, body=body, headers={**FORM, "Content-Encoding": "gzip"})

    assert_refused(
        answer,
        "invalid_request",
        "Content-Encoding gzip is not supported. Send the request body uncompressed.",
        status=415,
    )
