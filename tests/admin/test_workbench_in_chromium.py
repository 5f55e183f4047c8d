"""The list as a person works with it: clicks counted, one address, keys."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.chromium_helpers import screenshot
from tests.admin.html_client import MODELS
from tests.factories import StationModelFactory, connector_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]


def combo(connector_id: int = 1, *, watts: int = 120_000, plug: str = "IEC_62196_T2_COMBO") -> dict[str, object]:
    return connector_data(
        connector_id,
        connection_type=plug,
        format="CABLE",
        max_amperage=400,
        max_voltage=920,
        max_power_watts=watts,
    )


def test_fast_unsourced_models_of_two_vendors_are_six_clicks_and_one_address(page: Page) -> None:
    wanted = [
        StationModelFactory(vendor="Alfen", model="A", power_type="DC", connectors=[combo()]),
        StationModelFactory(vendor="ABB", model="B", power_type="DC", connectors=[combo(watts=50_000, plug="CHADEMO")]),
    ]
    StationModelFactory(vendor="Alfen", model="slow", power_type="DC", connectors=[combo(watts=25_000)])
    StationModelFactory(vendor="Alfen", model="AC")
    StationModelFactory(vendor="KEBA", model="other", power_type="DC", connectors=[combo()])
    cited = {"ratings": {"level": "cited", "source": "Data sheet"}}
    StationModelFactory(vendor="ABB", model="cited", power_type="DC", connectors=[combo()], evidence=cited)
    page.goto(MODELS)

    filters = page.locator("#filters")

    def panel(name: str) -> None:
        filters.locator("summary", has_text=name).click()

    panel("Vendor")
    for vendor in ("Alfen", "ABB"):
        filters.get_by_label(vendor).check()
    panel("Type")
    page.locator("[name=power_type][value=DC]").check()
    panel("Power")
    filters.get_by_label("From").fill("50")
    filters.get_by_label("To", exact=True).fill("150")
    panel("Connector")
    for plug in ("CCS2", "CHAdeMO"):
        filters.get_by_label(plug).check()
    panel("Quality")
    filters.get_by_label("Unsourced").check()
    screenshot(page, "workbench-panel")
    page.locator(".filter-panel[open] button").click()

    page.get_by_text("Clear all").wait_for()
    screenshot(page, "workbench-filtered")
    assert sorted(page.locator(".model-name").all_inner_texts()) == sorted(map(str, wanted))
    assert sorted(parse_qsl(urlsplit(page.url).query)) == [
        ("check", "unsourced_ratings"),
        ("connection_type", "CHADEMO"),
        ("connection_type", "IEC_62196_T2_COMBO"),
        ("power_from", "50"),
        ("power_to", "150"),
        ("power_type", "DC"),
        ("vendor", "ABB"),
        ("vendor", "Alfen"),
    ]


def test_a_vendor_of_26_models_is_renamed_in_five_clicks_and_undone_in_one(page: Page) -> None:
    for number in range(26):
        StationModelFactory(vendor="Old", model=f"M{number:02}")
    StationModelFactory(vendor="Else")
    page.goto(f"{MODELS}?q=old")

    page.get_by_label("Select all on this page").check()  # 1
    page.get_by_text("26 selected").wait_for()
    screenshot(page, "workbench-selection")
    page.get_by_role("button", name="Edit…").click()  # 2
    page.get_by_label("New value: Vendor").fill("New")
    page.get_by_role("button", name="Preview changes").click()  # 3
    page.get_by_role("heading", name="What will change").wait_for()
    screenshot(page, "bulk-edit-preview")
    page.get_by_role("button", name="Change 26 models").click()  # 4

    page.get_by_text("Changed 26 models.").wait_for()
    assert ChargingStationModel.objects.filter(vendor="New").count() == 26
    assert AuditEvent.objects.filter(action="edited").values("request_id").distinct().count() == 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone: 26 changes.").wait_for()
    assert ChargingStationModel.objects.filter(vendor="Old").count() == 26


def test_keys_move_and_select_rows(page: Page) -> None:
    for number in range(3):
        StationModelFactory(model=f"M{number}")
    page.goto(MODELS)

    for key in ("j", "j", "x", "k", "x"):
        page.keyboard.press(key)

    page.get_by_text("2 selected").wait_for()
    assert page.locator(".models tbody tr:has(:checked) .model-name strong").all_inner_texts() == ["M0", "M1"]
    page.get_by_role("button", name="Clear selection").click()
    assert page.locator("#searchbar").is_visible()


def test_the_first_row_is_high_and_seventeen_rows_fit(page: Page) -> None:
    for number in range(20):
        StationModelFactory(model=f"M{number}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(MODELS)
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Compact").check()
    page.get_by_role("button", name="Apply columns").click()
    page.locator(".is-compact").wait_for()

    tops = page.locator(".models tbody tr").evaluate_all("rows => rows.map(row => row.getBoundingClientRect())")

    screenshot(page, "workbench-compact")
    assert tops[0]["top"] <= 190
    assert sum(each["bottom"] <= 900 for each in tops) >= 17


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_on_a_phone_filters_are_a_sheet_and_rows_are_cards(page: Page) -> None:
    StationModelFactory(friendly_name="Eve Double Pro-line")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{MODELS}?vendor=Alfen")

    page.get_by_role("button", name="Filters (1)").click()
    page.locator(".filter-panel summary", has_text="Type").click()
    page.locator("[name=power_type][value=AC_1_PHASE]").check()
    screenshot(page, "workbench-phone-filters")
    page.locator(".filter-panel[open] button").click()

    page.get_by_role("button", name="Filters (2)").wait_for()
    screenshot(page, "workbench-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("td[data-label=Power]").first.is_visible()
