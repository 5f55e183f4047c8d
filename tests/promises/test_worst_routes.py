"""Promise l1: what the dearest request of each route costs, by parameter, head and body."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from catalog.models.querysets import search
from catalog.response_cache.application import store
from tests.api.test_worst_inputs import TABLE, Worst, one, sent  # noqa: F401 - a fixture, asked for by name

pytestmark = [pytest.mark.promises, pytest.mark.django_db]

TIMES = 5
HEAD = {
    "HTTP_IF_NONE_MATCH": ",".join(['"a"'] * 250),  # longer ones are refused unread
    "HTTP_ACCEPT": ",".join(["text/a;q=0.1"] * 4_600),
}
LARGEST: bytes = json.dumps({"items": [{"vendor": "v", "model": "m"}] * 8_400}).encode()
"""A body as large as is taken, which is read to its end."""


def body_request(caller: APIClient, worst: Worst, station_model: ChargingStationModel) -> Any:
    path = worst.path.replace("{id}", str(station_model.pk))
    content_type = "application/x-www-form-urlencoded" if isinstance(worst.body, str) else "application/json"
    return caller.generic("POST" if worst.method == "GET" else worst.method, path, LARGEST, content_type)


@pytest.mark.parametrize("route", TABLE, ids=" ".join)
def test_the_dearest_requests_of_a_route(
    route: tuple[str, str],
    staff: APIClient,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str, str], None],
) -> None:
    monkeypatch.setattr(search, "SMALL_SET_MAX", 1)
    station_model = request.getfixturevalue("one")
    worst = TABLE[route]
    assert len(LARGEST) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def measure(send: Callable[[], Any]) -> str:
        def answer() -> int:
            store.clear()  # or memory answers
            response = send()
            _ = b"".join(response.streaming_content) if response.streaming else response.content
            assert response.status_code < 500, response.content[:300]
            return int(response.status_code)

        with CaptureQueriesContext(connection) as queries:
            status, asked = answer(), len(queries)
        seconds = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            answer()
            seconds.append(time.perf_counter() - begun)
        return f"{status}, {asked} queries, {1_000 * statistics.median(seconds):.0f} ms"

    parameter = measure(lambda: sent(staff, worst, station_model))
    head = measure(lambda: sent(staff, worst._replace(query={}), station_model, **HEAD))
    body = measure(lambda: body_request(staff, worst, station_model))
    figure("l1", f"| {' '.join(route).strip()} | {parameter} | {head} | {body} |")
