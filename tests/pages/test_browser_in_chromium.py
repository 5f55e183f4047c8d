"""The catalogue in a real browser: on a phone, with a selection, and on paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from catalog.models import ChargingStationModel
from catalog.pictures.addresses import picture_path
from catalog.pictures.rendering import render_picture
from tests.admin.chromium_helpers import screenshot
from tests.factories import TEST_ACTOR, StationModelFactory, VendorSynonymFactory, connector_data
from tests.picture_files import picture_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def it_is_public(settings: Any, tmp_path: Any) -> None:
    settings.CATALOGUE_BROWSER = "public"
    settings.MEDIA_ROOT = tmp_path  # or Django's live server sends files of the project itself


@pytest.fixture
def models() -> list[ChargingStationModel]:
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    names = ["Pulsar Max", "PLP1-0-2-4", "Eve Single", "Copper SB", "Quasar"]
    return [StationModelFactory(vendor="Wallbox", model=name) for name in names]


@pytest.fixture
def plain_page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A page without scripts."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def is_on_screen(page: Page, part: Locator) -> bool:
    box = part.bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + min(box["height"], 100) <= page.viewport_size["height"]  # type: ignore[index]


def test_an_answer_is_on_the_first_screen_of_a_phone(plain_page: Page, models: list[ChargingStationModel]) -> None:
    plain_page.goto("/catalogue")
    plain_page.get_by_label("Vendor, model or name").fill("eve")
    plain_page.get_by_role("button", name="Search").click()
    assert plain_page.url.endswith("#results")
    assert is_on_screen(plain_page, plain_page.get_by_text("1 model matches"))
    assert is_on_screen(plain_page, plain_page.get_by_role("link", name="Wallbox Eve Single"))
    screenshot(plain_page, "phone-search")

    plain_page.goto("/catalogue/recognise")
    plain_page.get_by_label("Vendor").fill("Wall Box Chargers")
    plain_page.get_by_label("Model", exact=True).fill("PLP1-0-2-4")
    plain_page.get_by_role("button", name="Recognise").click()
    assert is_on_screen(plain_page, plain_page.get_by_text("is an alias of Wallbox"))
    assert is_on_screen(plain_page, plain_page.get_by_role("link", name="Wallbox PLP1-0-2-4"))
    expect(plain_page.get_by_role("button", name="Recognise")).to_be_hidden()
    plain_page.get_by_text("Change report").click()
    expect(plain_page.get_by_role("button", name="Recognise")).to_be_visible()
    screenshot(plain_page, "phone-recognise")


def test_a_selection_is_compared_without_scripts(plain_page: Page, models: list[ChargingStationModel]) -> None:
    plain_page.goto("/catalogue")
    plain_page.get_by_label("Compare Wallbox Quasar").check()
    plain_page.get_by_label("Vendor, model or name").fill("eve")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.locator(".tray")).to_contain_text("1 of 4 selected")
    expect(plain_page.get_by_role("checkbox", name="Wallbox Quasar")).to_be_checked()
    plain_page.get_by_role("button", name="Compare").click()
    expect(plain_page.get_by_role("heading", name="Choose another model")).to_be_visible()
    plain_page.get_by_role("link", name="Choose another model").click()
    plain_page.get_by_label("Compare Wallbox Eve Single").check()
    plain_page.get_by_role("button", name="Compare").click()

    expect(plain_page.get_by_role("columnheader")).to_have_text(["Wallbox Eve Single", "Wallbox Quasar"])


def test_a_selection_is_in_the_address_and_ends_at_four(visitor_page: Page, models: list[ChargingStationModel]) -> None:
    visitor_page.goto("/catalogue")
    for each in models[:4]:
        visitor_page.get_by_label(f"Compare {each}").check()

    expect(visitor_page.locator(".tray")).to_contain_text("4 of 4 selected")
    expect(visitor_page.get_by_label(f"Compare {models[4]}")).to_be_disabled()
    assert [str(each.pk) in visitor_page.url for each in models] == [True] * 4 + [False]
    screenshot(visitor_page, "selection")
    visitor_page.reload()
    expect(visitor_page.get_by_role("button", name="Compare 4 models")).to_be_visible()
    visitor_page.get_by_label(f"Compare {models[0]}").uncheck()
    expect(visitor_page.get_by_label(f"Compare {models[4]}")).to_be_enabled()
    visitor_page.get_by_role("button", name="Compare 3 models").click()
    expect(visitor_page.get_by_role("columnheader")).to_have_count(3)


def test_the_id_of_a_model_is_copied(visitor_page: Page, live_server: Any) -> None:
    visitor_page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    station_model = StationModelFactory()
    visitor_page.goto(f"/catalogue/{station_model.pk}")

    visitor_page.get_by_role("button", name="Copy ID").click()

    expect(visitor_page.get_by_role("button", name="Copied")).to_be_visible()
    assert visitor_page.evaluate("navigator.clipboard.readText()") == str(station_model.pk)
    expect(visitor_page.get_by_role("button", name="Print data sheet")).to_be_visible()


def test_a_data_sheet_is_one_page_with_picture_and_code(visitor_page: Page) -> None:
    source = "Data sheet of the vendor, pages 1 to 4, with all ratings and the dimensions. " * 8
    evidence = {subject: {"level": "cited", "source": source} for subject in ("designation", "ratings", "ocppUrl")}
    connectors = [connector_data(number, connection_type="IEC_62196_T2_COMBO") for number in range(1, 7)]
    station_model = StationModelFactory(
        friendly_name="Terra 184", power_type="DC", connectors=connectors, evidence=evidence
    )
    rendered = render_picture(picture_file("JPEG", (900, 900)))
    station_model.set_picture(rendered, url=f"https://c.example{picture_path(rendered.hash)}", by=TEST_ACTOR)
    visitor_page.goto(f"/catalogue/{station_model.pk}")
    screenshot(visitor_page, "data-sheet-screen")

    expect(visitor_page.locator(".qr")).to_be_hidden()
    paper = visitor_page.pdf(format="A4", prefer_css_page_size=True)
    visitor_page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    expect(visitor_page.locator(".qr")).to_be_visible()
    expect(visitor_page.locator(".picture img")).to_be_visible()
    for hidden in ("header.site nav", "footer.site", ".toolbar"):
        expect(visitor_page.locator(hidden).first).to_be_hidden()
    screenshot(visitor_page, "data-sheet-print")
