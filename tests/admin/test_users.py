"""Users in the admin: superusers make them, and say who is staff."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.admin.user import PasswordForm
from catalog.roles import validate_no_lockout
from tests.admin.html_client import HtmlClient, change_page, form_errors, staff_client
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/auth/user/add/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(is_superuser=True)


def test_a_new_user_has_no_rights_until_they_are_given(browser: HtmlClient) -> None:
    passwords = {"password1": "a-long-enough-1", "password2": "a-long-enough-1"}

    response = browser.save(ADD, {"username": "grace", "usable_password": "true", **passwords})

    user = User.objects.get(username="grace")
    assert (response.status_code, response["Location"]) == (302, change_page(user))
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert user.check_password("a-long-enough-1")


def test_staff_rights_are_given_and_taken(browser: HtmlClient) -> None:
    user = UserFactory()
    form = browser.form(change_page(user))

    browser.post(change_page(user), {**form, "is_staff": "on"})
    user.refresh_from_db()
    given = user.is_staff
    form = browser.form(change_page(user))
    browser.post(change_page(user), {name: form[name] for name in form if name not in {"is_active", "is_staff"}})

    user.refresh_from_db()
    assert given
    assert (user.is_staff, user.is_active) == (False, False)


def test_groups_and_permissions_which_mean_nothing_here_are_not_offered(browser: HtmlClient) -> None:
    form = browser.form(change_page(UserFactory()))

    fields = {"username", "first_name", "last_name", "email", "is_active"}
    assert set(form) - {"csrfmiddlewaretoken", "seen"} == fields


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
def test_a_bad_form_is_a_form_error(browser: HtmlClient, posted: dict[str, Any], complaint: str) -> None:
    UserFactory(username="taken")
    user = UserFactory(username="mine")

    response = browser.save(change_page(user), posted)

    assert complaint in form_errors(response)
    assert User.objects.filter(username="mine").exists()


def rights_of(user: User) -> tuple[bool, bool, bool]:
    user.refresh_from_db()
    return user.is_active, user.is_staff, user.is_superuser


@pytest.mark.parametrize("taken", ["is_active", "is_staff", "is_superuser"])
def test_superusers_cannot_lock_themselves_out(taken: str) -> None:
    staff_client(is_superuser=True)
    ada = UserFactory(username="ada", is_staff=True, is_superuser=True)
    browser = HtmlClient(ada)
    form = browser.form(change_page(ada))

    response = browser.post(change_page(ada), {name: form[name] for name in form if name != taken})

    assert "You would lock yourself out. Ask another superuser to change your rights." in form_errors(response)
    assert rights_of(ada) == (True, True, True)


def test_superusers_change_what_gives_no_rights_of_their_own() -> None:
    ada = UserFactory(username="ada", is_staff=True, is_superuser=True)

    response = HtmlClient(ada).save(change_page(ada), {"email": "ada@example.com"})

    assert response.status_code == 302
    ada.refresh_from_db()
    assert (ada.email, rights_of(ada)) == ("ada@example.com", (True, True, True))


@pytest.mark.parametrize("taken", ["is_active", "is_staff", "is_superuser"])
def test_a_superuser_takes_the_rights_of_another(browser: HtmlClient, taken: str) -> None:
    other = UserFactory(is_staff=True, is_superuser=True)
    form = browser.form(change_page(other))

    response = browser.post(change_page(other), {name: form[name] for name in form if name != taken})

    assert response.status_code == 302
    assert rights_of(other).count(False) == 1


@pytest.mark.parametrize("taken", ["is_active", "is_staff", "is_superuser"])
def test_the_last_who_may_manage_keeps_the_rights_whoever_asks(taken: str) -> None:
    last = UserFactory(is_staff=True, is_superuser=True)
    demoted_meanwhile = UserFactory(is_staff=True)
    UserFactory(is_superuser=True)  # without the staff status, which the admin asks for
    rights = {"is_active": True, "is_staff": True, "is_superuser": True, taken: False}

    with pytest.raises(ValidationError) as refused:
        validate_no_lockout(last, **rights, by=demoted_meanwhile)

    assert refused.value.code == "locks_out_everyone"


@pytest.mark.parametrize("shown", ["Users cannot be deleted", "deactivate them instead"])
def test_the_page_says_what_to_do_instead_of_deleting(browser: HtmlClient, shown: str) -> None:
    page = browser.get(change_page(UserFactory())).content.decode()

    assert shown in page
    assert "deletelink" not in page


def test_a_form_opened_before_a_user_was_deactivated_does_not_activate_again(browser: HtmlClient) -> None:
    user = UserFactory()
    form = browser.form(change_page(user))
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = browser.post(change_page(user), {**form, "email": "new@example.com"})

    assert "This was changed after you opened the page." in form_errors(response)
    user.refresh_from_db()
    assert (user.is_active, user.email) == (False, "")


@pytest.mark.parametrize("seen", ["", "\x00", "0" * 64, "é" * 5_000])
def test_a_form_that_does_not_say_what_it_showed_is_refused(browser: HtmlClient, seen: str) -> None:
    user = UserFactory()

    response = browser.save(change_page(user), {"seen": seen, "is_superuser": "on"})

    assert response.status_code == 200
    assert rights_of(user) == (True, False, False)


def test_a_login_meanwhile_is_no_change_of_the_form(browser: HtmlClient) -> None:
    user = UserFactory()
    form = browser.form(change_page(user))
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    assert browser.post(change_page(user), {**form, "email": "new@example.com"}).status_code == 302


def password_page(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/password/"


def test_a_password_is_given(browser: HtmlClient) -> None:
    user = UserFactory()

    response = browser.post(password_page(user), {"password1": "a-long-enough-1", "password2": "a-long-enough-1"})

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password("a-long-enough-1")


def test_a_password_given_writes_nothing_but_the_password() -> None:
    user = UserFactory(is_staff=True)
    form = PasswordForm(
        user, {"usable_password": "true", "password1": "a-long-enough-1", "password2": "a-long-enough-1"}
    )
    assert form.is_valid()
    User.objects.filter(pk=user.pk).update(is_active=False, is_staff=False)

    form.save()

    assert rights_of(user) == (False, False, False)
    assert user.check_password("a-long-enough-1")


@pytest.mark.parametrize(("is_superuser", "status"), [(True, 200), (False, 302)])
def test_the_password_of_a_superuser_is_not_taken(browser: HtmlClient, is_superuser: bool, status: int) -> None:
    user = UserFactory(is_staff=True, is_superuser=is_superuser)
    user.set_password("a-long-enough-1")
    user.save()

    response = browser.post(password_page(user), {"usable_password": "false", "unset-password": "1"})

    assert response.status_code == status
    assert ("Superusers must have a password." in response.content.decode()) is is_superuser
    user.refresh_from_db()
    assert user.has_usable_password() is is_superuser
