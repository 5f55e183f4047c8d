"""One line a request: who asked for what and how it ended, and nothing that is anybody's secret or forgery."""

import json
import logging
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ApiClient
from catalog.ops.log_format import JsonFormatter, TextFormatter
from tests.admin.html_client import staff_client
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import ApiClientFactory, StationModelFactory
from tests.log_capture import LogCapture
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_reader() -> ApiClient:
    client: ApiClient = ApiClientFactory(access="read")
    return client


def test_a_request_is_told_in_one_line(log: LogCapture, client_of_reader: ApiClient) -> None:
    station_model = StationModelFactory()
    token = create_token(client_of_reader)
    log.lines.clear()

    client_with_token(token).get(
        f"{MODELS}?vendor=hunter2&startingAfter={station_model.pk}", headers={"X-Request-Id": "request-0001"}
    )

    [line] = log.lines
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told.pop("ms") >= 0
    assert told == {
        "level": "info",
        "logger": "catalog.events",
        "event": "request",
        "requestId": "request-0001",
        "method": "GET",
        "route": MODELS,
        "status": 200,
        "caller": f"client:{client_of_reader.client_id}",
    }
    assert token not in line
    assert "hunter2" not in line


def test_a_body_is_not_told(log: LogCapture, staff: APIClient, create_body: dict[str, Any]) -> None:
    created = staff.post(MODELS, create_body)

    assert created.status_code == 201
    assert create_body["friendlyName"] not in "".join(log.lines)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (MODELS, MODELS),
        (f"{MODELS}/", MODELS),
        (f"{MODELS}/resolve", f"{MODELS}/resolve"),
        (f"{MODELS}/an-id/archive", f"{MODELS}/<pk>/archive"),
        ("/oauth/token", "/oauth/token"),
        ("/admin/catalog/chargingstationmodel/7/change/", "/admin/catalog/chargingstationmodel/<object_id>/change/"),
        ("/livez", "/livez"),
        ("/static/catalog/plug.svg", "/static/"),
        ("/nothing/here", "none"),
        ("/a\nb", "none"),
    ],
)
def test_the_route_is_told_and_not_the_path(log: LogCapture, path: str, route: str) -> None:
    send("GET", path)

    [line] = log.events("request")
    assert line["route"] == route


def test_a_session_is_told_by_its_user(log: LogCapture) -> None:
    browser = staff_client()
    log.lines.clear()

    page = browser.get("/admin/")

    assert page.status_code == 200
    assert [line["caller"] for line in log.events("request")] == [f"user:{page.context['user'].pk}"]


def test_nobody_is_told_as_nobody(log: LogCapture) -> None:
    send("GET", MODELS)
    send("GET", MODELS, headers={"Authorization": "Bearer made-up"})

    assert ["caller" in line for line in log.events("request")] == [False, False]


def test_what_is_forbidden_is_a_warning(log: LogCapture, client_of_reader: ApiClient) -> None:
    refused = client_with_token(create_token(client_of_reader)).post(
        MODELS, {}, headers={"X-Request-Id": "request-0001"}
    )

    assert refused.status_code == 403
    [line] = log.events("request")
    assert (line["level"], line["status"], line["requestId"]) == ("warning", 403, "request-0001")
    assert line["caller"] == f"client:{client_of_reader.client_id}"


BREAKS = ["a\nb", "a\rb", "a\r\nb", "a\u2028b", "a\u0085b", "a\x00b", "a\x1b[2Jb", '", "level": "info', "a\vb"]


def a_record(text: Any) -> logging.LogRecord:
    record = logging.LogRecord("catalog", logging.INFO, "", 0, "told %s", (text,), None)
    record.facts = {"user": text}
    return record


@pytest.mark.parametrize("text", BREAKS)
def test_no_text_makes_two_lines_of_one(text: str) -> None:
    as_json, as_text = JsonFormatter().format(a_record(text)), TextFormatter().format(a_record(text))

    for line in (as_json, as_text):
        assert len(line.splitlines()) == 1
        assert line.isascii()
        assert line.isprintable()
    told = json.loads(as_json)
    assert (told["level"], told["event"], told["user"]) == ("info", f"told {text}", text)


def test_a_traceback_is_one_line_of_json_and_indented_in_text() -> None:
    try:
        raise ValueError("a\n2026-01-01T00:00:00.000Z INFO forged")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))

    assert "forged" in json.loads(JsonFormatter().format(record))["exception"]
    assert len(JsonFormatter().format(record).splitlines()) == 1
    first, *others = TextFormatter().format(record).splitlines()
    assert first.endswith("ERROR x: failed")
    assert all(line.startswith("    ") for line in others)


@pytest.mark.parametrize(
    ("fact", "written"), [("ada lovelace", '"ada lovelace"'), ("ada-1", "ada-1"), (274, "274"), (4.5, "4.5")]
)
def test_text_is_for_people(fact: Any, written: str) -> None:
    line = TextFormatter().format(a_record(fact))

    assert line.endswith(f"Z INFO catalog: told {fact} user={written}")
