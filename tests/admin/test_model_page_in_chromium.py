"""The page of a model in a real browser: edited, read and undone; deleted only by who means it."""

import pytest
from playwright.sync_api import Page

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.chromium_helpers import screenshot
from tests.factories import StationModelFactory, connector_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

LIST = "/admin/catalog/chargingstationmodel/"


def tab_to(page: Page, text: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            return
    pytest.fail(f"no Tab leads to {text}")


def test_an_edit_says_what_changed_and_is_undone_by_keyboard(page: Page) -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1", friendly_name="Pulsar")
    page.goto(f"{LIST}?q=wallbox")
    tab_to(page, "Wallbox PLP1")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Wallbox PLP1", exact=True).wait_for()
    screenshot(page, "model-page")

    tab_to(page, "Edit model")
    page.keyboard.press("Enter")
    page.get_by_label("Friendly name").fill("Pulsar Plus")
    page.keyboard.press("Enter")
    page.get_by_text("Saved. Friendly name Pulsar → Pulsar Plus.").wait_for()
    screenshot(page, "model-saved")
    assert page.get_by_role("link", name="Back to list").get_attribute("href") == f"{LIST}?q=wallbox"
    tab_to(page, "Undo")
    page.keyboard.press("Enter")

    page.get_by_text("Undone. Wallbox PLP1 is as it was.").wait_for()
    assert f"{LIST}{station_model.pk}/" in page.url
    assert ChargingStationModel.objects.get().friendly_name == "Pulsar"
    assert [each.reason for each in AuditEvent.objects.all()] == ["Undone", "", ""]


def test_the_menu_and_the_tabs_are_opened_by_keyboard(page: Page) -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1", connectors=[connector_data(1)])
    page.goto(f"{LIST}{station_model.pk}/")

    tab_to(page, "More")
    page.keyboard.press("Enter")
    tab_to(page, "Archive…")
    page.keyboard.press("Enter")
    page.locator("#id_reason:focus").wait_for()
    page.keyboard.type("Discontinued")
    page.keyboard.press("Enter")
    page.get_by_text("Archived Wallbox PLP1.").wait_for()
    tab_to(page, "History 2")
    page.keyboard.press("Enter")

    page.get_by_text("ada archived this model").wait_for()
    screenshot(page, "model-history")
    station_model.refresh_from_db()
    assert station_model.is_archived


def test_a_model_is_deleted_only_once_its_name_is_typed_and_never_by_enter(page: Page) -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1", archived=True)
    page.goto(f"{LIST}{station_model.pk}/delete/")
    button = page.get_by_role("button", name="Delete model permanently")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#id_reason:focus").wait_for()
    page.keyboard.type("Entered twice")

    assert button.is_disabled()
    page.get_by_label("Type “Wallbox PLP1” to confirm").fill("wallbox plp1")
    assert button.is_enabled()
    page.keyboard.press("Enter")
    screenshot(page, "model-delete")
    assert ChargingStationModel.objects.exists()
    button.click()

    page.get_by_text("Deleted Wallbox PLP1 permanently.").wait_for()
    assert not ChargingStationModel.objects.exists()
    assert len(sent) == 1
    page.get_by_role("link", name="View its history").click()
    page.get_by_text("Deleted by ada on").wait_for()
    screenshot(page, "model-deleted")
