"""The frame of the admin: sidebar with counts, menus, the way back from a page, on a phone too."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from playwright.sync_api import Page, expect

from catalog.models import UnknownHardware
from tests.admin.html_client import MODELS, HtmlClient, change_page, staff_client
from tests.factories import StationModelFactory, UnknownHardwareFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def sidebar(browser: HtmlClient, path: str = "/admin/account/") -> dict[str, str]:
    """The labels of the sidebar with their counts."""
    page = browser.get(path).content.decode()
    links = re.findall(r"<span>([^<]+)</span>(?:<span class=\"count([^\"]*)\">([^<]+)</span>)?</a>", page)
    return {label.replace("&amp;", "&"): f"{count}{kind}" for label, kind, count in links}


def test_sidebar_of_staff_has_no_administration() -> None:
    labels = list(sidebar(staff_client()))

    assert labels == [
        *("Home", "Models", "Vendors", "Import & export"),
        *("Inbox", "Reported names", "Vendor aliases", "Activity"),
    ]


def test_sidebar_of_a_superuser_ends_with_the_administration() -> None:
    assert list(sidebar(staff_client(is_superuser=True)))[-2:] == ["API clients", "Users"]


def test_sidebar_counts_active_models_vendors_and_open_entries() -> None:
    caches["figures"].clear()
    StationModelFactory(vendor="Alfen")
    StationModelFactory(vendor="ALFEN")
    StationModelFactory(vendor="KEBA")
    StationModelFactory(vendor="Zappi", archived=True)
    UnknownHardwareFactory(count=1)
    UnknownHardwareFactory(count=1, state=UnknownHardware.State.IGNORED)

    counts = sidebar(staff_client())

    assert (counts["Models"], counts["Vendors"], counts["Inbox"]) == ("3", "2", "1")


@pytest.mark.parametrize(("reports", "kind"), [(99, ""), (100, " badge badge-danger")])
def test_inbox_is_red_from_a_hundred_reports(reports: int, kind: str) -> None:
    UnknownHardwareFactory(count=reports)

    assert sidebar(staff_client())["Inbox"] == f"1{kind}"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/admin/", "Home"),
        (MODELS, "Models"),
        (f"{MODELS}add/", "Models"),
        (f"{MODELS}import/", "Import &amp; export"),
        ("/admin/catalog/unknownhardware/", "Inbox"),
    ],
)
def test_sidebar_marks_the_section_of_the_page(path: str, label: str) -> None:
    page = staff_client().get(path).content.decode()

    links = page[page.index('id="sidebar"') : page.index('id="main"')]
    [current] = re.findall(r'<a href="[^"]*" aria-current="page">.*?<span>([^<]+)</span>', links, re.DOTALL)
    assert current == label


def test_new_menu_offers_what_the_role_can_add() -> None:
    page = staff_client().get("/admin/account/").content.decode()
    managers_page = staff_client(is_superuser=True).get("/admin/account/").content.decode()

    assert f'href="{MODELS}add/"' in page
    assert 'href="/admin/catalog/apiclient/add/"' not in page
    assert 'href="/admin/catalog/apiclient/add/"' in managers_page


@pytest.mark.parametrize(("is_superuser", "role"), [(False, "Editor"), (True, "Manager")])
def test_person_menu_names_person_and_role(is_superuser: bool, role: str) -> None:
    browser = staff_client(first_name="Miriam", last_name="Keller", is_superuser=is_superuser)

    page = browser.get("/admin/account/").content.decode()

    assert f"<strong>Miriam Keller</strong><br>{role}" in page


def test_way_back_names_section_and_object() -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG910")
    page = staff_client().get(change_page(station_model)).content.decode()

    [above] = re.findall(r'<nav class="parents"[^>]*>(.*?)</nav>', page)
    assert re.findall(r">([^<]+)</a>", above) == ["Models", "Alfen NG910"]


def test_a_list_has_no_way_back() -> None:
    assert 'class="parents"' not in staff_client().get(MODELS).content.decode()


def test_the_name_of_the_site_is_a_setting(settings: Any) -> None:
    settings.SITE_NAME = "Chargers of Example"

    assert "Chargers of Example" in staff_client().get("/admin/account/").content.decode()
    assert "Chargers of Example" in HtmlClient().get("/").content.decode()


@pytest.mark.chromium
@pytest.mark.django_db(transaction=True)
def test_every_section_is_two_taps_away_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/account/")
    sections = page.locator("#sidebar a")
    expect(sections.first).to_be_hidden()
    urls = [sections.nth(number).get_attribute("href") for number in range(sections.count())]

    for url in urls:
        page.get_by_role("button", name="Menu").click()
        page.locator(f'#sidebar a[href="{url}"]').click()
        page.wait_for_url(f"**{url}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, url
    page.get_by_role("button", name="Menu").click()
    page.keyboard.press("Escape")
    expect(sections.first).to_be_hidden()


@pytest.mark.chromium
@pytest.mark.django_db(transaction=True)
def test_the_chosen_theme_lasts_and_public_pages_follow_it(page: Page) -> None:
    page.goto("/admin/account/")
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Dark").click()
    page.goto("/docs")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 24, 27)"
