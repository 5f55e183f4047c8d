"""API clients in the admin: the secret is shown once, and clients are disabled, never deleted."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import ApiClient
from tests.admin.html_client import CLIENTS, HtmlClient, change_page, form_errors, form_fields, staff_client
from tests.factories import ApiClientFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = f"{CLIENTS}add/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


@pytest.fixture
def owner() -> User:
    return UserFactory(username="integrator")


def issue(browser: HtmlClient, owner: User, name: str = "CSMS of Example") -> tuple[Any, str]:
    """The answer to the form, and the secret that it shows."""
    response = browser.save(ADD, {"name": name, "user": str(owner.pk), "access": "write"})
    assert response.status_code == 200, response
    page = response.content.decode()
    return response, page.partition('id="client-secret"')[2].partition(">")[2].partition("</textarea>")[0]


def a_token_for(client_id: str, secret: str) -> int:
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return Client().post("/oauth/token", form, content_type="application/json").status_code


def test_issuing_asks_for_name_owner_and_access_alone(browser: HtmlClient) -> None:
    form = browser.form(ADD)

    assert set(form) - {"csrfmiddlewaretoken"} == {"name", "user", "access"}


def test_issuing_shows_a_secret_that_works(browser: HtmlClient, owner: User) -> None:
    response, secret = issue(browser, owner)

    client = ApiClient.objects.get()
    assert (client.name, client.user, client.access, client.is_active) == ("CSMS of Example", owner, "write", True)
    assert client.client_id in response.content.decode()
    assert len(secret) == 128
    assert a_token_for(client.client_id, secret) == 200


def test_the_answer_with_the_secret_is_not_kept_by_the_browser(browser: HtmlClient, owner: User) -> None:
    response, secret = issue(browser, owner)

    assert "no-store" in response["Cache-Control"]
    assert secret not in str(response.headers)
    assert secret not in str(response.cookies)


def test_the_secret_is_shown_on_no_later_page_and_kept_nowhere(
    browser: HtmlClient, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, secret = issue(browser, owner)
    client = ApiClient.objects.get()

    pages = [
        browser.get(path).content.decode()
        for path in (CLIENTS, ADD, change_page(client), change_page(client).replace("change", "history"), "/admin/")
    ]

    stored = [str(row) for table in apps.get_models() for row in table._default_manager.values()]
    assert [page for page in pages if secret in page] == []
    assert [row for row in stored if secret in row] == []
    assert secret not in caplog.text
    assert secret not in str(browser.client.session.items())
    [entry] = LogEntry.objects.all()
    assert (entry.object_repr, entry.get_change_message()) == ("CSMS of Example", "Added.")


def test_sending_the_form_again_issues_nothing_more(browser: HtmlClient, owner: User) -> None:
    issue(browser, owner)

    response = browser.save(ADD, {"name": "CSMS of Example", "user": str(owner.pk), "access": "write"})

    assert "name: API client with this Name already exists." in form_errors(response)
    assert ApiClient.objects.count() == 1


def test_the_hash_of_a_secret_is_shown_nowhere(browser: HtmlClient) -> None:
    client = ApiClientFactory()
    hashed = ApiClient.objects.values_list("client_secret", flat=True).get()

    pages = [browser.get(path).content.decode() for path in (CLIENTS, change_page(client))]

    assert hashed.startswith("pbkdf2_sha256_client_secret$")
    assert [page for page in pages if hashed in page or "client_secret" in page] == []


def test_the_list_shows_who_may_what(browser: HtmlClient, owner: User) -> None:
    client = ApiClientFactory(name="CSMS of Example", user=owner, access="read")

    page = browser.get(CLIENTS).content.decode()

    for shown in ("CSMS of Example", "integrator", "Read", client.client_id):
        assert shown in page


def test_a_client_can_be_renamed_handed_over_narrowed_and_disabled(browser: HtmlClient, owner: User) -> None:
    client = ApiClientFactory(name="old", access="write")
    page = change_page(client)
    before = ApiClient.objects.values().get()
    form = browser.form(page)
    del form["is_active"]

    response = browser.post(page, {**form, "name": "new", "user": str(owner.pk), "access": "read"})

    assert response.status_code == 302
    after = ApiClient.objects.values().get()
    changed = {"name": "new", "user_id": owner.pk, "access": "read", "is_active": False}
    assert after == {**before, **changed, "updated": after["updated"]}


def test_a_disabled_client_gets_no_token_and_an_enabled_one_does_again(browser: HtmlClient, owner: User) -> None:
    _, secret = issue(browser, owner)
    client = ApiClient.objects.get()
    form = browser.form(change_page(client))

    browser.post(change_page(client), {name: form[name] for name in form if name != "is_active"})
    disabled = a_token_for(client.client_id, secret)
    browser.save(change_page(client), {"is_active": "on"})

    assert disabled == 401
    assert a_token_for(client.client_id, secret) == 200


def test_what_is_not_in_the_form_cannot_be_sent(browser: HtmlClient) -> None:
    client = ApiClientFactory()
    before = ApiClient.objects.values().get()

    browser.save(
        change_page(client),
        {
            "client_id": "chosen",
            "client_secret": "chosen",
            "client_type": "public",
            "authorization_grant_type": "password",
            "hash_client_secret": "",
            "skip_authorization": "on",
            "redirect_uris": "https://example.com",
        },
    )

    after = ApiClient.objects.values().get()
    assert after == {**before, "updated": after["updated"]}


@pytest.mark.parametrize(
    ("posted", "complaint"),
    [
        ({"name": ""}, "name: This field is required."),
        ({"name": " \t "}, "name: This field is required."),
        ({"name": "x" * 201}, "name: Ensure this value has at most 200 characters (it has 201)."),
        ({"name": "a\x00b"}, "name: Null characters are not allowed."),
        ({"name": "a\u202eb"}, "name: Must not contain control characters, line breaks or bidirectional overrides."),
        ({"name": "taken"}, "name: API client with this Name already exists."),
        ({"user": ""}, "user: This field is required."),
        ({"user": "0"}, "user: Select a valid choice."),
        ({"user": "\x00"}, "user: Null characters are not allowed."),
        ({"user": "9" * 40}, "user: Select a valid choice."),
        ({"access": ""}, "access: This field is required."),
        ({"access": "admin"}, "access: Select a valid choice."),
        ({"access": "\x00"}, "access: Select a valid choice."),
    ],
)
@pytest.mark.parametrize("is_new", [True, False], ids=["add", "change"])
def test_a_bad_form_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, owner: User, posted: dict[str, str], complaint: str, is_new: bool
) -> None:
    ApiClientFactory(name="taken")
    client = ApiClientFactory(name="mine", user=owner)
    before = list(ApiClient.objects.values())
    good = {"name": "another", "user": str(owner.pk), "access": "read"} if is_new else {}

    response = browser.save(ADD if is_new else change_page(client), {**good, **posted})

    assert complaint in form_errors(response)
    assert list(ApiClient.objects.values()) == before


@pytest.mark.parametrize("button", ["_continue", "_addanother", "_popup", "_saveasnew"])
def test_whatever_button_is_pressed_the_secret_is_shown(browser: HtmlClient, owner: User, button: str) -> None:
    form = {"name": "mine", "user": str(owner.pk), "access": "read", button: "1"}

    response = browser.save(ADD, form)

    assert response.status_code == 200
    assert 'id="client-secret"' in response.content.decode()


def test_a_name_is_shown_as_text(browser: HtmlClient, owner: User) -> None:
    response, _ = issue(browser, owner, name="<script>alert(1)</script>")

    page = response.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert form_fields(browser.get(change_page(ApiClient.objects.get())).content.decode())["name"].startswith(
        "<script>"
    )
