"""From a charger that nobody knows to one that is recognised: the API asks, staff attach, the API asks again."""

import pytest
from playwright.sync_api import Page

from catalog.models import UnknownHardware
from catalog.resolve import inbox_writer
from tests.admin.chromium_helpers import screenshot
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import ApiClientFactory, StationModelFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_an_unknown_pair_arrives_is_attached_and_is_an_identity_from_then_on(page: Page) -> None:
    station_model = StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus 22 kW")
    back_end = client_with_token(create_token(ApiClientFactory(name="CSMS of Example", access="read")))
    report = {"vendor": "Wall Box Chargers", "model": "Pulsar 22"}
    before = back_end.get(f"{MODELS}/resolve", report).json()["data"]
    inbox_writer.flush()  # what the server's own thread does every second

    page.goto("/admin/")
    page.get_by_role("link", name="Wall Box Chargers / Pulsar 22").click()
    page.get_by_label("Find models").fill("wallbox plp1")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Wallbox PLP1-0-2-4, Pulsar Plus 22 kW").check()
    screenshot(page, "attach")
    page.get_by_role("button", name="Attach").click()
    page.get_by_text("is now resolved to Wallbox PLP1-0-2-4.").wait_for()

    after = back_end.get(f"{MODELS}/resolve", report).json()["data"]
    assert (before["match"], before["model"]) == ("none", None)
    assert (after["match"], after["model"]["id"]) == ("identity", str(station_model.pk))
    assert after["matchedBy"]["identity"]["source"].startswith("reported by CSMS of Example")
    assert list(UnknownHardware.objects.waiting()) == []
