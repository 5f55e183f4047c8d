"""The admin in a real browser: its scripts run under the Content-Security-Policy, and nothing comes from elsewhere."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from catalog.models import ApiClient, AuditEvent, ChargingStationModel
from tests.admin.chromium_helpers import PASSWORD, screenshot
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import (
    ApiClientFactory,
    StationModelFactory,
    connector_data,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]


def test_a_model_is_added_archived_and_found_through_the_api(visitor_page: Page, ada: User) -> None:
    page = visitor_page
    page.goto("/admin/")
    screenshot(page, "login")
    page.get_by_label("Username").fill(ada.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Admin", exact=True).get_by_role("link", name="Models").click()
    page.get_by_role("link", name="Add model").first.click()
    page.locator("#id_vendor").fill("Alfen")
    page.locator("#id_model").fill("NG910-60003")
    page.get_by_label("Friendly name").fill("Eve Double Pro-line")
    page.get_by_label("Power type").select_option("AC_3_PHASE")
    page.locator("#id_ocpp_url_key").fill("BackOffice-URL-wired")
    _type_connector(page, 0, connector_id="1", connection_type="IEC_62196_T2", format="SOCKET")
    page.get_by_role("button", name="Add connector").click()
    page.locator("#id_connectors-1-connection_type:focus").wait_for()
    page.locator("#id_connectors-1-format").select_option("CABLE")
    page.get_by_label("Add Alfen as a new vendor").check()
    screenshot(page, "add")
    page.get_by_role("button", name="Save model").click()
    page.get_by_text("Added Alfen NG910-60003").wait_for()
    page.get_by_role("link", name="Models").first.click()
    screenshot(page, "list")

    page.get_by_role("row", name="NG910-60003").get_by_role("checkbox").check()
    page.get_by_role("button", name="Archive", exact=True).click()
    page.get_by_role("heading", name="Archive Alfen NG910-60003?").wait_for()
    screenshot(page, "archive")
    page.get_by_role("button", name="Archive model").click()
    page.get_by_text("Archived Alfen NG910-60003.").wait_for()
    screenshot(page, "archived")

    api = client_with_token(create_token(ApiClientFactory()))
    [found] = api.get(MODELS, {"isArchived": "true"}).json()["data"]["items"]
    assert (found["vendor"], found["model"], found["isArchived"]) == ("Alfen", "NG910-60003", True)
    assert [(each["id"], each["format"]) for each in found["connectors"]] == [(1, "SOCKET"), (2, "CABLE")]
    assert [event.action for event in AuditEvent.objects.all()] == ["archived", "created"]


def test_a_connector_is_removed_and_a_refused_form_keeps_what_was_typed(page: Page) -> None:
    StationModelFactory(vendor="Alfen", model="NG920")
    station_model = StationModelFactory(
        vendor="Alfen", model="NG910", connectors=[connector_data(1), connector_data(2), connector_data(3)]
    )
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/change/")

    page.get_by_role("button", name="Remove connector 2").click()
    page.locator("#id_connectors-2-format").wait_for(state="detached")
    page.locator("#id_model").fill("ng920")
    page.locator("#id_connectors-1-max_voltage").fill("235 V")
    page.locator("#id_connectors-1-connector_id").fill("2")
    screenshot(page, "change")
    page.get_by_role("button", name="Save model").click()

    page.locator(".error-summary:focus").get_by_role("link", name="already exists").click()
    assert page.evaluate("document.activeElement.id") == "id_model"
    screenshot(page, "refused")
    assert page.locator("#id_connectors-1-max_voltage").input_value() == "235 V"
    page.locator("#id_model").fill("NG911")
    page.get_by_role("button", name="Save model").click()
    page.get_by_text("Saved. Model NG910 → NG911").wait_for()
    station_model = ChargingStationModel.objects.with_connectors().get(pk=station_model.pk)
    assert station_model.model == "NG911"
    assert [(each.connector_id, each.max_voltage) for each in station_model.connectors.all()] == [(1, 230), (2, 235)]
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/history/")
    page.get_by_text("ada changed model").wait_for()
    screenshot(page, "history")


def test_faults_are_shown_at_their_rows(page: Page) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    page.goto(f"/admin/catalog/chargingstationmodel/{station_model.pk}/change/")

    page.locator("#id_connectors-1-connector_id").fill("1")
    page.locator("#id_connectors-0-max_amperage").fill("0")
    page.get_by_role("button", name="Save model").click()

    page.locator("#connectors-1").get_by_text("ID 1 is already used. Try 2.").wait_for()
    page.locator("#connectors-0").get_by_text("Must be greater than 0.").wait_for()
    screenshot(page, "faults")


def test_a_client_is_issued_and_its_secret_shown_once(page: Page, ada: User) -> None:
    page.goto("/admin/catalog/apiclient/add/")
    page.get_by_label("Name").fill("CSMS of Example")
    page.get_by_label("Owner").select_option(label="ada")
    page.get_by_label("Access").select_option("write")
    screenshot(page, "client-add")
    page.get_by_role("button", name="Save", exact=True).click()

    secret = page.get_by_label("Client secret").input_value()
    screenshot(page, "client-issued")
    page.get_by_role("link", name="I have copied the secret").click()
    page.get_by_label("Active").wait_for()
    screenshot(page, "client-change")

    assert len(secret) == 128
    assert secret not in page.content()
    assert ApiClient.objects.get().user == ada


def test_a_secret_is_rotated_copied_and_its_tokens_revoked(page: Page) -> None:
    client = ApiClientFactory(name="CSMS of Example")
    create_token(client)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/admin/catalog/apiclient/{client.pk}/change/")
    page.get_by_role("link", name="Rotate secret").click()
    page.get_by_label("Current secret").select_option("is valid for 1 more hour")
    screenshot(page, "client-rotate")
    page.get_by_role("button", name="Rotate secret").click()

    copied = {}
    for label in ("Client ID", "Client secret", "Shell command to request a token"):
        page.get_by_role("button", name=f"Copy the {label.lower()}").click()
        page.locator(f"button:has-text('Copy the {label.lower()}') + [role=status]:has-text('Copied.')").wait_for()
        copied[label] = page.evaluate("navigator.clipboard.readText()")
        assert copied[label] == page.get_by_label(label, exact=True).input_value()
    screenshot(page, "client-rotated")
    page.get_by_role("link", name="I have copied the secret").click()
    screenshot(page, "client-tokens")
    page.get_by_role("link", name="Revoke the previous secret").click()
    page.get_by_role("button", name="Revoke the previous secret").click()
    page.get_by_text("The previous secret was revoked.").wait_for()
    page.get_by_role("button", name="Revoke the token of").click()
    page.get_by_role("button", name="Revoke the token", exact=True).click()
    page.get_by_text("The token was revoked.").wait_for()

    assert copied["Client ID"] == client.client_id
    assert f"client_secret={copied['Client secret']}" in copied["Shell command to request a token"]
    client.refresh_from_db()
    assert not client.has_previous_secret
    assert not client.live_tokens().exists()


def test_enter_in_the_form_of_a_client_saves_it_and_revokes_nothing(page: Page) -> None:
    client = ApiClientFactory(name="old")
    create_token(client)
    page.goto(f"/admin/catalog/apiclient/{client.pk}/change/")

    page.get_by_label("Name").fill("new")
    page.get_by_label("Name").press("Enter")

    page.get_by_text("was changed successfully").wait_for()
    client.refresh_from_db()
    assert client.name == "new"
    assert client.live_tokens().count() == 1


def _type_connector(page: Page, row: int, **fields: str) -> None:
    for name in ("connection_type", "format"):
        page.locator(f"#id_connectors-{row}-{name}").select_option(fields[name])
    numbers = {"max_amperage": "32", "max_voltage": "230", "max_power_watts": "22.08"}
    for name, value in {"connector_id": fields["connector_id"], **numbers}.items():
        page.locator(f"#id_connectors-{row}-{name}").fill(value)
