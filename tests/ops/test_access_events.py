"""Each change of what somebody may do leaves one trace: a row that nobody takes away, and an event in the log."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from catalog.models import AccessAction, AccessEvent, ApiClient
from tests.admin.access_table import PASSWORDS
from tests.admin.html_client import CLIENTS, HtmlClient, change_page
from tests.api_clients import create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, UserFactory, issue_client
from tests.log_capture import LogCapture
from tests.management import run_command
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct-horse-battery"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def forget() -> None:
    """Take away what setting the stage has left, past the domain, which offers no way."""
    models.QuerySet(AccessEvent).delete()


class Stage(NamedTuple):
    """A superuser's browser, and whom and what it changes."""

    browser: HtmlClient
    bob: User
    client: ApiClient

    def bob_is(self, **changed: str) -> Any:
        return self.browser.save(change_page(self.bob), changed)

    def client_is(self, **changed: str) -> Any:
        return self.browser.save(change_page(self.client), changed)

    def at_client(self, verb: str, **typed: str) -> Any:
        seen = {"expected_secret": self.client.secret_issued_at.isoformat()}
        return self.browser.post(f"{CLIENTS}{self.client.pk}/{verb}/", {**seen, **typed})


@pytest.fixture
def stage() -> Stage:
    ada = UserFactory(username="ada", is_staff=True, is_superuser=True)
    ada.set_password(PASSWORD)
    ada.save()
    bob = UserFactory(username="bob", email="bob@example.com")
    client, _ = issue_client(name="Back-end", owner=bob, access="read")
    client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)
    create_token(client)
    create_token(client)
    forget()
    return Stage(HtmlClient(ada), bob, client)


def revoke(stage: Stage) -> Any:
    secret = stage.client.rotate_secret(seen=stage.client.secret_issued_at, by=TEST_ACTOR)
    forget()
    body = f"token={create_token(stage.client)}&client_id={stage.client.client_id}&client_secret={secret}".encode()
    return send("POST", "/oauth/revoke", body=body, headers=FORM)


Traces = list[tuple[str, str, dict[str, Any]]]
Change = tuple[Callable[[Stage], Any], Traces]

CHANGES: dict[str, Change] = {
    "user added": (
        lambda stage: stage.browser.post("/admin/auth/user/add/", {"username": "eve", **PASSWORDS}),
        [("user_added", "eve", {})],
    ),
    "superuser made": (
        lambda stage: stage.bob_is(is_staff="on", is_superuser="on"),
        [("rights_changed", "bob", {"is_staff": [False, True], "is_superuser": [False, True]})],
    ),
    "deactivated and renamed at once": (
        lambda stage: stage.bob_is(username="robert", is_active=""),
        [
            ("rights_changed", "robert", {"is_active": [True, False]}),
            ("user_changed", "robert", {"fields": "username", "username": ["bob", "robert"]}),
        ],
    ),
    "address changed": (
        lambda stage: stage.bob_is(email="robert@example.com"),
        [("user_changed", "bob", {"fields": "email"})],
    ),
    "nothing changed": (lambda stage: stage.bob_is(), []),
    "another's password": (
        lambda stage: stage.browser.post(f"/admin/auth/user/{stage.bob.pk}/password/", PASSWORDS),
        [("password_set", "bob", {})],
    ),
    "another's password taken away": (
        lambda stage: stage.browser.post(
            f"/admin/auth/user/{stage.bob.pk}/password/", {"usable_password": "false", "unset-password": "1"}
        ),
        [("password_set", "bob", {"usable": False})],
    ),
    "another's password, refused": (
        lambda stage: stage.browser.post(
            f"/admin/auth/user/{stage.bob.pk}/password/", {**PASSWORDS, "password2": "other"}
        ),
        [],
    ),
    "one's own password": (
        lambda stage: stage.browser.post(
            "/admin/password_change/",
            {"old_password": PASSWORD, "new_password1": "a-long-enough-1", "new_password2": "a-long-enough-1"},
        ),
        [("password_set", "ada", {})],
    ),
    "one's own password, refused": (
        lambda stage: stage.browser.post(
            "/admin/password_change/",
            {"old_password": "wrong", "new_password1": "a-long-enough-1", "new_password2": "a-long-enough-1"},
        ),
        [],
    ),
    "client issued": (
        lambda stage: stage.browser.post(
            f"{CLIENTS}add/", {"name": "Another", "user": str(stage.bob.pk), "access": "write"}
        ),
        [("client_issued", "Another", {"owner": "bob", "access": "write"})],
    ),
    "client disabled": (lambda stage: stage.client_is(is_active=""), [("client_disabled", "Back-end", {})]),
    "client that may more": (
        lambda stage: stage.client_is(access="write"),
        [("client_changed", "Back-end", {"access": ["read", "write"]})],
    ),
    "client of another owner": (
        lambda stage: stage.client_is(user=str(User.objects.get(username="ada").pk)),
        [("client_changed", "Back-end", {"owner": ["bob", "ada"]})],
    ),
    "client unchanged": (lambda stage: stage.client_is(), []),
    "secret rotated": (
        lambda stage: stage.at_client("rotate", keep_previous_for="24"),
        [("secret_rotated", "Back-end", {"formerLastsHours": 24})],
    ),
    "former secret ended": (
        lambda stage: stage.at_client("revoke-previous-secret"),
        [("former_secret_ended", "Back-end", {})],
    ),
    "token revoked": (
        lambda stage: stage.at_client("revoke-token", token=str(stage.client.live_tokens()[0].pk)),
        [("token_revoked", "Back-end", {"tokens": 1})],
    ),
    "tokens revoked": (
        lambda stage: stage.at_client("revoke-tokens"),
        [("token_revoked", "Back-end", {"tokens": 2})],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_the_admin_is_recorded_and_logged_once(name: str, stage: Stage, log: LogCapture) -> None:
    change, traces = CHANGES[name]
    log.lines.clear()

    assert change(stage).status_code in {200, 302}

    events = AccessEvent.objects.order_by("pk")
    assert [(event.action, event.name, event.facts) for event in events] == traces
    assert {(event.channel, event.by_user.username, bool(event.request_id)) for event in events} == (
        {("admin", "ada", True)} if traces else set()
    )
    logged = log.events(*AccessAction.values)
    assert [(event["event"], event.get("facts", {})) for event in logged] == [
        (what, facts) for what, _, facts in traces
    ]
    assert all(event["byUser"] == "ada" and (event.get("user") or event.get("client")) for event in logged)


def test_a_client_that_gives_its_token_back_is_logged_once(stage: Stage, log: LogCapture) -> None:
    assert revoke(stage).status == 200

    [event] = log.events("token_revoked")
    assert (event["client"], event["door"]) == (stage.client.client_id, "api")
    assert not AccessEvent.objects.exists()


def test_a_token_that_is_none_is_not_logged_as_revoked(stage: Stage, log: LogCapture) -> None:
    secret = stage.client.rotate_secret(seen=stage.client.secret_issued_at, by=TEST_ACTOR)
    others = create_token(ApiClientFactory())

    for token in ("nothing", others):
        body = f"token={token}&client_id={stage.client.client_id}&client_secret={secret}".encode()
        assert send("POST", "/oauth/revoke", body=body, headers=FORM).status == 200

    assert log.events("token_revoked") == []


def traces_of(command: str) -> list[tuple[str, str]]:
    return [
        (event.action, event.name)
        for event in AccessEvent.objects.order_by("pk").filter(channel="command", command=command)
    ]


def test_a_command_that_issues_a_client_leaves_a_trace(stage: Stage) -> None:
    run_command("create_api_client", "Another", "--owner", "bob", "--access", "read")

    assert traces_of("create_api_client") == [("client_issued", "Another")]


def test_a_superuser_made_by_a_command_leaves_a_trace(
    stage: Stage, log: LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-enough-1")
    log.lines.clear()

    said = run_command("createsuperuser", "--username", "eve", "--email", "eve@example.com", "--no-input", "-v2")

    assert said.refusal == ""
    assert traces_of("createsuperuser") == [("user_added", "eve"), ("rights_changed", "eve")]
    assert [event["event"] for event in log.events(*AccessAction.values)] == ["user_added", "rights_changed"]


def test_a_superuser_who_was_not_made_leaves_none(stage: Stage) -> None:
    assert run_command("createsuperuser", "--username", "ada", "--email", "x@example.com", "--no-input").refusal

    assert traces_of("createsuperuser") == []


def test_a_password_set_by_a_command_leaves_a_trace(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *args, **more: "a-long-enough-1")

    run_command("changepassword", "bob")

    assert traces_of("changepassword") == [("password_set", "bob")]
    stage.bob.refresh_from_db()
    assert stage.bob.check_password("a-long-enough-1")


def test_the_toolkit_s_command_makes_no_client_without_a_trace(stage: Stage) -> None:
    before = ApiClient.objects.count()

    said = run_command("createapplication", "confidential", "client-credentials")

    assert "create_api_client" in said.refusal
    assert ApiClient.objects.count() == before


def test_a_change_that_is_rolled_back_is_not_logged(stage: Stage, log: LogCapture) -> None:
    log.lines.clear()

    with transaction.atomic():
        stage.client.revoke_tokens(by=TEST_ACTOR)
        transaction.set_rollback(True)

    assert log.events("token_revoked") == []
    assert not AccessEvent.objects.exists()


def test_a_trace_is_not_changed_or_deleted(stage: Stage) -> None:
    stage.client.revoke_tokens(by=TEST_ACTOR)
    event = AccessEvent.objects.get()

    for attempt in (
        event.save,
        event.delete,
        AccessEvent.objects.all().delete,
        lambda: AccessEvent.objects.update(name="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert AccessEvent.objects.get().name == "Back-end"
