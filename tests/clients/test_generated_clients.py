"""Clients that generators make of the OpenAPI document, without a complaint, do all that there is to do."""

import json
import sys

import pytest

from catalog.models import ChargingStationModel
from tests.api_clients import create_token
from tests.clients.generated import HERE, OPENAPI, GeneratedClients
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
