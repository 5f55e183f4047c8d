"""What the OpenAPI document allows works, what it forbids is refused, every answer is documented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api_clients import create_token
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.live_servers import Server, run_server

SEED = os.environ.get("SCHEMATHESIS_SEED", "1")


@pytest.mark.clients
@pytest.mark.parametrize("caller", ["staff", "integrator", "nobody"])
@pytest.mark.django_db(transaction=True)
def test_no_check_of_schemathesis_fails(caller: str) -> None:
    assert cases_that_pass(caller, examples=20) >= 100


def cases_that_pass(caller: str, *, examples: int, seed: str = SEED) -> int:
    """Run all checks as a caller of that kind, and return what `check` does."""
    bookmark = StationModelFactory()
    token = "" if caller == "nobody" else create_token(ApiClientFactory(user=UserFactory(is_staff=caller == "staff")))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with run_server(workers=1) as server:
        return check(server, headers, str(bookmark.pk), examples=examples, seed=seed)


def check(server: Server, headers: dict[str, str], bookmark: str, *, examples: int, seed: str = SEED) -> int:
    """Run all checks, and return how many cases passed all of them; one that does not fails the test."""
    said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    run = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", f"http://127.0.0.1:{server.port}/openapi.json",
         *said, "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful",
         "--max-examples", str(examples), "--seed", seed, "--no-color"],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks",
            "SCHEMATHESIS_BOOKMARK": bookmark,
        },
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    passed = re.search(r"(\d+) generated, \1 passed", run.stdout)
    assert passed, run.stdout[-2000:]
    return int(passed[1])
