"""Redis that stops in the middle: limits go on, each worker's for itself, and no request fails."""

import pickle
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

from catalog.ops.cache import CounterSerializer
from tests.admin.html_client import staff_client
from tests.api_clients import MODELS, authenticated_client
from tests.log_capture import LogCapture
from tests.wsgi_client import send

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
        **settings.CACHES,
        "default": {
            "BACKEND": "catalog.ops.cache.FallbackRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        },
    }
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"]
    settings.API_RATE_LIMIT = 3
    cache.fallback.clear()
    yield port
    cache.fallback.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The minute stands still, so that no test crosses into the next one."""
    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_040.0)


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
        cache.retry_at = 0.0  # a second later

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


_ran: list[str] = []


def run_code() -> None:
    _ran.append("somebody else's code")


class RunsCode:
    """What a pickle can do to whoever reads it."""

    def __reduce__(self) -> Any:
        return run_code, ()


FOREIGN = {
    "a pickle": lambda redis, key: redis.set(key, pickle.dumps(RunsCode())),
    "a text": lambda redis, key: redis.set(key, "text"),
    "nothing": lambda redis, key: redis.set(key, b""),
    "bytes": lambda redis, key: redis.set(key, b"\xff\x00"),
    "a large number": lambda redis, key: redis.set(key, "9" * 5_000),
    "the largest number": lambda redis, key: redis.set(key, 2**63 - 1),
    "a list": lambda redis, key: redis.rpush(key, "a"),
    "a hash": lambda redis, key: redis.hset(key, "a", "b"),
}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_value_under_every_key_is_a_miss(
    kind: str, port: int, tmp_path: Path, settings: Settings, log: LogCapture
) -> None:
    settings.METRICS_TOKEN = "a-token-for-metrics"
    settings.LOGIN_RATE_LIMIT = settings.TOKEN_RATE_LIMIT = 3
    caller, browser = authenticated_client(), staff_client(is_superuser=True)
    figures = ["home:totals:1", "glance:figures:1", "metrics:size:1"]

    def ask_everything() -> list[int]:
        scrape = browser.client.get("/metrics", headers={"Authorization": "Bearer a-token-for-metrics"})
        pages = [browser.get(path) for path in ("/", "/admin/", "/admin/catalog/chargingstationmodel/")]
        login = browser.post("/admin/login/", {"username": "nobody", "password": "x"})
        token = send("POST", "/oauth/token", body=b"{}", headers={"Content-Type": "application/json"})
        answers = [scrape, *pages, login, caller.get(MODELS)]
        return [*(answer.status_code for answer in answers), token.status]

    with a_redis(port, tmp_path):
        cache.retry_at = 0.0
        assert ask_everything() == [200] * 6 + [400]
        with Redis(port=port) as redis:
            keys = [*redis.keys("*"), *(f":1:{name}" for name in figures), *(f":1:{name}:turn" for name in figures)]
            for key in keys:
                redis.delete(key)
                FOREIGN[kind](redis, key)
        assert len(keys) >= 3 + 2 * len(figures)

        assert ask_everything() == [200] * 6 + [400]

    assert not log.events("redis_away")
    assert _ran == []


@pytest.mark.usefixtures("port")
@pytest.mark.parametrize("value", ["text", 1.5, None, {}, [1]])
def test_what_is_no_counter_is_not_kept_in_redis(value: Any) -> None:
    with pytest.raises(TypeError, match="stores only integers"):
        CounterSerializer().dumps(value)
