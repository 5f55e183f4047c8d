"""What readers paste from README and guides into a shell works, and answers what is written there."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.factories import StationModelFactory, UserFactory, VendorSynonymFactory, issue_client
from tests.live_servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

PROJECT = Path(__file__).parents[2]
ANSWERS = {
    "authentication.md": ['"access_token"', '"access_token"'],
    "idempotency.md": [" 201 ", '"code":"precondition_failed"'],
    "ocpi.md": ['"evses"'],
    "reliability.md": ['"ratings":null'],
    "resolve.md": ['"match":"exact"', '"match":"none"'],
    "sync.md": ['"hasMore":false'],
}
"""What stands in the answer to each block of a guide. The blocks of `getting-started.md` have a test of their own."""


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (PROJECT / page).read_text(), re.DOTALL)


def paste(text: str, folder: Path | None = None, **variables: str) -> str:
    """What a reader fills in stands as `NAME=...` in the text."""
    for name, value in variables.items():
        text = re.sub(rf"^{name}=.*$", f"{name}='{value}'", text, flags=re.MULTILINE)
    done = subprocess.run(
        ["bash", "-euo", "pipefail"], cwd=folder, input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), text
    return done.stdout


@pytest.fixture
def pulsar() -> str:
    """The model that the pages ask for."""
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    return str(StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus 22 kW").pk)


@pytest.fixture
def given(server: Server) -> dict[str, str]:
    client, secret = issue_client(name="Reader", owner=UserFactory(), access="read")
    url = f"http://127.0.0.1:{server.port}"
    names = {"READ_ID": client.client_id, "CLIENT_ID": client.client_id, "READ_SECRET": secret, "CLIENT_SECRET": secret}
    return {"URL": url, **names}


@pytest.fixture
def folder(create_body: dict[str, Any], tmp_path: Path) -> Path:
    """Where a reader has a model to create."""
    (tmp_path / "model.json").write_text(json.dumps(create_body))
    return tmp_path


def test_the_first_call_of_the_readme_is_answered(pulsar: str, given: dict[str, str]) -> None:
    [call] = [block for block in blocks("README.md", "sh") if "/resolve" in block]
    [written] = [json.loads(block) for block in blocks("README.md", "json")]

    answer = json.loads(paste(call, **given))

    assert answer["data"]["match"] == written["data"]["match"] == "exact"
    assert answer["data"]["model"]["id"] == pulsar
    assert answer["data"].keys() == written["data"].keys()
    assert answer["data"]["model"].keys() == written["data"]["model"].keys()


def test_getting_started_leads_to_answers(pulsar: str, given: dict[str, str]) -> None:
    variables, token, kept, recognise, look, get_again, ask_again = blocks("docs/guide/getting-started.md", "sh")
    asked = json.loads(paste(variables + token, **given))

    def run(block: str) -> str:
        return paste(variables + kept + block, **given, TOKEN=asked["access_token"])

    assert json.loads(run(recognise))["data"]["model"]["id"] == pulsar
    assert [each["id"] for each in json.loads(run(look))["data"]["items"]] == [pulsar]
    assert json.loads(run(get_again).partition("\n\n")[2])["code"] == "not_found"  # its id is another one
    assert " 404 " in run(ask_again)


def test_every_guide_with_something_to_paste_is_tried() -> None:
    guides = {
        file.name for file in (PROJECT / "docs" / "guide").glob("*.md") if blocks(f"docs/guide/{file.name}", "sh")
    }

    assert guides - {"getting-started.md"} == ANSWERS.keys()


@pytest.mark.parametrize(("page", "answers"), ANSWERS.items())
def test_what_a_guide_sends_is_answered(
    page: str, answers: list[str], server: Server, pulsar: str, folder: Path
) -> None:
    client, secret = issue_client(name="Staff", owner=UserFactory(is_staff=True), access="write")
    given = {"URL": f"http://127.0.0.1:{server.port}", "CLIENT_ID": client.client_id, "CLIENT_SECRET": secret}
    variables, token, kept, *_ = blocks("docs/guide/getting-started.md", "sh")
    access = json.loads(paste(variables + token, **given))["access_token"]

    for block, answer in zip(blocks(f"docs/guide/{page}", "sh"), answers, strict=True):
        script = f"{variables}{kept}ID=...\n{block}"
        assert answer in paste(script, folder, **given, TOKEN=access, ID=pulsar)


@pytest.mark.parametrize("page", sorted(each.name for each in (PROJECT / "docs" / "guide").glob("*.md")))
def test_no_page_sends_a_space_that_is_not_encoded(page: str) -> None:
    calls = [block for block in blocks(f"docs/guide/{page}", "sh") if "curl" in block]

    assert [each for call in calls for each in re.findall(r' -d "[^"]* [^"]*"', call)] == []
