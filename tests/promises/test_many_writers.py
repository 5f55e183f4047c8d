"""Promise d6: whoever writes waits for his turn, and is never told that a database is locked."""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from catalog.models import ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import database_url, run_server
from tests.management import ROOT
from tests.promises.timings import format_timings

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

EACH = 20


@pytest.mark.parametrize("seeded", [1_000, 10_000])
def test_24_writers_beside_a_seeding_all_get_their_turn(
    seeded: int, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str, str], None]
) -> None:
    headers = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    monkeypatch.setenv("DATABASE_URL", database_url())
    command = [sys.executable, str(ROOT / "manage.py"), "seed_catalog", "--synthetic", str(seeded), "-v0"]
    seconds: dict[str, list[float]] = {"alone": [], "beside": []}

    with run_server(workers=2) as server:

        def write(writer: int, kind: str) -> None:
            for number in range(EACH):
                body = {**a_body(), "vendor": f"Writer {writer} {kind}", "model": f"Model {number}"}
                begun = time.monotonic()
                status, _, answer = server.send("POST", MODELS, body, headers)
                seconds[kind].append(time.monotonic() - begun)
                assert status == 201, answer

        run_concurrently([partial(write, writer, "alone") for writer in range(MANY)])
        seeding = subprocess.Popen(command)
        run_concurrently([partial(write, writer, "beside") for writer in range(MANY)])
        assert seeding.wait(timeout=300) == 0

    assert ChargingStationModel.objects.count() == seeded + 2 * MANY * EACH
    assert list(find_inconsistencies()) == []
    for kind, words in (("alone", "24 writers"), ("beside", f"24 writers beside a seeding of {seeded}")):
        figure(
            "d6",
            f"{connection.vendor}: {words}: {len(seconds[kind])} creates, 0 refused, {format_timings(seconds[kind])}",
        )
