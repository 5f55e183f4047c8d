"""The page of all components: each is there, and takes its colours and sizes from the tokens."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from tests.admin.chromium_helpers import screenshot
from tests.admin.html_client import staff_client

URL = "/admin/components/"
SHEETS = (
    "components.css",
    "content.css",
    "tables.css",
    "fields.css",
    "shell.css",
    "page_frame.css",
    "lists.css",
    "admin.css",
)
BUTTONS_AND_NAVIGATION = [
    "btn-primary",
    "btn-secondary",
    "btn-danger",
    "btn-quiet",
    "chip",
    "tabs",
    "menu",
    "pagination",
]
CONTENT = ["badge", "banner", "messages", "table", "empty-state", "summary-list", "card", "dialog"]
FORMS = ["field", "field-invalid", "error-summary", "action-bar", "page-head", "toolbar"]
COLOURED = {
    ".btn-primary": ("backgroundColor", "--accent"),
    ".btn-danger": ("backgroundColor", "--danger"),
    ".badge-success": ("color", "--success"),
    ".banner-warning": ("backgroundColor", "--warning-tint"),
    ".error-summary": ("borderTopColor", "--danger"),
    ".tabs [aria-current]": ("borderBottomColor", "--accent"),
}


def sheet(name: str) -> str:
    return Path(str(finders.find(f"catalog/{name}"))).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_has_no_colours_of_its_own(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet(name), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}(?=[;\s,)])|rgb\((?!0 0 0 / 45%)[^)]*\)", text) == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_uses_tokens_that_exist(name: str) -> None:
    defined = set(re.findall(r"^\s+(--[\w-]+):", sheet("tokens.css") + sheet("admin_theme.css"), re.MULTILINE))

    assert set(re.findall(r"var\((--[\w-]+)", sheet(name))) - defined == set()


@pytest.mark.django_db
def test_the_page_shows_every_component() -> None:
    page = staff_client().get(URL).content.decode()

    classes = {name for each in re.findall(r'class="([^"]*)"', page) for name in each.split()}
    assert {*BUTTONS_AND_NAVIGATION, *CONTENT, *FORMS} - classes == set()


@pytest.mark.chromium
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_components_have_the_colours_of_the_tokens(page: Page, color_scheme: str) -> None:
    page.goto(URL)
    screenshot(page, f"components-{color_scheme}")

    for selector, (declaration, token) in COLOURED.items():
        drawn, wanted = drawn_and_wanted(page, selector, declaration, token)
        assert drawn == wanted, selector
    assert page.evaluate("getComputedStyle(document.querySelector('.card .btn')).minHeight") == "36px"


def drawn_and_wanted(page: Page, selector: str, declaration: str, token: str) -> Any:
    return page.evaluate(
        """([selector, declaration, token]) => {
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.color = `var(${token})`;
            const wanted = getComputedStyle(probe).color;
            probe.remove();
            return [getComputedStyle(document.querySelector(`#content ${selector}`))[declaration], wanted];
        }""",
        [selector, declaration, token],
    )
