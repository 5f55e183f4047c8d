"""Every URL of the admin for five kinds of user. URLs are taken from the URL conf: one without a row here fails."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, reverse

from catalog.models import ApiClient, AuditEvent, CatalogueRevision, ChargingStationModel
from tests.admin.browser import Browser, staff_browser
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "login"
"""Sent to the login page."""

# What each kind of user gets. Staff and superusers alone are let in; the rest of the table is about these two.
KINDS: dict[str, Callable[[], Browser]] = {
    "nobody": Browser,
    "not staff": lambda: Browser(UserFactory()),
    "inactive": lambda: staff_browser(is_superuser=True, is_active=False),
    "staff": staff_browser,
    "superuser": lambda: staff_browser(is_superuser=True),
}

OUTSIDERS = ("nobody", "not staff", "inactive")
OPEN = {"staff": 200, "superuser": 200}
SUPERUSERS = {"staff": 403, "superuser": 200}
NOBODY = {"staff": 403, "superuser": 403}
NOWHERE = {"staff": 404, "superuser": 404}

GET = {
    "index": OPEN,
    "password_change": OPEN,
    "password_change_done": OPEN,
    "jsi18n": OPEN,
    "app_list": OPEN,
    "logout": {**dict.fromkeys(OUTSIDERS, 302), "staff": 405, "superuser": 405},
    "autocomplete": NOBODY,
    "view_on_site": NOWHERE,
    "catch_all": NOWHERE,
    "catalog_chargingstationmodel_changelist": OPEN,
    "catalog_chargingstationmodel_add": OPEN,
    "catalog_chargingstationmodel_change": OPEN,
    "catalog_chargingstationmodel_history": OPEN,
    "catalog_chargingstationmodel_delete": NOBODY,
    "catalog_auditevent_changelist": OPEN,
    "catalog_auditevent_add": NOBODY,
    "catalog_auditevent_change": OPEN,
    "catalog_auditevent_history": OPEN,
    "catalog_auditevent_delete": NOBODY,
    "catalog_apiclient_changelist": SUPERUSERS,
    "catalog_apiclient_add": SUPERUSERS,
    "catalog_apiclient_change": SUPERUSERS,
    "catalog_apiclient_history": SUPERUSERS,
    "catalog_apiclient_delete": NOBODY,
    "auth_user_changelist": SUPERUSERS,
    "auth_user_add": SUPERUSERS,
    "auth_user_change": SUPERUSERS,
    "auth_user_history": SUPERUSERS,
    "auth_user_delete": NOBODY,
    "auth_user_password_change": SUPERUSERS,
}

# Pages that anyone may see.
UNGUARDED = {"login"}

# The old spelling of a change page, which leads to the new one.
REDIRECTS = {"catalog_chargingstationmodel", "catalog_auditevent", "catalog_apiclient", "auth_user"}


def patterns(of: list[Any]) -> Iterator[URLPattern]:
    for each in of:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


NAMES = [each.name or "unnamed" for each in patterns(admin.site.urls[0])]


def path_of(name: str, row: Any = None) -> str:
    rows = {"chargingstationmodel": ChargingStationModel, "auditevent": AuditEvent, "apiclient": ApiClient}
    if name == "catch_all":
        return "/admin/nothing/here/"
    if name == "view_on_site":
        return "/admin/r/1/abc/"
    if name == "app_list":
        return "/admin/catalog/"
    if name.endswith(("_change", "_delete", "_history", "_password_change")) and name != "password_change":
        kind = name.split("_")[1]
        found = rows[kind]._default_manager.earliest("pk") if kind in rows else UserFactory()
        return reverse(f"admin:{name}", args=[found.pk])
    return reverse(f"admin:{name}")


@pytest.fixture(autouse=True)
def one_of_each() -> None:
    StationModelFactory()
    ApiClientFactory()


def outcome(response: Any) -> int | str:
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return LOGIN
    return int(response.status_code)


def test_every_url_of_the_admin_is_in_the_table() -> None:
    unnamed = NAMES.count("unnamed")

    assert set(NAMES) - {"unnamed"} | {"catch_all"} == set(GET) | UNGUARDED
    # One catch-all, and a redirect from the old spelling for each table.
    assert unnamed == 1 + len(REDIRECTS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", GET)
def test_a_page_opens_to_whom_the_table_says(name: str, kind: str) -> None:
    path = path_of(name)

    response = KINDS[kind]().get(path)

    assert outcome(response) == GET[name].get(kind, LOGIN)


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_those_who_are_not_let_in_can_log_in(kind: str) -> None:
    assert outcome(KINDS[kind]().get("/admin/login/")) == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", sorted(REDIRECTS))
def test_the_old_spelling_of_a_change_page_shows_nothing_of_its_own(table: str, kind: str) -> None:
    change = path_of(f"{table}_change")

    response = KINDS[kind]().get(change.removesuffix("change/"))

    assert outcome(response) == (302 if kind in OPEN else LOGIN)


WRITES = [
    ("catalog_chargingstationmodel_delete", {"post": "yes"}),
    ("catalog_chargingstationmodel_changelist", {"action": "delete_selected", "index": "0", "post": "yes"}),
    ("catalog_auditevent_add", {"revision": "9", "action": "created"}),
    ("catalog_auditevent_change", {"action": "created", "after": "{}"}),
    ("catalog_auditevent_delete", {"post": "yes"}),
    ("catalog_auditevent_changelist", {"action": "delete_selected", "index": "0", "post": "yes"}),
    ("catalog_apiclient_delete", {"post": "yes"}),
    ("catalog_apiclient_changelist", {"action": "delete_selected", "index": "0", "post": "yes"}),
    ("auth_user_delete", {"post": "yes"}),
    ("auth_user_changelist", {"action": "delete_selected", "index": "0", "post": "yes"}),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "data"), WRITES, ids=[name for name, _ in WRITES])
def test_nobody_deletes_anything_or_writes_history(name: str, data: dict[str, str], kind: str) -> None:
    browser = KINDS[kind]()
    path = path_of(name)
    keys = [str(row.pk) for table in (ChargingStationModel, AuditEvent, ApiClient) for row in table.objects.all()]
    before = everything()

    response = browser.post(path, {**data, "_selected_action": keys})

    # A list answers with a page, or with a message in the next one.
    assert outcome(response) in ({403, 200, 302} if kind in OPEN else {LOGIN})
    assert everything() == before


@pytest.mark.parametrize("kind", OUTSIDERS)
@pytest.mark.parametrize("action", ["archive_selected", "unarchive_selected"])
def test_actions_posted_by_those_who_are_not_let_in_do_nothing(action: str, kind: str) -> None:
    StationModelFactory(archived=True)
    browser = KINDS[kind]()
    keys = [str(each.pk) for each in ChargingStationModel.objects.all()]
    before = everything()

    response = browser.post(
        f"{path_of('catalog_chargingstationmodel_changelist')}?state=all",
        {"action": action, "index": "0", "_selected_action": keys},
    )

    assert outcome(response) == LOGIN
    assert everything() == before


@pytest.mark.parametrize("kind", OUTSIDERS)
@pytest.mark.parametrize("name", ["catalog_chargingstationmodel_add", "catalog_chargingstationmodel_change"])
def test_forms_posted_by_those_who_are_not_let_in_write_nothing(name: str, kind: str) -> None:
    browser = KINDS[kind]()
    path = path_of(name)
    form = staff_browser().form(path)
    before = everything()

    response = browser.post(path, {**form, "vendor": "Else"})

    assert outcome(response) == LOGIN
    assert everything() == before


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "superuser"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("catalog_apiclient_add", {"name": "mine", "access": "write"}),
        ("catalog_apiclient_change", {"name": "mine", "access": "write"}),
        ("auth_user_add", {"username": "mine", "password1": "long-enough-1", "password2": "long-enough-1"}),
        ("auth_user_change", {"username": "mine", "is_superuser": "on"}),
        ("auth_user_password_change", {"password1": "long-enough-1", "password2": "long-enough-1"}),
    ],
)
def test_users_and_clients_are_the_superusers_alone(name: str, data: dict[str, str], kind: str) -> None:
    browser = KINDS[kind]()
    path = path_of(name)
    owner = UserFactory()
    before = everything()

    response = browser.post(path, {**data, "user": str(owner.pk)})

    assert outcome(response) == (403 if kind == "staff" else LOGIN)
    assert everything() == before


def test_model_permissions_give_staff_nothing_more() -> None:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    browser = Browser(user)

    assert browser.get(path_of("auth_user_changelist")).status_code == 403
    assert browser.get(path_of("catalog_apiclient_changelist")).status_code == 403
    assert browser.get(path_of("catalog_chargingstationmodel_delete")).status_code == 403


def test_a_user_who_is_disabled_is_out_at_the_next_request() -> None:
    user = UserFactory(is_staff=True)
    browser = Browser(user)
    assert outcome(browser.get("/admin/")) == 200

    user.is_active = False
    user.save()

    assert outcome(browser.get("/admin/")) == LOGIN


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        (
            "staff",
            ["Charging station models", "Audit events"],
            ["API clients", "Users", "Groups", "Access tokens", "Grants", "Refresh tokens", "Id tokens"],
        ),
        (
            "superuser",
            ["Charging station models", "Audit events", "API clients", "Users"],
            ["Groups", "Access tokens", "Grants", "Refresh tokens", "Id tokens"],
        ),
    ],
)
def test_the_index_shows_what_one_may_open(kind: str, shown: list[str], hidden: list[str]) -> None:
    page = KINDS[kind]().get("/admin/").content.decode()

    assert "Charging station catalogue" in page
    assert [each for each in shown if f">{each}<" not in page] == []
    assert [each for each in hidden if f">{each}<" in page] == []


@pytest.mark.parametrize("key", ["abc", "0", "-1", "9" * 40, "9" * 5_000, "%00", "_00", "None"])
@pytest.mark.parametrize(
    "name", [name for name in GET if name.endswith(("_change", "_history")) and name != "password_change"]
)
def test_an_id_that_is_none_leads_back_or_nowhere(name: str, key: str) -> None:
    browser = KINDS["superuser"]()
    path = reverse(f"admin:{name}", args=["KEY"]).replace("KEY", key)

    assert browser.get(path).status_code in {302, 404}
    assert browser.post(path, {}).status_code in {302, 403, 404}


@pytest.mark.parametrize("table", [ChargingStationModel, ApiClient, User])
@pytest.mark.parametrize("key", ["abc", "1", None])
def test_rows_have_no_page_outside_the_admin(table: type[Model], key: str | None) -> None:
    row = table._default_manager.earliest("pk")
    kind = ContentType.objects.get_for_model(table)

    response = staff_browser().get(f"/admin/r/{kind.pk}/{key or row.pk}/")

    assert response.status_code == 404


def everything() -> list[Any]:
    tables = (ChargingStationModel, AuditEvent, CatalogueRevision, ApiClient, User)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]
