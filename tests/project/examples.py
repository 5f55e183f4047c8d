"""How the examples of the documentation are run: as a reader would, against the service as it is shipped."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.clients.generated import GeneratedClients
from tests.factories import UserFactory, issue_client
from tests.live_servers import Server

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STRICT = ["-X", "dev"]
"""Options for Python, which then says what a program has left open."""


def command_of(example: str, request: pytest.FixtureRequest) -> list[str]:
    """What a reader types. TypeScript is compiled first, as strictly as it can be."""
    kind = Path(example).suffix
    if kind == ".ts":
        workshop: GeneratedClients = request.getfixturevalue("generated_clients")
        return ["node", str((workshop.folder / example).with_suffix(".js"))]
    if kind == ".sh":
        if not shutil.which("jq"):
            say = pytest.fail if os.environ.get("CI") else pytest.skip
            say("jq is not here: apt-get install jq")
        return ["bash", str(EXAMPLES / example)]
    return [sys.executable, *STRICT, str(EXAMPLES / example)]


def environment_of(server: Server, *, staff: bool = False) -> dict[str, str]:
    """What a reader sets, with an API client of its own."""
    access = "write" if staff else "read"
    client, secret = issue_client(name="Example", owner=UserFactory(is_staff=staff), access=access)
    return {
        **os.environ,
        "CATALOGUE": f"http://127.0.0.1:{server.port}",
        "CLIENT_ID": client.client_id,
        "CLIENT_SECRET": secret,
    }
