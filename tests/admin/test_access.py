"""Every URL and every action of the admin for five kinds of user, by GET and by POST. They are taken from the admin
itself: one without a row in `access_table` fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, reverse

from catalog.models import ChargingStationModel, UnknownHardware
from tests.admin.access_table import ACTIONS, KINDS, LOGIN, OUTSIDERS, PAGES, UNGUARDED
from tests.admin.html_client import HtmlClient, staff_client
from tests.api_clients import create_token
from tests.catalogue_snapshot import table_rows
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    UserFactory,
    VendorFactory,
    VendorSynonymFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TABLES = [table for table in apps.get_models() if admin.site.is_registered(table)]


def patterns(of: list[Any]) -> Iterator[URLPattern]:
    for each in of:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


URLS = list(patterns(admin.site.urls[0]))
NAMED = {str(each.name): each for each in URLS if each.name}
OF_A_ROW = sorted(name for name, url in NAMED.items() if url.pattern.converters and name != "view_on_site")


@pytest.fixture(scope="module", autouse=True)
def one_of_each(module_transaction: None) -> None:
    StationModelFactory()
    StationModelFactory(archived=True)
    StationModelFactory().rename("Renamed", by=TEST_ACTOR)
    client = ApiClientFactory()
    client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)
    create_token(client)
    UserFactory(username="row")
    ReportedIdentityFactory()
    VendorSynonymFactory()
    VendorFactory()
    UnknownHardwareFactory()
    UnknownHardwareFactory(state=UnknownHardware.State.IGNORED)


@pytest.fixture(scope="module")
def browsers(one_of_each: None) -> dict[str, HtmlClient]:
    """One of each kind, logged in where that kind can, and with a page seen: it may post."""
    browsers = {kind: browser() for kind, browser in KINDS.items()}
    for browser in browsers.values():
        browser.client.get("/admin/", follow=True)
    return browsers


@pytest.fixture
def browser(browsers: dict[str, HtmlClient], kind: str) -> HtmlClient:
    return browsers[kind].again()


@pytest.fixture(scope="module")
def forms(browsers: dict[str, HtmlClient]) -> dict[str, dict[str, Any]]:
    """The fields of each page that has a form, as a superuser sees them."""
    return {name: browsers["superuser"].form(path_of(name)) for name, page in PAGES.items() if page.form}


def path_of(name: str) -> str:
    page = PAGES[name]
    if page.at:
        return page.at() if callable(page.at) else page.at
    return reverse(f"admin:{name}", args=[first_row(name).pk] if name in OF_A_ROW else [])


def first_row(name: str) -> Any:
    """The row that a URL such as `catalog_apiclient_change` is tried with."""
    table = apps.get_model(*name.split("_")[:2])
    rows = table._default_manager.order_by("pk")
    return rows.get(username="row") if table._meta.model_name == "user" else rows.first()


def outcome(response: Any) -> int | str:
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return LOGIN
    return int(response.status_code)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that there is, of the tables to come as well; but for sessions, which open and end."""
    return table_rows(each for each in apps.get_models() if each not in {Session, Permission, ContentType})


def test_every_url_of_the_admin_is_in_the_table() -> None:
    unnamed = [each for each in URLS if not each.name]

    assert set(NAMED) | {"catch_all"} == set(PAGES) | UNGUARDED
    # One catch-all, and a redirect from the old spelling for each table.
    assert len(unnamed) == 1 + len(TABLES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_whom_the_table_says_and_opening_it_changes_nothing(
    name: str, kind: str, browser: HtmlClient
) -> None:
    path = path_of(name)
    before = everything()

    response = browser.get(path)

    assert outcome(response) == PAGES[name].get.get(kind, LOGIN)
    assert everything() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_a_post_writes_for_whom_the_table_says_and_for_nobody_else(
    name: str, kind: str, browser: HtmlClient, forms: dict[str, dict[str, Any]]
) -> None:
    page, path = PAGES[name], path_of(name)
    typed = {field: value() if callable(value) else value for field, value in page.typed.items()}
    before = everything()

    response = browser.post(path, forms.get(name, {}) | typed)

    expected = page.post.get(kind, LOGIN)
    assert outcome(response) == expected
    assert (everything() != before) is (page.writes and expected in {200, 302})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.model_name)
def test_the_old_spelling_of_a_change_page_shows_nothing_of_its_own(table: Any, kind: str, browser: HtmlClient) -> None:
    change = path_of(f"{table._meta.app_label}_{table._meta.model_name}_change")

    response = browser.get(change.removesuffix("change/"))

    # The page of a station model is there instead.
    expected = 200 if table is ChargingStationModel else 302
    assert outcome(response) == (LOGIN if kind in OUTSIDERS else expected)


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_those_who_are_not_let_in_can_log_in(kind: str, browser: HtmlClient) -> None:
    assert outcome(browser.get("/admin/login/")) == 200


def test_every_action_of_every_list_is_in_the_table() -> None:
    request = RequestFactory().get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)

    offered = {
        (str(table._meta.model_name), action)
        for table in TABLES
        for action in admin.site.get_model_admin(table).get_actions(request)
    }

    assert offered == set(ACTIONS)


def act(browser: HtmlClient, table: Any, action: str) -> Any:
    path = reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_changelist")
    keys = [str(each.pk) for each in table._default_manager.all()]
    query = "?state=all" if table is ChargingStationModel else ""
    return browser.post(path + query, {"action": action, "index": "0", "post": "yes", "_selected_action": keys})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("table", "action"), ACTIONS)
def test_an_action_acts_for_whom_the_table_says(table: str, action: str, kind: str, browser: HtmlClient) -> None:
    before = everything()

    response = act(browser, apps.get_model("catalog", table), action)

    row = ACTIONS[table, action]
    expected = row.post.get(kind, LOGIN)
    assert outcome(response) == expected
    assert (everything() != before) is (row.writes and expected in {200, 302})


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        *((kind, "delete_selected") for kind in KINDS),
        ("superuser", ""),
        ("superuser", "\x00"),
        ("superuser", "__init__"),
    ],
)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.model_name)
def test_an_action_that_a_list_does_not_offer_does_nothing(
    table: Any, action: str, kind: str, browser: HtmlClient
) -> None:
    before = everything()

    response = act(browser, table, action)

    # A list answers with a page, or with a message in the next one.
    assert outcome(response) in ({LOGIN} if kind in OUTSIDERS else {200, 302, 403})
    assert everything() == before


def test_model_permissions_give_staff_nothing_more() -> None:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    browser = HtmlClient(user)

    for name in ("auth_user_changelist", "catalog_apiclient_changelist", "catalog_apiclient_rotate"):
        assert browser.get(path_of(name)).status_code == 403
    assert browser.get(path_of("catalog_chargingstationmodel_delete")).status_code == 403


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        (
            "staff",
            ["Models", "Activity"],
            ["API clients", "Users", "Groups", "Access tokens", "Grants", "Refresh tokens", "Id tokens"],
        ),
        (
            "superuser",
            ["Models", "Activity", "API clients", "Users"],
            ["Groups", "Access tokens", "Grants", "Refresh tokens", "Id tokens"],
        ),
    ],
)
def test_the_index_shows_what_one_may_open(browser: HtmlClient, shown: list[str], hidden: list[str]) -> None:
    page = browser.get("/admin/").content.decode()

    assert "Charging station catalogue" in page
    assert [each for each in shown if f">{each}<" not in page] == []
    assert [each for each in hidden if f">{each}<" in page] == []


@pytest.mark.parametrize("key", ["abc", "0", "-1", "9" * 40, "9" * 5_000, "%00", "_00", "None"])
@pytest.mark.parametrize("name", OF_A_ROW)
@pytest.mark.parametrize("kind", ["superuser"])
def test_an_id_that_is_none_leads_back_or_nowhere(name: str, key: str, browser: HtmlClient) -> None:
    path = reverse(f"admin:{name}", args=["KEY"]).replace("KEY", key)
    before = everything()

    assert browser.get(path).status_code in {302, 403, 404, 405}
    assert browser.post(path, {}).status_code in {302, 403, 404, 405}
    assert everything() == before


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.model_name)
@pytest.mark.parametrize("key", ["abc", "1", None])
def test_rows_have_no_page_outside_the_admin(table: Any, key: str | None) -> None:
    row = table._default_manager.earliest("pk")
    kind = ContentType.objects.get_for_model(table)

    response = staff_client().get(f"/admin/r/{kind.pk}/{key or row.pk}/")

    assert response.status_code == 404
