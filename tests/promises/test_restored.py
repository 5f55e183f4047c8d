"""Promise i3: what the commands of docs/operations.md restore keeps the contract, and knows its callers."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.test_schemathesis import check
from tests.api_clients import MODELS
from tests.ops.test_backups import commands, run
from tests.promises.installation import Installation
from tests.promises.postgresql import binaries, cluster

pytestmark = pytest.mark.promises

SEEDED = 20


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """The kind of database, where the catalogue is, and where it is restored."""
    if request.param == "SQLite":
        yield request.param, *(2 * (f"sqlite:///{tmp_path / 'db.sqlite3'}",))
        return
    with cluster() as made:
        made.sql("CREATE DATABASE restored", database="postgres")
        yield request.param, made.url(), made.url("restored")


def test_what_was_restored_keeps_the_contract(
    urls: tuple[str, str, str], tmp_path: Path, figure: Callable[[str, str], None]
) -> None:
    kind, url, restored = urls
    before = Installation(url)
    before.set_up()
    before.manage("seed_catalog", "--synthetic", str(SEEDED), "-v0")
    back_up, restore = commands(kind)
    path = f"{Path(sys.executable).parent}:{binaries()}:{os.environ['PATH']}"

    run(back_up, tmp_path, DATABASE_URL=url, PATH=path)
    before.manage("seed_catalog", "--synthetic", str(2 * SEEDED), "-v0")  # which is lost
    run(restore, tmp_path, DATABASE_URL=restored, PATH=path)

    after = Installation(restored)
    after.client = before.client
    with after.serving(workers=1) as server:
        headers = after.headers(server)
        models = json.loads(server.send("GET", f"{MODELS}?limit=100", None, headers)[2])["data"]["items"]
        passed = check(server, headers, models[0]["id"], examples=20)
    assert len(models) == SEEDED
    assert passed >= 100
    after.manage("check_catalog")
    figure("i3", f"{kind}: restored, {SEEDED} models and the client are there, {passed} cases of the contract pass")
