"""Secrets and tokens of API clients in the admin: rotated, ended, revoked; each page says what was done."""

import shlex
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from catalog.models import ApiClient
from catalog.times import date_time
from tests.admin.html_client import CLIENTS, HtmlClient, change_page, form_errors, page_messages, staff_client
from tests.admin.test_api_clients import a_token_for
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import UserFactory, issue_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


@pytest.fixture
def issued() -> tuple[ApiClient, str]:
    return issue_client(name="CSMS of Example", owner=UserFactory(), access="read")


def page_of(client: ApiClient, verb: str) -> str:
    return f"{CLIENTS}{client.pk}/{verb}/"


def shown(response: Any, label: str) -> str:
    """The text that the page shows under a label, to be copied."""
    page = response.content.decode()
    return unescape(page.partition(f'id="{label}"')[2].partition(">")[2].partition("</textarea>")[0])


def rotate(browser: HtmlClient, client: ApiClient, **typed: str) -> Any:
    return browser.save(page_of(client, "rotate"), typed)


def end_former(browser: HtmlClient, client: ApiClient, **typed: str) -> Any:
    client.refresh_from_db()
    seen = {"expected_secret": client.secret_issued_at.isoformat()}
    return browser.post(page_of(client, "revoke-previous-secret"), seen | typed, follow=True)


def said_in_history(client: ApiClient) -> list[str]:
    entries = LogEntry.objects.filter(object_id=client.pk).order_by("pk")
    return [f"{entry.user.get_username()}: {entry.get_change_message()}" for entry in entries]


def test_a_rotation_shows_a_new_secret_and_keeps_the_former_for_a_day(
    browser: HtmlClient, issued: tuple[ApiClient, str]
) -> None:
    client, former = issued

    response = rotate(browser, client)

    assert response.status_code == 200
    new = shown(response, "client-secret")
    assert len(new) == 128
    assert new != former
    assert [a_token_for(client.client_id, secret) for secret in (former, new)] == [200, 200]
    client.refresh_from_db()
    assert client.previous_secret_expires_at == client.secret_issued_at + timedelta(hours=24)
    end = f"{client.previous_secret_expires_at:%Y-%m-%d %H:%M} UTC"
    until = date_time(client.previous_secret_expires_at)
    assert f"The previous secret is valid until {until}" in text_of(response)
    assert said_in_history(client) == [f"ada: Secret rotated; the previous secret is valid until {end}."]


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("hours", "former_works"), [("0", False), ("1", True), ("24", True), ("168", True)])
def test_it_is_chosen_how_long_the_former_secret_works(
    browser: HtmlClient, issued: tuple[ApiClient, str], hours: str, former_works: bool
) -> None:
    client, former = issued

    rotate(browser, client, keep_previous_for=hours)

    client.refresh_from_db()
    ends = client.secret_issued_at + timedelta(hours=int(hours)) if former_works else None
    assert client.previous_secret_expires_at == ends
    assert a_token_for(client.client_id, former) == (200 if former_works else 401)


@pytest.mark.parametrize("hours", ["", "-1", "2", "169", "9" * 5_000, "1.0", "\x00", "now"])
def test_no_other_time_can_be_sent(browser: HtmlClient, issued: tuple[ApiClient, str], hours: str) -> None:
    before = ApiClient.objects.values().get()

    response = rotate(browser, issued[0], keep_previous_for=hours)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"keep_previous_for"}
    assert ApiClient.objects.values().get() == before
    assert said_in_history(issued[0]) == []


@pytest.mark.parametrize("seen", [None, "", "\x00", "2020-01-01T00:00:00+00:00", "x" * 5_000])
def test_a_rotation_sent_twice_is_made_once(
    browser: HtmlClient, issued: tuple[ApiClient, str], seen: str | None
) -> None:
    client, former = issued
    form = browser.form(page_of(client, "rotate"))
    new = shown(browser.post(page_of(client, "rotate"), form), "client-secret")
    before = ApiClient.objects.values().get()

    again = browser.post(page_of(client, "rotate"), form if seen is None else {**form, "expected_secret": seen})

    assert "was rotated after you opened this page" in text_of(again)
    assert again.context["form"].errors
    assert ApiClient.objects.values().get() == before
    assert [a_token_for(client.client_id, secret) for secret in (former, new)] == [200, 200]


def test_the_rotation_page_warns_that_a_former_secret_still_works(
    browser: HtmlClient, issued: tuple[ApiClient, str]
) -> None:
    before = text_of(browser.get(page_of(issued[0], "rotate")))
    rotate(browser, issued[0])

    after = text_of(browser.get(page_of(issued[0], "rotate")))

    assert "Rotating again revokes it." not in before
    assert "Rotating again revokes it." in after


def test_a_former_secret_is_ended_from_the_clients_page(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    client, former = issued
    rotate(browser, client)
    assert "The previous secret is valid until" in text_of(browser.get(change_page(client)))

    response = end_former(browser, client)

    assert page_messages(response) == ["The previous secret was revoked."]
    assert "The previous secret is valid until" not in text_of(response)
    assert a_token_for(client.client_id, former) == 401
    assert said_in_history(client)[1:] == ["ada: Previous secret revoked."]


def test_ending_a_former_secret_that_is_none_says_so(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    response = end_former(browser, issued[0])

    assert page_messages(response) == ["There is no previous secret to revoke."]
    assert a_token_for(issued[0].client_id, issued[1]) == 200
    assert said_in_history(issued[0]) == []


def test_the_button_ends_the_former_secret_that_its_page_showed(
    browser: HtmlClient, issued: tuple[ApiClient, str]
) -> None:
    client, _ = issued
    rotate(browser, client)
    seen = ApiClient.objects.get().secret_issued_at.isoformat()
    assert (
        f'name="expected_secret" value="{seen}"'
        in browser.get(page_of(client, "revoke-previous-secret")).content.decode()
    )
    second = shown(rotate(browser, client), "client-secret")
    rotate(browser, client)

    for sent in (seen, "", "\x00"):
        response = end_former(browser, client, expected_secret=sent)

        assert page_messages(response) == [
            "The secret was rotated after you opened this page. No changes were made. Reload the page."
        ]
    assert a_token_for(client.client_id, second) == 200


@pytest.mark.parametrize("way", ["issue", "rotate"])
def test_the_line_for_a_shell_asks_this_service_for_a_token(
    browser: HtmlClient, issued: tuple[ApiClient, str], way: str
) -> None:
    form = {"name": '\'; rm -rf "$HOME"', "user": str(issued[0].user.pk), "access": "read"}

    response = browser.save(f"{CLIENTS}add/", form) if way == "issue" else rotate(browser, issued[0])

    client = ApiClient.objects.latest("pk")
    assert shlex.split(shown(response, "token-request")) == [
        "curl",
        "-sS",
        "http://testserver/oauth/token",
        "--data-urlencode",
        "grant_type=client_credentials",
        "--data-urlencode",
        f"client_id={client.client_id}",
        "--data-urlencode",
        f"client_secret={shown(response, 'client-secret')}",
    ]
    assert a_token_for(client.client_id, shown(response, "client-secret")) == 200


def test_a_secret_of_a_rotation_is_kept_nowhere(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    response = rotate(browser, issued[0])

    secret = shown(response, "client-secret")
    pages = [browser.get(path).content.decode() for path in (CLIENTS, change_page(issued[0]), "/admin/")]
    pages.append(browser.get(page_of(issued[0], "rotate")).content.decode())
    stored = [str(row) for table in apps.get_models() for row in table._default_manager.values()]
    assert [each for each in [*pages, *stored] if secret in each] == []
    assert "no-store" in response["Cache-Control"]
    assert secret not in f"{response.headers}{response.cookies}"


def test_the_hashes_are_on_no_page(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    rotate(browser, issued[0])
    kept = ApiClient.objects.get()
    token = create_token(kept)
    checksum = get_access_token_model().objects.get().token_checksum

    pages = [browser.get(path).content.decode() for path in (CLIENTS, change_page(kept), page_of(kept, "rotate"))]

    for never in (kept.client_secret, kept.previous_secret, token, checksum):
        assert [page for page in pages if never in page] == []


def test_a_disabled_client_is_refused_at_its_next_request(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    client, secret = issued
    token = create_token(client)
    form = browser.form(change_page(client))
    assert client_with_token(token).get(MODELS).status_code == 200

    browser.post(change_page(client), {name: form[name] for name in form if name != "is_active"})

    assert client_with_token(token).get(MODELS).status_code == 401
    assert a_token_for(client.client_id, secret) == 401
    assert said_in_history(client) == ["ada: Changed Active."]


def test_a_form_opened_before_a_client_was_disabled_does_not_enable_it(
    browser: HtmlClient, issued: tuple[ApiClient, str]
) -> None:
    client, _ = issued
    form = browser.form(change_page(client))
    ApiClient.objects.update(is_active=False)
    before = ApiClient.objects.values().get()

    response = browser.post(change_page(client), {**form, "name": "renamed"})

    assert "This was changed after you opened the page." in form_errors(response)
    assert ApiClient.objects.values().get() == before


def test_a_token_or_a_rotation_meanwhile_is_no_change_of_the_form(
    browser: HtmlClient, issued: tuple[ApiClient, str]
) -> None:
    client, secret = issued
    form = browser.form(change_page(client))
    a_token_for(client.client_id, secret)
    rotate(browser, client)
    rotated = ApiClient.objects.get()

    response = browser.post(change_page(client), {**form, "name": "renamed"})

    assert response.status_code == 302
    kept = ApiClient.objects.get()
    assert kept.name == "renamed"
    assert (kept.client_secret, kept.previous_secret) == (rotated.client_secret, rotated.previous_secret)
    assert kept.last_token_at == rotated.last_token_at


def test_the_list_shows_when_the_last_token_was_given(browser: HtmlClient, issued: tuple[ApiClient, str]) -> None:
    never = text_of(browser.get(CLIENTS))
    ApiClient.objects.update(last_token_at=timezone.now().replace(year=2020))

    page = text_of(browser.get(CLIENTS))

    assert "Last token" in page
    assert ("2020" in never, "2020" in page) == (False, True)


@pytest.mark.parametrize("verb", ["revoke-previous-secret", "revoke-token", "revoke-tokens"])
def test_a_link_changes_nothing(browser: HtmlClient, issued: tuple[ApiClient, str], verb: str) -> None:
    token = create_token(issued[0])
    rotate(browser, issued[0])
    before = ApiClient.objects.values().get()

    response = browser.get(page_of(issued[0], verb))

    assert response.status_code == 200
    assert ApiClient.objects.values().get() == before
    assert client_with_token(token).get(MODELS).status_code == 200
