"""From a charger that nobody knows to one that is recognised: the API reports, staff attach, the API reports again."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.models import ReportedIdentity, UnknownHardware
from catalog.resolve import inbox_writer
from tests.admin.chromium_helpers import screenshot
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import ApiClientFactory, StationModelFactory, UnknownHardwareFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]


def test_an_unknown_report_is_attached_in_two_clicks_and_undone_in_one(page: Page) -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus 22 kW")
    back_end = client_with_token(create_token(ApiClientFactory(name="CSMS of Example", access="read")))
    report = {"vendor": "Wallbox", "model": "PLP1-0-2-5"}
    before = back_end.get(f"{MODELS}/resolve", report).json()["data"]
    inbox_writer.flush()  # what the server's own thread does every second
    page.goto("/admin/catalog/unknownhardware/")

    page.get_by_text("PLP1-0-2-4").first.click()
    screenshot(page, "inbox-entry")
    page.get_by_role("button", name="Attach to 1 · Wallbox PLP1-0-2-4").click()

    expect(page.get_by_text("now resolves to Wallbox PLP1-0-2-4")).to_be_visible()
    after = back_end.get(f"{MODELS}/resolve", report).json()["data"]
    assert (before["match"], before["model"]) == ("none", None)
    assert (after["match"], after["model"]["id"]) == ("identity", str(station_model.pk))
    assert after["matchedBy"]["identity"]["source"].startswith("reported by CSMS of Example")

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone")).to_be_visible()
    assert back_end.get(f"{MODELS}/resolve", report).json()["data"]["match"] == "none"
    assert UnknownHardware.objects.waiting().count() == 1


def press(page: Page, *keys: str) -> None:
    """Press keys once the page's script listens."""
    page.wait_for_load_state("load")
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_entries_are_decided_on_by_keys_alone(page: Page) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-3")
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-5", count=9)
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-6", count=8)
    UnknownHardwareFactory(vendor="Else", model="Simulator", count=7)
    page.goto("/admin/catalog/unknownhardware/")

    press(page, "j")
    expect(page.get_by_role("heading", name="Wallbox / PLP1-0-2-6")).to_be_visible()
    press(page, "k")
    expect(page.get_by_role("heading", name="Wallbox / PLP1-0-2-5")).to_be_visible()
    press(page, "2", "a")
    expect(page.get_by_text(re.compile("PLP1-0-2-5 now resolves to"))).to_be_visible()
    expect(page.get_by_role("heading", name="Wallbox / PLP1-0-2-6")).to_be_visible()
    assert ReportedIdentity.objects.get().vendor == "Wallbox"
    press(page, "z")
    expect(page.get_by_text("Undone")).to_be_visible()
    assert not ReportedIdentity.objects.exists()

    press(page, "i", "Enter")
    expect(page.get_by_text("is ignored until it has been reported")).to_be_visible()
    assert UnknownHardware.objects.get(state="ignored").note == "Simulator"
    press(page, "Escape", "n")  # out of the search field, which has the focus where no model is near
    expect(page.get_by_text("Saving resolves the inbox entry")).to_be_visible()


def test_a_beginning_shows_what_it_matches_while_it_is_typed(page: Page) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-5")
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-3-5", count=9)
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-X")
    page.goto("/admin/catalog/unknownhardware/")

    page.get_by_label("Starts with", exact=True).fill("PLP1")
    expect(page.get_by_text("Matches 2 other waiting entries and 1 model's name: PLP1-0-2-4.")).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_text("PLP1-0-2-4").first.click()
    page.get_by_role("button", name="Attach to 1").click()

    expect(page.get_by_text("2 other entries were resolved, too. Nothing left.")).to_be_visible()
    assert ReportedIdentity.objects.get().model == "PLP1*"
