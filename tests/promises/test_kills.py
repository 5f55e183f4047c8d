"""Promise d1: kill -9 of a worker, or of the whole service, in a stream of acknowledged writes loses nothing."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connection

from catalog.models import ChargingStationModel
from catalog.models.document import dump_json
from catalog.models.integrity import find_inconsistencies
from tests.api_clients import create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import Server, run_server, worker_pids
from tests.promises.load import Acknowledged, run_writers, wait_for

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

WRITES = 1_000
KILLS = 5


def assert_nothing_is_lost(acknowledged: Acknowledged) -> None:
    there = dict(ChargingStationModel.objects.values_list("pk", "document"))
    kept = {str(pk): document for pk, document in there.items()}
    lost = {pk for pk, model in acknowledged.models.items() if kept.get(pk) != dump_json(model)}
    assert lost == set()
    assert list(find_inconsistencies()) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


@pytest.mark.parametrize("run", range(5))
def test_a_killed_worker_loses_nothing_and_the_service_goes_on(
    run: int, headers: dict[str, str], figure: Callable[[str, str], None]
) -> None:
    acknowledged, chance = Acknowledged(), random.Random(run)
    with run_server(workers=2) as server, run_writers(acknowledged, lambda: server, headers, writers=8, enough=WRITES):
        for kill in range(KILLS):
            wait_for(acknowledged, (kill + 1) * WRITES // (KILLS + 1))
            os.kill(chance.choice(worker_pids(server)), signal.SIGKILL)
            # Two deaths in its first seconds and granian takes it for one that cannot live, and gives up.
            time.sleep(6)

    assert acknowledged.writes >= WRITES
    assert acknowledged.statuses.keys() <= {200, 201, 503}
    assert_nothing_is_lost(acknowledged)
    figure("d1", f"{connection.vendor}: worker killed {KILLS} times in {acknowledged.writes} writes, 0 lost")


@pytest.mark.parametrize("run", range(5))
def test_a_killed_service_loses_nothing(run: int, headers: dict[str, str], figure: Callable[[str, str], None]) -> None:
    acknowledged, chance = Acknowledged(), random.Random(run)
    with ExitStack() as served:
        here: list[Server] = [served.enter_context(run_server(workers=2))]
        with run_writers(acknowledged, lambda: here[-1], headers, writers=8, enough=WRITES):
            for kill in range(KILLS):
                wait_for(acknowledged, (kill + 1) * WRITES // (KILLS + 1) + chance.randrange(20))
                dying = here[-1]
                for process in [dying.process.pid, *worker_pids(dying)]:
                    os.kill(process, signal.SIGKILL)
                here.append(served.enter_context(run_server(workers=2)))

    assert acknowledged.writes >= WRITES
    assert acknowledged.statuses.keys() <= {200, 201, 503}
    assert_nothing_is_lost(acknowledged)
    figure("d1", f"{connection.vendor}: service killed {KILLS} times in {acknowledged.writes} writes, 0 lost")
