"""Metrics: of all workers together, for who may see them, by labels that no caller can add to."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.models import CatalogueRevision
from tests.api_clients import MODELS, authenticated_client, create_token
from tests.concurrency.threads import run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory
from tests.live_servers import Server, run_server
from tests.wsgi_client import send

TOKEN = "shown-by-prometheus-0123456789"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


def read(text: str) -> dict[str, float]:
    """The samples, by name and labels."""
    samples = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


@pytest.mark.django_db
def test_without_a_token_set_there_are_no_metrics() -> None:
    answer = send("GET", "/metrics", headers={"Authorization": "Bearer "})

    assert (answer.status, answer.json()["code"]) == (404, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"])
def test_who_shows_no_token_sees_nothing(settings: Settings, shown: str) -> None:
    settings.METRICS_TOKEN = TOKEN

    answer = send("GET", "/metrics", headers={"Authorization": shown})

    assert (answer.status, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert b"catalogue_" not in answer.body


@pytest.mark.django_db
def test_a_token_of_the_api_is_none_of_the_metrics(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN

    assert authenticated_client(staff=True).get("/metrics").status_code == 401


@pytest.mark.django_db
def test_no_caller_adds_a_label(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    before = read(send("GET", "/metrics", headers=SHOWN).body.decode())

    for number in range(20):
        send("GET", f"/made-up/{number}")
        send(f"MADE{number}", f"{MODELS}/{number}")
        send("GET", f"{MODELS}/{number}", query=f"a={number}")

    added = read(send("GET", "/metrics", headers=SHOWN).body.decode()).keys() - before.keys()
    assert {name for name in added if name.startswith("catalogue_requests_total")} <= {
        f'catalogue_requests_total{{method="{method}",route="{route}",status="{status}"}}'
        for method, route, status in [
            ("GET", "none", 404),
            ("other", f"{MODELS}/<pk>", 401),
            ("other", f"{MODELS}/<pk>", 405),
            ("GET", f"{MODELS}/<pk>", 401),
            ("GET", "/metrics", 200),
        ]
    }


@pytest.fixture
def counting(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    with run_server(workers=2, METRICS_TOKEN=TOKEN, PROMETHEUS_MULTIPROC_DIR=str(tmp_path)) as server:
        yield server


def test_two_workers_tell_one_sum(counting: Server) -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG910-60003")
    StationModelFactory(archived=True)
    credentials = {"Authorization": f"Bearer {create_token(ApiClientFactory())}"}
    resolve = f"{MODELS}/resolve?vendor={station_model.vendor}&model="

    run_concurrently([partial(counting.send, "GET", f"{MODELS}/{station_model.pk}", None, credentials)] * 40)
    run_concurrently([partial(counting.send, "GET", MODELS)] * 8)
    for model in (station_model.model, "XYZ-unheard-of"):
        counting.send("GET", resolve + model, None, credentials)

    told = [counting.send("GET", "/metrics", None, SHOWN) for _ in range(6)]  # whoever answers
    for status, headers, body in told:
        assert status == 200
        assert headers["content-type"].startswith("text/plain")
        samples = read(body.decode())
        assert samples[f'catalogue_requests_total{{method="GET",route="{MODELS}/<pk>",status="200"}}'] == 40
        assert samples[f'catalogue_requests_total{{method="GET",route="{MODELS}",status="401"}}'] == 8
        assert samples[f'catalogue_request_seconds_count{{route="{MODELS}/<pk>"}}'] == 40
        assert samples[f'catalogue_request_seconds_bucket{{le="+Inf",route="{MODELS}/<pk>"}}'] == 40
        assert samples['catalogue_resolutions_total{match="exact"}'] == 1
        assert samples['catalogue_resolutions_total{match="none"}'] == 1
        assert samples['catalogue_models{state="active"}'] == 1
        assert samples['catalogue_models{state="archived"}'] == 1
        assert samples['catalogue_quality_findings{check="no_evidence",severity="warning"}'] == 1
        assert samples['catalogue_quality_findings{check="near_duplicate",severity="warning"}'] == 0
        assert samples["catalogue_revision"] == CatalogueRevision.current().number
        assert samples["catalogue_database_up"] == 1
        assert not re.search(r"\bpid=", body.decode())
