"""What the tests in a real browser share."""

import os
from pathlib import Path

from playwright.sync_api import Page

PASSWORD = "a-long-enough-1"


def shoot(page: Page, name: str) -> None:
    """A picture for whoever names a folder in SCREENSHOTS."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
