"""The admin in a real browser: its scripts run under the Content-Security-Policy, and nothing comes from elsewhere."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.models import ApiClient, AuditEvent, ChargingStationModel
from tests.callers import MODELS, a_token, bearing
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory, a_connector

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-enough-1"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail("CI has no `chromium` on its PATH: install it, or the admin goes out unseen")
    if path is None:
        pytest.skip("no `chromium` on the PATH: the admin is not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield browser
        browser.close()


@pytest.fixture
def ada(db: None) -> User:
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def visitor(chromium: Browser, live_server: Any, ada: User) -> Iterator[Page]:
    """A page that fails its test when the console complains, or when it asks for anything from another host."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()
    # What the CSP blocks is an error; Chromium's advice about forms is not even a warning.
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    yield page
    context.close()
    assert complaints == []
    assert hosts == {urlsplit(live_server.url).netloc}


@pytest.fixture
def page(visitor: Page, live_server: Any, ada: User) -> Page:
    """A page of Ada, who is logged in."""
    client = Client()
    client.force_login(ada)
    session = client.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return visitor


def test_a_model_is_added_archived_and_found_through_the_api(visitor: Page) -> None:
    page = visitor
    page.goto("/admin/")
    _shoot(page, "login")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Charging station models", exact=True).first.click()
    page.get_by_role("link", name="Add charging station model").click()
    page.get_by_label("Vendor").fill("Alfen")
    page.get_by_label("Model", exact=False).first.fill("NG910-60003")
    page.get_by_label("Friendly name").fill("Eve Double Pro-line")
    page.get_by_label("Power type").select_option("AC_3_PHASE")
    page.get_by_label("OCPP URL key").fill("BackOffice-URL-wired")
    _type_connector(page, 0, connector_id="1", connection_type="IEC_62196_T2", format="SOCKET")
    page.get_by_role("button", name="Add another Connector").click()
    _type_connector(page, 1, connector_id="2", connection_type="IEC_62196_T2", format="CABLE")
    _shoot(page, "add")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    _shoot(page, "list")

    page.get_by_role("row", name="NG910-60003").get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("archive_selected")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("1 charging station model archived.").wait_for()
    _shoot(page, "archived")

    api = bearing(a_token(ApiClientFactory()))
    [found] = api.get(MODELS, {"isArchived": "true"}).json()["data"]["items"]
    assert (found["vendor"], found["model"], found["isArchived"]) == ("Alfen", "NG910-60003", True)
    assert [(each["id"], each["format"]) for each in found["connectors"]] == [(1, "SOCKET"), (2, "CABLE")]
    assert [event.action for event in AuditEvent.objects.all()] == ["archived", "created"]


def test_a_connector_is_removed_and_a_refused_form_keeps_what_was_typed(page: Page) -> None:
    StationModelFactory(vendor="Alfen", model="NG920")
    station_model = StationModelFactory(
        vendor="Alfen", model="NG910", connectors=[a_connector(1), a_connector(2), a_connector(3)]
    )
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/change/")

    page.locator("#connectors-1").get_by_role("button", name="Remove").click()
    page.get_by_label("Model", exact=False).first.fill("ng920")
    page.locator("#id_connectors-1-max_voltage").fill("400")
    _shoot(page, "change")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("already has an active model of this vendor and name").wait_for()
    _shoot(page, "refused")
    assert page.locator("#id_connectors-1-max_voltage").input_value() == "400"
    page.locator("#id_model").fill("NG911")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    station_model = ChargingStationModel.objects.with_connectors().get(pk=station_model.pk)
    assert station_model.model == "NG911"
    assert [(each.connector_id, each.max_voltage) for each in station_model.connectors.all()] == [(1, 230), (3, 400)]
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/history/")
    page.get_by_text("Edited by ada (Admin)").wait_for()
    _shoot(page, "history")


def test_faults_are_shown_at_their_rows(page: Page) -> None:
    station_model = StationModelFactory(connectors=[a_connector(1), a_connector(2)])
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/change/")

    page.locator("#id_connectors-1-connector_id").fill("1")
    page.locator("#id_connectors-0-max_amperage").fill("0")
    page.get_by_role("button", name="Save", exact=True).click()

    page.locator("#connectors-1").get_by_text("This id is used twice.").wait_for()
    page.locator("#connectors-0").get_by_text("Must be greater than 0.").wait_for()
    _shoot(page, "faults")


def test_a_client_is_issued_and_its_secret_shown_once(page: Page, ada: User) -> None:
    page.goto("/admin/catalog/apiclient/add/")
    page.get_by_label("Name").fill("CSMS of Example")
    page.get_by_label("Owner").select_option(label="ada")
    page.get_by_label("Access").select_option("write")
    _shoot(page, "client-add")
    page.get_by_role("button", name="Save", exact=True).click()

    secret = page.get_by_label("Client secret").input_value()
    _shoot(page, "client-issued")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_label("Active").wait_for()
    _shoot(page, "client-change")

    assert len(secret) == 128
    assert secret not in page.content()
    assert ApiClient.objects.get().user == ada


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/catalog/",
        "/admin/catalog/chargingstationmodel/?state=all",
        "/admin/catalog/auditevent/",
        "/admin/catalog/auditevent/EVENT/change/",
        "/admin/catalog/apiclient/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/user/USER/change/",
        "/admin/auth/user/USER/password/",
        "/admin/password_change/",
    ],
)
def test_a_page_opens_without_complaint(page: Page, ada: User, path: str) -> None:
    StationModelFactory(friendly_name="Eve Double Pro-line", connectors=[a_connector(1), a_connector(2)])
    StationModelFactory(archived=True)
    ApiClientFactory()
    event = AuditEvent.objects.latest("pk")

    page.goto(path.replace("EVENT", str(event.pk)).replace("USER", str(ada.pk)))

    assert page.get_by_text("Charging station catalogue").first.is_visible()
    _shoot(page, path.strip("/").replace("/", "-").replace("?", "-"))


def _type_connector(page: Page, row: int, **fields: str) -> None:
    for name in ("connection_type", "format"):
        page.locator(f"#id_connectors-{row}-{name}").select_option(fields[name])
    numbers = {"max_amperage": "32", "max_voltage": "230", "max_power_watts": "22080"}
    for name, value in {"connector_id": fields["connector_id"], **numbers}.items():
        page.locator(f"#id_connectors-{row}-{name}").fill(value)


def _shoot(page: Page, name: str) -> None:
    """A picture for whoever names a folder in SCREENSHOTS."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
