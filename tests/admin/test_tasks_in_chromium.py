"""What staff do all day, as they do it: each click is counted, and the guide for staff tells the same numbers."""

import json
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.chromium_helpers import PASSWORD, screenshot
from tests.admin.import_helpers import row_values
from tests.factories import StationModelFactory, connector_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

LIST = "/admin/catalog/chargingstationmodel/"


class ClickCounter:
    """Clicks, and counts them. What is typed and chosen in a form's fields is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def link(self, name: str) -> None:
        self._click(self.page.locator("#content").get_by_role("link", name=name, exact=True).first)

    def row_menu(self, label: str) -> None:
        self._click(self.page.locator("#content").get_by_label(label, exact=True))

    def button(self, name: str) -> None:
        self._click(self.page.locator("#content").get_by_role("button", name=name, exact=True).first)

    def menu(self, name: str) -> None:
        self._click(self.page.locator("#content summary").get_by_text(name, exact=True).first)

    def _click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1


@pytest.fixture
def click_counter(page: Page) -> ClickCounter:
    page.goto(LIST)
    return ClickCounter(page)


def the_model(**names: str) -> ChargingStationModel:
    found: ChargingStationModel = ChargingStationModel.objects.get(**names)
    return found


def test_a_wallbox_with_two_connectors_is_added_in_three_clicks(click_counter: ClickCounter) -> None:
    StationModelFactory(vendor="KEBA", model="P30")
    page = click_counter.page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.reload()

    click_counter.link("Add model")
    values = [
        ("vendor", "keba"),
        ("model", "KC-P40-2"),
        ("friendly_name", "KeContact P40 Duo"),
        ("power_type", "AC_3_PHASE"),
        ("connectors-0-connection_type", "IEC_62196_T2"),
        ("connectors-0-format", "SOCKET"),
        ("connectors-0-max_power_watts", "22,08 kW"),
        ("connectors-0-max_amperage", "32A"),
        ("connectors-0-max_voltage", "230 V"),
        ("ocpp_url_key", "ConnectionUrl"),
    ]
    for name, value in values:
        enter(page, name, value)
    page.get_by_text("Will be saved as KEBA, as the catalogue writes it.").wait_for()
    page.get_by_text("= 22,080 W").wait_for()
    assert page.get_by_role("button", name="Save model").bounding_box()["y"] < 768 - 36  # type: ignore[index]
    click_counter.button("Add connector")
    page.locator("#id_connectors-1-connection_type:focus").wait_for()
    enter(page, "connectors-1-max_power_watts", "22 kW")
    values.append(("connectors-1-max_power_watts", "22 kW"))
    screenshot(page, "add-two-connectors")
    click_counter.button("Save model")

    page.get_by_text("Vendor saved as KEBA").wait_for()
    assert (click_counter.clicks, len(values)) == (3, 11)
    added = the_model(model="KC-P40-2")
    assert added.vendor == "KEBA"
    connectors = added.connectors.order_by("position")
    assert [(each.connector_id, each.format, each.max_power_watts) for each in connectors] == [
        (1, "SOCKET", 22_080),
        (2, "SOCKET", 22_000),
    ]


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_it_is_duplicated_as_a_socket_version(click_counter: ClickCounter) -> None:
    original = StationModelFactory(vendor="Wallbox", model="PLP1", connectors=[connector_data(1, format="CABLE")])
    page = click_counter.page
    page.reload()

    click_counter.row_menu("Actions for Wallbox PLP1")
    click_counter.link("Duplicate")
    page.locator("#id_model:focus").wait_for()
    page.keyboard.type("PLP1-S")  # in place of the name that was copied, which is selected
    page.locator("#id_connectors-0-format").select_option("SOCKET")
    screenshot(page, "duplicate-dark")
    click_counter.button("Save copy")

    page.get_by_text("Added Wallbox PLP1").wait_for()
    assert click_counter.clicks == 3
    copy = the_model(model="PLP1-S")
    assert [each.format for each in copy.connectors.all()] == ["SOCKET"]
    assert copy.ocpp_url_key == original.ocpp_url_key
    assert [each.format for each in original.connectors.all()] == ["CABLE"]


def test_its_power_is_fixed_and_doubts_are_asked_about_before_it_is_saved(click_counter: ClickCounter) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1", connectors=[connector_data(1)])
    page = click_counter.page
    page.reload()
    click_counter.link("Wallbox PLP1")

    click_counter.clicks = 0
    click_counter.link("Edit model")
    enter(page, "connectors-0-max_power_watts", "73.6")
    page.keyboard.press("Control+s")
    page.get_by_role("heading", name="Save as typed? 1 figure looks wrong").wait_for()
    screenshot(page, "doubts")
    assert the_model(model="PLP1").max_power_watts == 7_360
    click_counter.link("Fix")
    enter(page, "connectors-0-max_power_watts", "7.4")
    click_counter.button("Save model")

    page.locator(".messages").wait_for()
    assert click_counter.clicks == 3
    assert the_model(model="PLP1").max_power_watts == 7_400
    assert [each.action for each in AuditEvent.objects.all()] == ["edited", "created"]


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_it_is_retired_with_a_reason_and_brought_back_unless_a_twin_stands_in_the_way(
    click_counter: ClickCounter,
) -> None:
    model = StationModelFactory(vendor="Wallbox", model="PLP1")
    page = click_counter.page
    page.reload()

    click_counter.link("Wallbox PLP1")
    click_counter.menu("More")
    click_counter.link("Archive…")
    page.locator("#id_reason:focus").fill("Out of production")
    screenshot(page, "archive-dark")
    click_counter.button("Archive model")
    page.get_by_text("Archived Wallbox PLP1.").wait_for()
    assert click_counter.clicks == 4
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.reason, event.user.username) == ("archived", "Out of production", "ada")

    twin = StationModelFactory(vendor="WALLBOX", model="plp1")
    page.goto(f"{LIST}{model.pk}/")
    click_counter.link("Restore model…")
    page.get_by_role("heading", name="1 cannot be restored").wait_for()
    assert page.get_by_role("link", name="WALLBOX plp1", exact=True).get_attribute("href") == f"{LIST}{twin.pk}/"
    model.refresh_from_db()
    assert model.is_archived


def test_hardware_that_changed_is_replaced_and_the_old_page_points_forward(click_counter: ClickCounter) -> None:
    old = StationModelFactory(vendor="Wallbox", model="PLP1")
    page = click_counter.page
    page.goto(f"{LIST}{old.pk}/")

    click_counter.menu("More")
    click_counter.link("Replace…")
    enter(page, "connectors-0-max_amperage", "33")
    page.get_by_text("Current of connector 1 32 A → 33 A").first.wait_for()
    click_counter.button("Replace model")

    page.get_by_text("Replaced.").wait_for()
    assert click_counter.clicks == 3
    old.refresh_from_db()
    assert old.is_archived
    page.goto(f"{LIST}{old.pk}/")
    page.get_by_text("The current model is").get_by_role("link").first.click()
    page.get_by_role("heading", name="Replaces").wait_for()
    assert str(old.successor_id) in page.url


def test_a_superuser_deletes_an_archived_model_and_says_why(click_counter: ClickCounter) -> None:
    model = StationModelFactory(vendor="Wallbox", model="PLP1", archived=True)
    page = click_counter.page
    page.goto(f"{LIST}{model.pk}/delete/")

    page.get_by_label("Reason").fill("Entered twice")
    screenshot(page, "delete")
    page.get_by_label("to confirm").fill("Wallbox PLP1")
    click_counter.button("Delete model permanently")

    page.locator(".messages").wait_for()
    assert not ChargingStationModel.objects.exists()
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.reason) == ("deleted", "Entered twice")


def test_a_sheet_of_a_vendor_is_imported_as_it_is_and_undone(click_counter: ClickCounter, tmp_path: Path) -> None:
    StationModelFactory(vendor="Alfen", model="NG910", friendly_name="Eve")
    page = click_counter.page
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Price list"])
    sheet.append(["Vendor", "Model", "Connector", "Attachment", "Phases", "Current", "Voltage", "Power (kW)", "Price"])
    sheet.append(["Alfen", "NG910", "Type 2", "Socket", 1, "32A", 230, "3,68", 799])
    sheet.append(["Alfen", "NG920", "Type 2", "Socket", 3, "32A", 230, 22, 899])
    sheet.append(["Alfen", "NG930", "Typee 2", "Socket", 3, "32A", 230, 22, 999])
    workbook.save(tmp_path / "vendor.xlsx")

    page.goto(f"{LIST}import/")
    page.locator("input[type=file]").set_input_files(tmp_path / "vendor.xlsx")
    click_counter.button("Preview changes")
    page.get_by_label("OCPP URL setting").fill("CentralSystemAddress")
    screenshot(page, "import-columns")
    click_counter.button("Preview changes")
    page.get_by_text("1 new · 1 different, not changed · 1 with problems, left out").wait_for()
    click_counter.link("Different 1")
    page.get_by_text("Connector 1 power: 7.36 kW → 3.68 kW").wait_for()
    screenshot(page, "import-review")
    page.get_by_label("Update", exact=True).check()
    page.get_by_text("1 new · 1 updated · 1 with problems, left out").wait_for()
    click_counter.button("Import the other 2")

    page.get_by_text("Imported vendor.xlsx: 1 new, 1 updated.").wait_for()
    screenshot(page, "import-done")
    assert click_counter.clicks == 4
    assert the_model(model="NG910").as_document()["connectors"][0]["maxPowerWatts"] == 3680
    assert the_model(model="NG910").friendly_name == "Eve"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").wait_for()
    assert the_model(model="NG910").as_document()["connectors"][0]["maxPowerWatts"] == 7360
    assert the_model(model="NG920").is_archived


def test_all_of_it_works_without_a_mouse(visitor_page: Page, ada: User) -> None:
    page = visitor_page
    StationModelFactory(vendor="Wallbox", model="PLP1")
    page.goto(LIST)
    for text in (ada.username, PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab" if text != PASSWORD else "Enter")
    page.locator(".models").wait_for()

    tab_to(page, "\u22ef")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    tab_to(page, "Duplicate")
    page.keyboard.press("Enter")
    page.locator("#id_model:focus").wait_for()
    page.keyboard.type("PLP1-B")
    page.keyboard.press("Enter")

    page.get_by_text("Added Wallbox PLP1").wait_for()
    assert the_model(model="PLP1-B").vendor == "Wallbox"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 800)])
def test_the_list_fits_the_screen(page: Page, width: int, height: int) -> None:
    for number in range(3):
        StationModelFactory(
            vendor="Schneider Electric",
            model=f"EVlink Pro AC {number} kW, attached cable",
            connectors=[connector_data(1), connector_data(2, format="CABLE")],
        )
    page.set_viewport_size({"width": width, "height": height})

    page.goto(LIST)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Schneider Electric EVlink Pro AC 0 kW, attached cable", exact=True).click()
    page.get_by_role("heading", name="Schneider Electric EVlink Pro AC 0 kW, attached cable").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_form_fits_the_screen_and_save_is_on_it(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})

    page.goto(f"{LIST}{StationModelFactory().pk}/change/")

    save = page.get_by_role("button", name="Save model").bounding_box()
    assert save is not None
    assert save["y"] + save["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1366, 390])
def test_a_preview_of_doubtful_models_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{LIST}import/")
    file = json.dumps([row_values(model="EVlink Pro AC, attached cable", watts=90_000)]).encode()
    page.locator("#id_file").set_input_files({"name": "models.json", "mimeType": "application/json", "buffer": file})
    page.get_by_role("button", name="Preview changes").click()

    page.get_by_text("90000 W is more than").wait_for()
    screenshot(page, f"preview-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def tab_to(page: Page, text: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            return
    pytest.fail(f"no Tab leads to {text}")


def enter(page: Page, name: str, value: str) -> None:
    """Type or choose a value of the form."""
    field = page.locator(f"#id_{name}")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
