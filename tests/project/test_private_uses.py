"""The code stays with the public API of what it builds on; its exceptions are rows of a decision."""

import re

import pytest

from tests.project.private_uses import ROOT, Use, find_in, find_uses

DECISION = ROOT / "docs/decisions/0015-public-api-only.md"
ROWS_MAX = 12

_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \| `(tests/[^`]+\.py)::(test_\w+)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, ...]]:
    text = DECISION.read_text()
    found = _ROW.findall(text)
    assert len(found) == len(re.findall(r"^\| `", text, re.MULTILINE)), "A row cannot be read."
    return found


def test_private_uses_are_the_rows_of_the_decision() -> None:
    listed = {Use(file, name) for file, name, *_ in rows()}
    found = find_uses()

    assert sorted(found - listed) == [], "Private uses without a row."
    assert sorted(listed - found) == [], "Rows without a use."


def test_exceptions_stay_few_and_each_has_a_guard() -> None:
    assert len(rows()) <= ROWS_MAX
    for _, _, _, module, test in rows():
        assert f"def {test}(" in (ROOT / module).read_text()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("response.headers._store", "_store"),
        ("super()._clone()", "_clone"),
        ("self.formset._errors = {}", "_errors"),
        ('getattr(form, "_errors")', "_errors"),
        ('state["_connections"]', "_connections"),
        ("from oauthlib.oauth2.rfc6749 import _private", "_private"),
        ("import asyncio._base", "_base"),
        ("from unittest.mock import patch", "unittest.mock"),
        ("from django.db.migrations.loader import MigrationLoader", "MigrationLoader"),
        ("vars(model).update(x=1)", "vars"),
        ("made = model.__new__(model)", "__new__"),
        ('object.__setattr__(self, "key", 1)', "object.__setattr__"),
        ("request_started.disconnect(reset_queries)", "disconnect"),
        ("from django.urls import base\nbase.reverse = None", "base.reverse"),
        ('from django.urls import base\nsetattr(base, "reverse", None)', "setattr(base)"),
        ("def run(self): ...  # type: ignore[misc, override]", "type: ignore[override]"),
    ],
)
def test_a_private_use_is_found(source: str, name: str) -> None:
    assert find_in(source) == {name}


@pytest.mark.parametrize(
    "source",
    [
        "self._own = 1",
        "def _own(): ...\nmodule._own()",
        "station_model._meta.get_field('vendor')",
        "row._replace(vendor='x')",
        "super().__init__()",
        "from django.contrib import admin\nadmin.site.site_header = 'Catalogue'",
        "from catalog.models import ChargingStationModel",
    ],
)
def test_a_public_use_is_let_through(source: str) -> None:
    assert find_in(source) == set()
