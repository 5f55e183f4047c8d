"""A person who comes to work: what waits is on screen, and who changed what last week is found."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Page

from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel
from tests.admin.chromium_helpers import screenshot
from tests.factories import ApiClientFactory, StationModelFactory, UnknownHardwareFactory, UserFactory, connector_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

FIRST_SCREEN = 600


def test_what_waits_is_on_screen_and_last_weeks_changes_are_found(page: Page, ada: User) -> None:
    caches["figures"].clear()
    keller = Actor(channel=Channel.ADMIN, user=UserFactory(username="m.keller", is_staff=True), request_id="request-1")
    StationModelFactory(vendor="Wallbox", model="Old", by=keller)
    StationModelFactory(vendor="Alfen", model="Too old", by=keller)
    AuditEvent._base_manager.filter(station_model__model="Old").update(at=timezone.now() - timedelta(days=5))
    AuditEvent._base_manager.filter(station_model__model="Too old").update(at=timezone.now() - timedelta(days=20))
    doubtful = StationModelFactory(vendor="Alfen", model="Odd", connectors=[connector_data(max_power_watts=22_000)])
    doubtful.rename("Eve", by=Actor(channel=Channel.ADMIN, user=ada, request_id="request-2"))
    UnknownHardwareFactory(count=3)
    ApiClientFactory(user=UserFactory(is_active=False))

    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/admin/")
    screenshot(page, "home")
    cards = page.get_by_role("region", name="To do").get_by_role("listitem")
    boxes = [each.bounding_box() for each in cards.all()]
    assert len(boxes) == 4
    assert max(box["y"] + box["height"] for box in boxes if box) < FIRST_SCREEN
    page.get_by_role("link", name="Show model: 1 model with figures that look wrong").click()
    page.get_by_role("link", name="Odd").wait_for()

    page.goto("/admin/")
    page.get_by_role("link", name="Show all activity").click()
    page.get_by_role("link", name="7 days").click()
    page.get_by_label("Person").fill("m.keller")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Wallbox Old", exact=True).wait_for()
    assert page.get_by_role("link", name="Alfen Too old", exact=True).count() == 0
    assert page.get_by_role("link", name="Alfen Odd", exact=True).count() == 0
    screenshot(page, "activity")

    page.get_by_role("link", name="Clear filters").click()
    page.get_by_role("button", name="Undo: changed Alfen Odd").click()
    page.get_by_text("is as it was").wait_for()
    assert ChargingStationModel.objects.get(model="Odd").friendly_name is None
