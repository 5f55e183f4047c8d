"""Promise h2: with Redis all workers count together, and one caller's limit is not another's."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import MANY
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import free_port, run_server

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

LIMIT, REQUESTS = 100, 300


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    assert program, "apt-get install redis-server"
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        for _ in range(200):
            try:
                redis.Redis.from_url(url).ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_all_workers_count_together(redis_url: str, figure: Callable[[str, str], None]) -> None:
    caller, other = (
        {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"} for _ in range(2)
    )
    with run_server(workers=2, REDIS_URL=redis_url, API_RATE_LIMIT=str(LIMIT)) as server:
        while time.time() % 60 > 30:  # all of it in one minute, which is what is counted
            time.sleep(1)

        with ThreadPoolExecutor(MANY) as threads:
            answers = list(threads.map(lambda _: server.send("GET", MODELS, None, caller), range(REQUESTS)))
        others = [server.send("GET", MODELS, None, other)[0] for _ in range(LIMIT // 2)]

    passed = [status for status, _, _ in answers if status == 200]
    refused = [(status, "retry-after" in said) for status, said, _ in answers if status != 200]
    assert LIMIT <= len(passed) <= LIMIT + 5
    assert set(refused) == {(429, True)}
    assert set(others) == {200}
    figure("h2", f"limit {LIMIT}, {MANY} threads, 2 workers: {len(passed)} of {REQUESTS} pass, others unaffected")
