"""What is done to the service is told, each once: logins, tokens, changes of the catalogue."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from catalog.event_log import log_event, muted
from catalog.models import CatalogueRevision
from catalog.models.feed_restart import restart_feed
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory, issue_client
from tests.log_capture import LogCapture
from tests.management import run_command
from tests.wsgi_client import send

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PASSWORD = "correct-horse-battery"
WRONG = "hunter2-hunter2"


def log_in(username: str, password: str) -> Any:
    return Client().post(
        "/admin/login/", {"username": username, "password": password}, headers={"X-Request-Id": "request-0001"}
    )


@pytest.mark.django_db
def test_a_login_is_told_with_who_and_where_from(log: LogCapture) -> None:
    user = UserFactory(username="ada", is_staff=True)
    user.set_password(PASSWORD)
    user.save()

    assert log_in("ada", PASSWORD).status_code == 302

    [event] = log.events("login", "login_failed", "logout")
    assert event == {
        "level": "info",
        "event": "login",
        "user": "ada",
        "requestId": "request-0001",
        "address": "127.0.0.1",
    }
    assert PASSWORD not in "".join(log.lines)


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "told"), [("ada", {"user": "ada"}), (f"{WRONG} by mistake", {})])
def test_a_failed_login_is_told_without_what_was_typed(log: LogCapture, username: str, told: dict[str, str]) -> None:
    UserFactory(username="ada", is_staff=True)

    assert log_in(username, WRONG).status_code == 200

    [event] = log.events("login", "login_failed")
    assert event == {
        "level": "warning",
        "event": "login_failed",
        "requestId": "request-0001",
        "address": "127.0.0.1",
        **told,
    }
    assert WRONG not in "".join(log.lines)


def ask_for_token(client_id: str, secret: str) -> Any:
    body = f"grant_type=client_credentials&client_id={client_id}&client_secret={secret}".encode()
    headers = {**FORM, "X-Request-Id": "request-0001"}
    return send("POST", "/oauth/token", body=body, headers=headers, REMOTE_ADDR="127.0.0.1")


@pytest.mark.django_db
def test_a_token_is_told_of_and_not_told(log: LogCapture) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")

    answer = ask_for_token(client.client_id, secret)

    [event] = log.events("token_issued", "token_refused")
    assert event == {
        "level": "info",
        "event": "token_issued",
        "requestId": "request-0001",
        "client": client.client_id,
        "address": "127.0.0.1",
        "status": 200,
    }
    told = "".join(log.lines)
    assert secret not in told
    assert answer.json()["access_token"] not in told


@pytest.mark.django_db
def test_a_refused_token_is_told_of(log: LogCapture) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")

    assert ask_for_token(client.client_id, WRONG).status == 401
    assert ask_for_token(secret, WRONG).status == 401  # pasted into the wrong place

    told = {"level": "warning", "event": "token_refused", "requestId": "request-0001", "address": "127.0.0.1"}
    assert log.events("token_issued", "token_refused") == [
        {**told, "client": client.client_id, "status": 401},
        {**told, "status": 401},
    ]
    assert secret not in "".join(log.lines)
    assert WRONG not in "".join(log.lines)


@pytest.mark.django_db(transaction=True)
def test_every_change_of_the_catalogue_is_told_once(log: LogCapture, create_body: dict[str, Any]) -> None:
    client = ApiClientFactory(user=UserFactory(username="ada", is_staff=True))
    caller = client_with_token(create_token(client))
    caller.defaults["HTTP_X_REQUEST_ID"] = "request-0001"

    one = caller.post(MODELS, create_body).json()["data"]["id"]
    caller.patch(f"{MODELS}/{one}", {"friendlyName": "Renamed"})
    caller.patch(f"{MODELS}/{one}", {"friendlyName": "Renamed"})  # changes nothing
    caller.post(f"{MODELS}/{one}/archive")
    caller.post(f"{MODELS}/{one}/archive")  # changes nothing
    caller.post(MODELS, {**create_body, "vendor": ""})  # is refused

    first = CatalogueRevision.current().number - 2
    assert log.events("catalogue_changed") == [
        {
            "level": "info",
            "event": "catalogue_changed",
            "requestId": "request-0001",
            "revision": first + number,
            "action": action,
            "subject": "station_model",
            "id": one,
            "door": "api",
            "user": "ada",
            "client": client.client_id,
        }
        for number, action in enumerate(["created", "renamed", "archived"])
    ]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_rolled_back_is_not_told(log: LogCapture) -> None:
    with transaction.atomic():
        StationModelFactory()
        transaction.set_rollback(True)

    assert log.events("catalogue_changed") == []


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_are_told_each(log: LogCapture) -> None:
    StationModelFactory.create_batch(3)
    log.lines.clear()

    restart_feed(by=TEST_ACTOR)

    told = log.events("catalogue_changed")
    assert [event["action"] for event in told] == ["restarted"] * 3
    assert len({event["revision"] for event in told}) == 3


@pytest.mark.django_db(transaction=True)
def test_a_command_keeps_its_terminal_clean_unless_it_is_asked_for_more(log: LogCapture) -> None:
    StationModelFactory()
    log.lines.clear()

    run_command("restart_feed")
    assert log.lines == []

    run_command("restart_feed", "-v2")
    assert [event["command"] for event in log.events("catalogue_changed")] == ["restart_feed"]


def test_what_was_quiet_is_told_again_afterwards(log: LogCapture) -> None:
    with muted():
        log_event("login")
    log_event("logout")

    assert [event["event"] for event in log.events("login", "logout")] == ["logout"]
