"""The search field and the keyboard shortcuts, as a person at a keyboard uses them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.admin.chromium_helpers import accessibility_violations, screenshot
from tests.chromium_plugin import ColorScheme
from tests.factories import StationModelFactory, UnknownHardwareFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

RESULTS = "#shell-search-results"


def test_an_order_code_is_typed_and_enter_opens_its_model(page: Page) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP2-0-2-2", friendly_name="Pulsar Max 4")
    exact = StationModelFactory(vendor="Wallbox", model="PLP2-0-2-4")
    page.goto("/admin/")

    page.keyboard.press("/")
    page.keyboard.type("PLP2-0-2-4")
    page.locator(RESULTS).get_by_text("Best match").wait_for()
    screenshot(page, "search-field")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/{exact.pk}/**")


def test_results_are_chosen_by_arrows_and_closed_by_escape(page: Page) -> None:
    StationModelFactory(vendor="Wallbox", model="Quasar")
    other = StationModelFactory(vendor="Wallbox", model="Quasar 2")
    UnknownHardwareFactory(vendor="Wallbox", model="Quasar X")
    page.goto("/admin/")
    field = page.get_by_role("combobox", name="Search")

    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("quasa")
    page.get_by_role("option", name="Wallbox Quasar 2").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Wallbox Quasar 2")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.locator(RESULTS)).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("quasa")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    opened.value.wait_for_url(f"**/{other.pk}/**")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{other.pk}/**")


def test_shortcuts_lead_to_pages_are_listed_and_can_be_turned_off(page: Page) -> None:
    page.goto("/admin/")
    dialog = page.locator("#keys-dialog")

    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/catalog/unknownhardware/")
    page.keyboard.press("c")
    page.wait_for_url("**/chargingstationmodel/add/")
    page.keyboard.type("c?g")  # in the first field
    assert page.url.endswith("/add/")
    page.goto("/admin/")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    screenshot(page, "keyboard-shortcuts")
    dialog.get_by_label("Use single-key shortcuts").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    assert page.url.endswith("/admin/")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_open_results_can_be_used_by_everybody(page: Page, live_server: Any, color_scheme: ColorScheme) -> None:
    """By a page of its own, which the CSP does not bind: axe measures with inline styles."""
    StationModelFactory(vendor="Wallbox", model="Quasar")
    StationModelFactory(vendor="Wallbox", model="Quasar 2", archived=True)
    assert page.context.browser is not None
    context = page.context.browser.new_context(
        bypass_csp=True, color_scheme=color_scheme, storage_state=page.context.storage_state()
    )
    tried = context.new_page()
    tried.goto(f"{live_server.url}/admin/")
    tried.keyboard.press("/")
    tried.keyboard.type("quasar")
    tried.get_by_role("option", name="Wallbox Quasar 2").wait_for()
    tried.keyboard.press("ArrowDown")
    screenshot(tried, f"search-results-{color_scheme}")
    violations = accessibility_violations(tried)
    tried.keyboard.press("Escape")
    tried.evaluate("document.activeElement.blur()")
    tried.keyboard.press("?")
    violations += accessibility_violations(tried)
    context.close()

    assert violations == []
