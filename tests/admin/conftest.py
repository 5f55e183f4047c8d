"""A real browser, and a member of staff who uses it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.admin.chromium import PASSWORD
from tests.factories import UserFactory

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

ColorScheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail("CI has no `chromium` on its PATH: install it, or the admin goes out unseen")
    if path is None:
        pytest.skip("no `chromium` on the PATH: the admin is not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield browser
        browser.close()


@pytest.fixture
def ada(db: None) -> User:
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def scheme() -> ColorScheme:
    """The colours that the visitor's system is set to; a test asks for others by its parameters."""
    return "light"


@pytest.fixture
def visitor(chromium: Browser, live_server: Any, ada: User, scheme: ColorScheme) -> Iterator[Page]:
    """A page that fails its test when the console complains, or when it asks for anything from another host."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1366, "height": 900}, color_scheme=scheme
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


@pytest.fixture
def page(visitor: Page, live_server: Any, ada: User) -> Page:
    """A page of Ada, who is logged in."""
    client = Client()
    client.force_login(ada)
    session = client.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return visitor
