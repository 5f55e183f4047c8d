"""Every page of the admin in a real browser, in light and dark: nothing that keeps a person with a screen reader, a
keyboard or weak eyes from using it (axe), no word of complaint in the console, no request to another host."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from catalog.library.pending_imports import confirm_import, make_preview
from catalog.models import AccessAction, AccessEvent, Actor, AuditEvent, Channel, ChargingStationModel, PendingImport
from tests.admin.chromium_helpers import accessibility_violations, screenshot
from tests.admin.import_helpers import csv_cells, csv_of
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

MANY = 15  # should the way to find them fail
# Redirects, files and answers to scripts.
NO_PAGES = {"logout", "jsi18n", "autocomplete", "view_on_site", "app_list", "catalog_chargingstationmodel_filters"}


def names_of_pages(patterns: Any = None) -> Iterator[str]:
    """The names of all URLs of the admin that a browser can open as pages."""
    if patterns is None:
        [resolver] = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin"]
        patterns = resolver.url_patterns
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names_of_pages(each.url_patterns)
        elif isinstance(each, URLPattern) and each.name and each.name not in NO_PAGES:
            yield each.name


@pytest.fixture
def rows(ada: User) -> dict[str, Any]:
    """A row for each table, by the first words of the names of its pages."""
    UnknownHardwareFactory(state="ignored", note="Simulator")
    station_model = StationModelFactory(
        friendly_name="Eve Double Pro-line", power_type="DC", connectors=[connector_data(1), connector_data(3)]
    )
    return {
        "auth_user": ada,
        "catalog_accessevent": AccessEvent.objects.record(AccessAction.PASSWORD_SET, TEST_ACTOR, user=ada),
        "catalog_apiclient": ApiClientFactory(),
        "catalog_chargingstationmodel": station_model,
        "catalog_chargingstationmodel_import": upload_of(ada, done=False),
        "catalog_chargingstationmodel_import_done": upload_of(ada, done=True),
        "catalog_auditevent": AuditEvent.objects.latest("pk"),
        "catalog_reportedidentity": ReportedIdentityFactory(station_models=[station_model]),
        "catalog_vendor": VendorFactory(),
        "catalog_vendorsynonym": VendorSynonymFactory(),
        "catalog_unknownhardware": UnknownHardwareFactory(vendor="Alfen", model=f"{station_model.model}-X"),
    }


def url_of(name: str, rows: dict[str, Any]) -> str:
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        table = max((table for table in rows if name.startswith(f"{table}_")), key=len)
        return reverse(f"admin:{name}", args=[rows[table].pk])


def upload_of(user: User, *, done: bool) -> PendingImport:
    """A table of which the catalogue has one model with another power, and one row cannot be read."""
    rows = [csv_cells("NG900"), csv_cells("NG901", power="7000000"), csv_cells("NG902", maxVoltage="high")]
    if not done:
        StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=3680)])
    by = Actor(channel=Channel.IMPORT, user=user, request_id=f"done {done}")
    pending = PendingImport.objects.store(user, name="own.csv", content=csv_of(*rows))
    make_preview(pending, by=by)
    if done:
        confirm_import(pending, version=pending.version, choices={}, by=by)
    return pending


def pages_of_changes(station_model: ChargingStationModel) -> dict[str, str]:
    """The addresses of pages that confirm a change of a model, and of models that are not active."""
    own = reverse("admin:catalog_chargingstationmodel_detail", args=[station_model.pk])
    version = station_model.revision
    by = replace(TEST_ACTOR, reason="Entered twice")
    station_model.rename("Eve Double", by=by)
    archived, deleted = StationModelFactory(archived=True), StationModelFactory(archived=True)
    deleted.delete_permanently(by=by)
    replaced = StationModelFactory()
    draft = {"vendor": replaced.vendor, "model": replaced.model, "power_type": "DC", "ocpp_url_key": "x"}
    replaced.replace(**draft, connectors=[connector_data(1)], by=by)
    rows = {"archived": archived.pk, "replaced": replaced.pk, "deleted": deleted.pk}
    pages = {name: reverse("admin:catalog_chargingstationmodel_detail", args=[pk]) for name, pk in rows.items()}
    return pages | {
        "restore-version": f"{own}restore/?version={version}",
        "archive": f"{reverse('admin:catalog_chargingstationmodel_archive')}?ids={station_model.pk}",
        "restore": f"{reverse('admin:catalog_chargingstationmodel_unarchive')}?ids={archived.pk}",
        "delete": f"{pages['archived']}delete/",
    }


@pytest.fixture
def pages(ada: User, rows: dict[str, Any]) -> dict[str, str]:
    """The addresses of all pages that a superuser may open, by name."""
    client = Client()
    client.force_login(ada)
    addresses = {name: url_of(name, rows) for name in sorted(set(names_of_pages()))}
    addresses |= {name: reverse(name) for name in ("account", "components", "second_factor_setup")}
    addresses |= pages_of_changes(rows["catalog_chargingstationmodel"])
    compared = rows["catalog_chargingstationmodel"].pk
    addresses["compare"] = f"{reverse('admin:catalog_chargingstationmodel_compare')}?id={compared}"
    addresses["no_results"] = f"{reverse('admin:catalog_chargingstationmodel_changelist')}?q=nothing+like+this"
    inbox = reverse("admin:catalog_unknownhardware_changelist")
    addresses |= {"inbox_ignored": f"{inbox}?state=ignored", "inbox_empty": f"{inbox}?q=nothing"}
    answers = {name: client.get(url) for name, url in addresses.items()}
    return {
        name: addresses[name]
        for name, answer in answers.items()
        if answer.status_code == HTTPStatus.OK and answer["Content-Type"].startswith("text/html")
    }


def test_every_page_opens_without_complaint(page: Page, pages: dict[str, str]) -> None:
    assert len(pages) > MANY
    for name, url in pages.items():
        page.goto(url)
        screenshot(page, f"{name}-light")


@pytest.mark.parametrize(("color_scheme", "width"), [("light", 390), ("dark", 1440)])
def test_every_page_can_be_used_by_everybody(
    page: Page, live_server: Any, pages: dict[str, str], color_scheme: str, width: int
) -> None:
    """By a page of its own, which the CSP does not bind: axe measures with inline styles."""
    assert page.context.browser is not None
    context = page.context.browser.new_context(
        bypass_csp=True,
        color_scheme=color_scheme,
        storage_state=page.context.storage_state(),
        viewport={"width": width, "height": 900},
    )
    tried = context.new_page()
    grave: list[str] = []
    for name, url in pages.items():
        tried.goto(f"{live_server.url}{url}")
        screenshot(tried, f"{name}-{color_scheme}-{width}")
        grave += accessibility_violations(tried)
        sideways = tried.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        grave += [f"{url} is {sideways} px wider than the screen"] if sideways > 0 else []
    context.close()

    assert "\n".join(grave) == ""
