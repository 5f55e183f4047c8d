"""Clients that generators make of the OpenAPI document, without a complaint, do all that there is to do."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from catalog.models import ChargingStationModel
from tests.api_clients import create_token
from tests.clients.generated import HERE, OPENAPI, GeneratedClients
from tests.clients.java import HOW_TO_GET_THEM, LIBRARIES, compile_java_client
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "walk",
    [
        pytest.param([sys.executable, "walk.py"], id="openapi-python-client"),
        pytest.param(["node", "walk_fetch.js"], id="openapi-typescript and openapi-fetch"),
        pytest.param(["node", "walk_sdk.js"], id="@hey-api/openapi-ts"),
    ],
)
def test_a_generated_client_walks_the_whole_api(
    walk: list[str], generated_clients: GeneratedClients, server: Server
) -> None:
    assert_walks(generated_clients, walk, server)


def test_a_generated_java_client_walks_it_too(
    generated_clients: GeneratedClients, server: Server, tmp_path: Path
) -> None:
    if not (shutil.which("javac") and all(each.exists() for each in LIBRARIES)):
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"Java or its libraries are not here: {HOW_TO_GET_THEM}")

    assert_walks(generated_clients, compile_java_client(tmp_path), server)


def assert_walks(generated_clients: GeneratedClients, walk: list[str], server: Server) -> None:
    there = [str(StationModelFactory().pk) for _ in range(3)]
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True), access="write"))

    seen = json.loads(generated_clients.run(*walk, f"http://127.0.0.1:{server.port}", token))

    created = ChargingStationModel.objects.exclude(pk__in=there).get()
    assert (created.friendly_name, created.is_archived) == ("Eve", True)
    assert seen == {
        "listed": there,
        "created": str(created.pk),
        "refused": ["already_exists", str(created.pk)],
        "renamed": "Eve",
        "resolved": ["exact", 22080.5],
        "answered": ["exact", "none"],
        "picked": [str(created.pk)],
        "exported": ["NG910-60003"],
        "archived": True,
        "followed": [*there, str(created.pk)],
    }


def test_spectral_has_nothing_to_say(generated_clients: GeneratedClients) -> None:
    """OWASP's rules: what callers may send has its limits written down."""
    generated_clients.tool(
        "spectral", "lint", "--fail-severity", "hint", "--ruleset", str(HERE / "spectral.yaml"), str(OPENAPI)
    )


def test_redocly_has_nothing_to_say(generated_clients: GeneratedClients) -> None:
    generated_clients.tool(
        "redocly", "lint", "--config", str(HERE / "redocly.yaml"), "--format", "codeframe", str(OPENAPI)
    )
