"""Users in the admin: superusers make them, and say who is staff."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.admin.browser import Browser, change_page, errors_of, staff_browser
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/auth/user/add/"


@pytest.fixture
def browser() -> Browser:
    return staff_browser(is_superuser=True)


def test_a_new_user_has_no_rights_until_they_are_given(browser: Browser) -> None:
    passwords = {"password1": "a-long-enough-1", "password2": "a-long-enough-1"}

    response = browser.save(ADD, {"username": "grace", "usable_password": "true", **passwords})

    user = User.objects.get(username="grace")
    assert (response.status_code, response["Location"]) == (302, change_page(user))
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert user.check_password("a-long-enough-1")


def test_staff_rights_are_given_and_taken(browser: Browser) -> None:
    user = UserFactory()
    form = browser.form(change_page(user))

    browser.post(change_page(user), {**form, "is_staff": "on"})
    user.refresh_from_db()
    given = user.is_staff
    browser.post(change_page(user), {name: form[name] for name in form if name != "is_active"})

    user.refresh_from_db()
    assert given
    assert (user.is_staff, user.is_active) == (False, False)


def test_groups_and_permissions_which_mean_nothing_here_are_not_offered(browser: Browser) -> None:
    form = browser.form(change_page(UserFactory()))

    assert set(form) - {"csrfmiddlewaretoken"} == {"username", "first_name", "last_name", "email", "is_active"}


@pytest.mark.parametrize(
    ("posted", "complaint"),
    [
        ({"username": ""}, "username: This field is required."),
        ({"username": "a\x00"}, "username: Null characters are not allowed."),
        ({"username": "x" * 151}, "username: Ensure this value has at most 150 characters (it has 151)."),
        ({"username": "ada lovelace"}, "username: Enter a valid username."),
        ({"username": "taken"}, "username: A user with that username already exists."),
        ({"email": "nobody"}, "email: Enter a valid email address."),
        ({"email": "\x00"}, "email: "),
    ],
)
def test_a_bad_form_is_a_form_error(browser: Browser, posted: dict[str, Any], complaint: str) -> None:
    UserFactory(username="taken")
    user = UserFactory(username="mine")

    response = browser.save(change_page(user), posted)

    assert complaint in errors_of(response)
    assert User.objects.filter(username="mine").exists()
