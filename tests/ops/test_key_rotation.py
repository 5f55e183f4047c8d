"""The signing key is rotated without anybody being logged out, until the old one goes."""

import pytest
from pytest_django import Settings

from tests.admin.html_client import staff_client

pytestmark = pytest.mark.django_db


def test_sessions_of_a_former_key_live_until_it_goes(settings: Settings) -> None:
    old, new = settings.SECRET_KEY, "another-key-for-the-test-suite-and-for-nothing-else-01234"
    kept, dropped = staff_client(), staff_client()
    kept.get("/admin/")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    assert kept.get("/admin/").status_code == 200  # and signed anew
    settings.SECRET_KEY_FALLBACKS = []

    assert kept.get("/admin/").status_code == 200
    assert dropped.get("/admin/").status_code == 302
