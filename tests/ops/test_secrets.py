"""Secrets pass through and stay nowhere: not in the database, not in the log, not on a page, not in an error."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests.admin.html_client import HtmlClient, change_page
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, UserFactory, issue_client
from tests.log_capture import LogCapture
from tests.wsgi_client import send

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PASSWORD, WRONG = "correct-horse-battery-staple", "wrong-horse-battery-staple"


def everything_stored() -> str:
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            rows += cursor.fetchall()
    return repr(rows)


@pytest.mark.django_db(transaction=True)
def test_secrets_stay_nowhere(log: LogCapture) -> None:
    owner = UserFactory(username="ada", is_staff=True, is_superuser=True)
    owner.set_password(PASSWORD)
    owner.save()
    client, former = issue_client(name="Back-end", owner=owner, access="write")
    secret = client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)
    secrets = [former, secret, PASSWORD, WRONG]

    for given in (former, secret):
        asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": given}
        answer = send("POST", "/oauth/token", body=json.dumps(asked).encode())
        secrets.append(answer.json()["access_token"])
    send("POST", "/oauth/token", body=f"grant_type=client_credentials&client_id=x&client_secret={WRONG}".encode(),
         headers=FORM)  # fmt: skip
    bearer = {"Authorization": f"Bearer {secrets[-1]}"}
    send("GET", MODELS, headers=bearer)
    send("GET", MODELS, query=f"access_token={secrets[-1]}", headers=bearer)
    send("POST", MODELS, body=b'{"vendor": ', headers=bearer)
    browser = Client()
    for password in (WRONG, PASSWORD):
        browser.post("/admin/login/", {"username": "ada", "password": password})
    pages = [
        HtmlClient(owner).get(path).content.decode() for path in ("/admin/", change_page(client), change_page(owner))
    ]

    stored, told = everything_stored(), "".join(log.lines)
    assert [each for each in secrets if each in stored] == []
    assert [each for each in secrets if each in told] == []
    assert [each for each in secrets for page in pages if each in page] == []
    assert len(log.events("token_issued")) == 2  # it was listening
    assert client.client_id in stored


@pytest.mark.django_db(transaction=True)
def test_an_error_report_has_no_secret_of_its_request(log: LogCapture, monkeypatch: pytest.MonkeyPatch) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="write")
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}

    # A bug that shows while the secret is at hand.
    monkeypatch.setattr("catalog.api.oauth.validators.RotatingSecretValidator.authenticate_client", _breaks)
    answer = send("POST", "/oauth/token", body=json.dumps(asked).encode(), headers={"X-Request-Id": "request-0001"})

    assert answer.status == 500
    told = "".join(log.lines)
    assert "ZeroDivisionError" in told
    assert secret not in told
    assert secret.encode() not in answer.body


def _breaks(*arguments: Any) -> bool:
    return bool(1 / 0)
