"""The form of a model in a real browser: suggestions by keyboard, and nothing that was typed is lost."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page

from catalog.models import ChargingStationModel
from tests.admin.chromium_helpers import PASSWORD, screenshot
from tests.factories import StationModelFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

LIST = "/admin/catalog/chargingstationmodel/"


def test_a_vendor_is_chosen_from_the_suggestions_by_keyboard(page: Page) -> None:
    for vendor in ("Alfen", "Wallbox", "Walther"):
        StationModelFactory(vendor=vendor)
    page.goto(f"{LIST}add/")
    vendor = page.get_by_role("combobox", name="Vendor")

    vendor.press_sequentially("wal")
    page.get_by_role("option", name="Walther").wait_for()
    assert vendor.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    suggestions = page.get_by_role("listbox", name="Vendors")
    assert suggestions.get_by_role("option", selected=True).text_content() == "Walther"
    screenshot(page, "vendor-suggestions")
    page.keyboard.press("Enter")

    assert vendor.input_value() == "Walther"
    assert vendor.get_attribute("aria-expanded") == "false"
    assert not suggestions.is_visible()
    assert page.url.endswith("/add/")


def test_unsaved_values_are_guarded_and_come_back_after_the_session_has_ended(page: Page, ada: User) -> None:
    station_model = StationModelFactory(friendly_name="Eve")
    path = f"{LIST}{station_model.pk}/change/"
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(path)
    page.locator("#id_friendly_name").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Double")
    page.get_by_text("1 unsaved change").wait_for()
    page.get_by_role("link", name="Home").first.click()
    assert asked == ["beforeunload"]
    assert page.url.endswith(path)

    Session.objects.all().delete()
    page.get_by_role("button", name="Save model").click()
    page.get_by_label("Username").fill(ada.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Restore what I typed").click()

    page.get_by_text("1 unsaved change").wait_for()
    assert page.locator("#id_friendly_name").input_value() == "Eve Double"
    page.get_by_role("button", name="Save model").click()
    page.locator(".messages").wait_for()
    assert ChargingStationModel.objects.get().friendly_name == "Eve Double"
    page.goto(path)
    assert not page.get_by_role("button", name="Restore what I typed").is_visible()
    assert asked == ["beforeunload"]
