"""`create_api_client`: a secret, shown once, that works."""

import csv
import io
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ApiClient
from tests.api_clients import MODELS, client_with_token
from tests.factories import ApiClientFactory, UserFactory
from tests.management import run_command

pytestmark = pytest.mark.django_db


def create(*arguments: Any) -> dict[str, str]:
    record: dict[str, str] = json.loads(run_command("create_api_client", *arguments, "--format", "json").out)
    return record


def a_token_of(record: dict[str, str]) -> str:
    grant = {name: record[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
    response = APIClient().post("/oauth/token", grant)
    assert response.status_code == 200, response.content
    token: str = response.json()["access_token"]
    return token


def test_the_id_and_the_secret_get_a_token_that_reads_and_does_not_write(create_body: dict[str, Any]) -> None:
    UserFactory(username="ada", is_staff=True)

    record = create("Depot", "--owner", "ada", "--access", "read")

    caller = client_with_token(a_token_of(record))
    assert caller.get(MODELS).status_code == 200
    assert caller.post(MODELS, create_body).status_code == 403


def test_write_access_for_staff_may_create(create_body: dict[str, Any]) -> None:
    UserFactory(username="ada", is_staff=True)

    record = create("Depot", "--owner", "ada", "--access", "write")

    assert client_with_token(a_token_of(record)).post(MODELS, create_body).status_code == 201


def test_the_record_says_what_was_made_and_the_secret_is_kept_as_a_hash() -> None:
    owner = UserFactory(username="ada")

    record = create(" Depot ", "--owner", "ada", "--access", "read")

    client = ApiClient.objects.get()
    assert record == {
        "client_id": client.client_id,
        "client_secret": record["client_secret"],
        "name": "Depot",
        "owner": "ada",
        "access": "read",
    }
    assert (client.user, client.access, client.is_active) == (owner, "read", True)
    assert len(record["client_secret"]) == 128
    assert record["client_secret"] not in client.client_secret


def test_the_secret_is_on_stdout_alone_and_once() -> None:
    UserFactory(username="ada")

    said = run_command("create_api_client", "Depot", "--owner", "ada", "--access", "read")

    lines = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert list(lines) == ["client_id", "client_secret", "name", "owner", "access"]
    assert said.out.count(lines["client_secret"]) == 1
    assert said.err == "Store the secret now. It cannot be shown again.\n"


def test_csv_has_the_same_columns() -> None:
    UserFactory(username="ada")

    said = run_command("create_api_client", "Depot", "--owner", "ada", "--access", "read", "--format", "csv")

    [row] = csv.DictReader(io.StringIO(said.out))
    assert list(row) == ["client_id", "client_secret", "name", "owner", "access"]
    assert row["client_id"] == ApiClient.objects.get().client_id


@pytest.mark.parametrize(
    ("name", "owner", "told"),
    [
        ("Depot", "nobody", "The user nobody does not exist."),
        ("Depot", "ADA", "The user ADA does not exist."),
        ("Depot", "bob", "The user bob is inactive. Activate the user first."),
        ("Taken", "ada", "name: API client with this Name already exists."),
        ("  ", "ada", "name: This field cannot be blank."),
        ("a\tb", "ada", "name: Must not contain control characters, line breaks or bidirectional overrides."),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(name: str, owner: str, told: str) -> None:
    UserFactory(username="ada")
    UserFactory(username="bob", is_active=False)
    ApiClientFactory(name="Taken")

    said = run_command("create_api_client", name, "--owner", owner, "--access", "read")

    assert said.refusal == told
    assert said.out == ""
    assert [client.name for client in ApiClient.objects.all()] == ["Taken"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Depot", "--access", "read"], "the following arguments are required: --owner"),
        (["Depot", "--owner", "ada"], "the following arguments are required: --access"),
        (["--owner", "ada", "--access", "read"], "the following arguments are required: name"),
        (
            ["Depot", "--owner", "ada", "--access", "all"],
            "argument --access: invalid choice: 'all' (choose from 'read', 'write')",
        ),
    ],
)
def test_a_command_that_is_not_whole_says_what_is_missing(arguments: list[str], told: str) -> None:
    UserFactory(username="ada")

    said = run_command("create_api_client", *arguments)

    assert said.refusal == f"Error: {told}"
    assert ApiClient.objects.count() == 0


def test_a_secret_that_could_not_be_shown_is_not_kept() -> None:
    UserFactory(username="ada")

    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run_command("create_api_client", "Depot", "--owner", "ada", "--access", "read", out=Closed())

    assert ApiClient.objects.count() == 0
