"""Every page in a real browser, in light and dark, on a desk and on a phone: nothing that keeps a person from using
it (axe), nothing that has to be moved sideways, no word of complaint in the console, no request to another host."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog.hardware.plug_drawings import PLUG_DRAWINGS
from tests.admin.chromium_helpers import accessibility_violations, screenshot
from tests.factories import ReportedIdentityFactory, StationModelFactory, UserFactory, connector_data, issue_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

DESK, PHONE = 1366, 390


@pytest.fixture
def pages(settings: Any, tmp_path: Path) -> dict[str, str]:
    """The addresses of all kinds of pages, by name."""
    settings.CATALOGUE_BROWSER = "public"
    settings.MEDIA_ROOT = tmp_path  # or Django's live server sends files of the project itself
    every_plug = StationModelFactory(
        vendor="Alfen",
        model="Every plug",
        friendly_name="A station that nobody builds",
        image_url="https://images.example.com/every-plug.png",
        connectors=[
            connector_data(number, connection_type=each.value, format="CABLE" if number % 2 else "SOCKET")
            for number, each in enumerate(PLUG_DRAWINGS, start=1)
        ],
    )
    other = StationModelFactory(model="NG910-60003", friendly_name="Eve Double Pro-line")
    StationModelFactory(model="W" * 60, friendly_name="<script>alert(1)</script><img src=x onerror=alert(1)>")
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF-1", station_models=[every_plug])
    return {
        "home": "/",
        "docs": "/docs",
        "guide": "/docs/getting-started",
        "tables": "/docs/authentication",
        "example": "/docs/examples/sync.py",
        "problems": "/problems",
        "problem": "/problems/validation-error",
        "catalogue": f"/catalogue?id={other.pk}",
        "refused": "/catalogue?q=!!!",
        "no-match": "/catalogue?q=walbox",
        "recognise": "/catalogue/recognise",
        "recognised": "/catalogue/recognise?vendor=Alfen+BV&model=ALF-1",
        "unknown": "/catalogue/recognise?vendor=&model=zzzzzzzz",
        "station-model": f"/catalogue/{every_plug.pk}",
        "compare-one": f"/catalogue/compare?id={other.pk}",
        "compare": f"/catalogue/compare?id={every_plug.pk}&id={other.pk}",
    }


# Colours do not depend on the width: axe looks at each page twice, and covers both schemes and both widths.
@pytest.mark.parametrize(("color_scheme", "width"), [("light", DESK), ("dark", PHONE)])
def test_every_page_can_be_used_by_everybody(
    chromium: Browser, live_server: Any, pages: dict[str, str], color_scheme: Any, width: int
) -> None:
    """By pages that the CSP does not bind: axe measures with inline styles."""
    context = chromium.new_context(base_url=live_server.url, bypass_csp=True, color_scheme=color_scheme)
    page = context.new_page()
    found: list[str] = []
    for name, url in pages.items():
        for each in sorted((DESK, PHONE), key=lambda other: other == width):  # axe's own last
            page.set_viewport_size({"width": each, "height": 900})
            page.goto(url)
            screenshot(page, f"{name}-{color_scheme}-{each}")
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{url} is {too_wide} px too wide at {each}"] if too_wide else []
        found += accessibility_violations(page)
    context.close()

    assert "\n".join(found) == ""


def test_every_page_opens_without_complaint(visitor_page: Page, pages: dict[str, str]) -> None:
    for name, url in pages.items():
        if name != "refused":  # a status of 400 is a complaint to the browser
            visitor_page.goto(url)
            expect(visitor_page.locator("h1")).to_be_visible()


def test_a_model_is_found_and_compared_with_the_keyboard_alone(visitor_page: Page, pages: dict[str, str]) -> None:
    visitor_page.goto("/catalogue")
    visitor_page.keyboard.press("Tab")
    expect(visitor_page.get_by_role("link", name="Skip to main content")).to_be_focused()
    visitor_page.get_by_label("Vendor, model or name").focus()
    visitor_page.keyboard.type("eve dou")
    visitor_page.keyboard.press("Enter")
    visitor_page.get_by_role("link", name="Alfen NG910-60003").focus()
    visitor_page.keyboard.press("Enter")
    visitor_page.get_by_role("link", name="Compare with other models").focus()
    visitor_page.keyboard.press("Enter")
    visitor_page.get_by_label("Compare Alfen Every plug").focus()
    visitor_page.keyboard.press("Space")
    visitor_page.get_by_role("button", name="Compare 2 models").focus()
    visitor_page.keyboard.press("Enter")

    expect(visitor_page.get_by_role("heading", name="Compare models")).to_be_visible()
    expect(visitor_page.get_by_role("columnheader")).to_have_text(["Alfen Every plug", "Alfen NG910-60003"])


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_the_reference_asks_for_a_token_and_tries_an_operation(visitor_page: Page, live_server: Any) -> None:
    client, secret = issue_client(name="Reference", owner=UserFactory(), access="read")
    StationModelFactory(model="NG910-60003")
    visitor_page.goto("/docs/reference")
    visitor_page.get_by_role("button", name="Authorize").click()
    dialog = visitor_page.locator(".dialog-ux")
    dialog.get_by_label("client_id").fill(client.client_id)
    dialog.get_by_label("client_secret").fill(secret)
    dialog.get_by_role("button", name="Apply given OAuth2 credentials").click()
    dialog.get_by_role("button", name="Close").last.click()
    visitor_page.locator(".opblock-get").first.click()
    visitor_page.get_by_role("button", name="Try it out").click()
    visitor_page.get_by_role("button", name="Execute").click()

    answer = visitor_page.locator(".live-responses-table")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("NG910-60003")
    expect(visitor_page.locator("html")).to_have_class("dark-mode")
    screenshot(visitor_page, "reference-dark")


def test_code_is_copied_with_a_button(visitor_page: Page, live_server: Any) -> None:
    visitor_page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    visitor_page.goto("/docs/getting-started")

    visitor_page.get_by_role("button", name="Copy").first.click()

    expect(visitor_page.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor_page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("URL=http://127.0.0.1:8000\n")


def test_search_finds_a_section_and_leads_to_it(visitor_page: Page) -> None:
    visitor_page.goto("/docs/errors")

    visitor_page.get_by_label("Search the docs").fill("retry safely")
    found = visitor_page.locator("#docs-results a").first
    expect(found).to_contain_text("Retry safely with Idempotency-Key")
    found.click()

    expect(visitor_page).to_have_url(re.compile("/docs/idempotency#retry-safely"))
    visitor_page.get_by_label("Search the docs").fill("zzzz")
    expect(visitor_page.get_by_text("No results")).to_be_visible()


def test_docs_work_without_scripts(chromium: Browser, live_server: Any) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/docs")

    expect(page.locator(".search")).to_be_hidden()
    page.get_by_role("navigation", name="Documentation", exact=True).get_by_role("link", name="Limits").click()
    expect(page.get_by_role("heading", name="Limits", exact=True)).to_be_visible()
    expect(page.locator("pre").first).to_be_visible()
    context.close()


def test_print_shows_the_text_alone_and_in_full(visitor_page: Page) -> None:
    visitor_page.emulate_media(media="print")
    visitor_page.goto("/docs/authentication")

    for hidden in ("header.site", "footer.site", ".side", ".sections", ".copy"):
        expect(visitor_page.locator(hidden).first).to_be_hidden()
    clipped = visitor_page.evaluate(
        "[...document.querySelectorAll('pre')].filter((pre) => pre.scrollWidth > pre.clientWidth).length"
    )
    assert clipped == 0
