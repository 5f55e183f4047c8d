"""A member of staff who uses a real browser."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.admin.chromium_helpers import PASSWORD
from tests.factories import UserFactory


@pytest.fixture
def ada(db: None) -> User:
    user: User = UserFactory(username="ada", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def page(visitor_page: Page, live_server: Any, ada: User) -> Page:
    """A page of Ada, who is logged in."""
    client = Client()
    client.force_login(ada)
    session = client.cookies["sessionid"].value
    visitor_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return visitor_page
