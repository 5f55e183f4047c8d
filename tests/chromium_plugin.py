"""A real browser, one for the whole suite: a plugin, for two rooms of tests click."""

import os
import shutil
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

ColorScheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail("CI has no `chromium` on its PATH: install it, or pages go out unseen")
    if path is None:
        pytest.skip("no `chromium` on the PATH: pages are not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield browser
        browser.close()


@pytest.fixture
def color_scheme() -> ColorScheme:
    """The colours that the visitor's system is set to; a test asks for others by its parameters."""
    return "light"


@pytest.fixture
def visitor_page(chromium: Browser, live_server: Any, color_scheme: ColorScheme) -> Iterator[Page]:
    """A page that fails its test when the console complains, or when it asks for anything from another host."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1366, "height": 900}, color_scheme=color_scheme
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()
    # What the CSP blocks is an error; Chromium's advice about forms is not even a warning.
    page.on(
        "console",
        lambda said: complaints.append(f"{page.url}: {said.text}") if said.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    yield page
    context.close()
    assert complaints == []
    assert hosts <= {urlsplit(live_server.url).netloc}
