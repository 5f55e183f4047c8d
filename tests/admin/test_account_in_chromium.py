"""A second factor is set up and used in a real browser, under the pages' own content policy."""

import re
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from tests.admin.chromium_helpers import PASSWORD
from tests.admin.test_account import code_of, let_another_be_tried

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]


def test_a_second_factor_is_set_up_and_asked_for(
    visitor_page: Page, live_server: Any, ada: User, settings: Any
) -> None:
    settings.SECOND_FACTOR = "superusers"
    said: list[str] = []
    visitor_page.on("console", lambda message: said.append(message.text))
    visitor_page.on("request", lambda request: said.append(request.url) if live_server.url not in request.url else None)

    def log_in() -> None:
        visitor_page.goto(f"{live_server.url}/admin/login/")
        visitor_page.get_by_label("Username").fill("ada")
        visitor_page.get_by_label("Password").fill(PASSWORD)
        visitor_page.get_by_role("button", name="Log in").click()

    log_in()
    expect(visitor_page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    picture = visitor_page.get_by_role("img", name="QR code of the key below")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    key = b32decode(re.sub(r"\s", "", visitor_page.locator("#key").inner_text())).hex()
    visitor_page.get_by_label("Code from the app").fill(code_of(key))
    visitor_page.get_by_role("button", name="Set up").click()
    expect(visitor_page.locator("#recovery-codes li")).to_have_count(10)
    visitor_page.get_by_role("link", name="I have stored the codes").click()
    expect(visitor_page).to_have_url(f"{live_server.url}/admin/")
    assert TOTPDevice.objects.get().user == ada

    visitor_page.locator(".person-menu summary").click()
    visitor_page.get_by_role("link", name="Account").click()
    expect(visitor_page.get_by_role("cell", name="This session")).to_be_visible()
    visitor_page.locator(".person-menu summary").click()
    visitor_page.get_by_role("button", name="Log out").click()

    let_another_be_tried()
    log_in()
    expect(visitor_page.get_by_role("heading", name="Enter your code")).to_be_visible()
    visitor_page.goto(f"{live_server.url}/admin/")
    expect(visitor_page).to_have_url(re.compile("/admin/login/"))
    visitor_page.goto(f"{live_server.url}/admin/second-factor/")
    visitor_page.get_by_label("Code").fill(code_of(key))
    visitor_page.keyboard.press("Enter")
    expect(visitor_page).to_have_url(f"{live_server.url}/admin/")
    assert [each for each in said if not each.startswith("data:")] == []
