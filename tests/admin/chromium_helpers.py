"""What the tests in a real browser share."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PASSWORD = "a-long-enough-1"


def screenshot(page: Page, name: str) -> None:
    """A picture for whoever names a folder in SCREENSHOTS."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def accessibility_violations(page: Page) -> list[str]:
    """What keeps a person with a screen reader, a keyboard or weak eyes from using the page."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{page.url}: {each['id']}: {node['html']}"
        for each in found
        if each["impact"] in {"critical", "serious"}
        for node in each["nodes"]
    ]
