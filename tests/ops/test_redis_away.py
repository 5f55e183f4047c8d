"""Redis that stops in the middle: limits go on, each worker's for itself, and no request fails."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThere
from redis.retry import Retry

from tests.api_clients import MODELS, authenticated_client
from tests.log_capture import LogCapture

pytestmark = pytest.mark.django_db


@contextmanager
def a_redis(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with Redis(port=port, retry=Retry(ConstantBackoff(0.05), 200, supported_errors=(NotThere,))) as redis:
            redis.ping()
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    if not shutil.which("redis-server"):
        pytest.fail("no `redis-server` on the PATH: apt-get install redis-server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    settings.CACHES = {
        "default": {
            "BACKEND": "catalog.ops.cache.FallbackRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
    }
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"]
    settings.API_RATE_LIMIT = 3
    cache.fallback.clear()
    yield port
    cache.fallback.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The minute stands still, so that no test crosses into the next one."""
    monkeypatch.setattr("catalog.api.throttling.time.time", lambda: 1_700_000_040.0)


@pytest.mark.usefixtures("clock")
def test_a_redis_that_stops_fails_no_request(port: int, tmp_path: Path, log: LogCapture) -> None:
    caller = authenticated_client()
    with a_redis(port, tmp_path) as process:
        assert caller.get(MODELS)["X-RateLimit-Remaining"] == "2"
        process.kill()
        process.wait()

        without = [caller.get(MODELS) for _ in range(5)]

    # Counted anew by this process, and no less strictly.
    assert [answer.status_code for answer in without] == [200, 200, 200, 429, 429]
    assert log.events("redis_away")


@pytest.mark.usefixtures("clock")
def test_a_redis_that_comes_back_is_asked_again(port: int, tmp_path: Path) -> None:
    caller = authenticated_client()
    assert caller.get(MODELS).status_code == 200  # it never was there
    with a_redis(port, tmp_path):
        cache.away_until = 0.0  # a second later

        remaining = [caller.get(MODELS)["X-RateLimit-Remaining"] for _ in range(2)]
        with Redis(port=port) as redis:
            counted = [int(redis.get(key)) for key in redis.keys("*rate*")]

    assert remaining == ["2", "1"]
    assert counted == [2]


def test_a_redis_that_hangs_is_not_asked_by_every_request(port: int, log: LogCapture) -> None:
    caller = authenticated_client()
    with socket.create_server(("127.0.0.1", port)):
        answers = [caller.get(MODELS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(log.events("redis_away")) < len(answers)


@pytest.mark.usefixtures("port")
def test_what_is_kept_while_it_is_away_is_kept_as_always() -> None:
    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", 1, timeout=60)
    assert cache.incr("a") == 2
    assert cache.add("a", 5) is False
    assert cache.get("a") == 2
    assert cache.delete("a") is True
