"""The two levels: what each kind of user may, asked of the rules themselves."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.roles import active_superusers, can_delete_models, is_catalogue_staff, is_catalogue_superuser
from tests.factories import UserFactory

RIGHTS = list(product([False, True], repeat=3))


def test_nobody_may_nothing() -> None:
    assert not any(rule(AnonymousUser()) for rule in (is_catalogue_staff, is_catalogue_superuser, can_delete_models))


@pytest.mark.parametrize(("is_active", "is_staff", "is_superuser"), RIGHTS)
def test_staff_change_the_catalogue_and_superusers_among_them_manage(
    is_active: bool, is_staff: bool, is_superuser: bool
) -> None:
    user = UserFactory.build(is_active=is_active, is_staff=is_staff, is_superuser=is_superuser)

    assert is_catalogue_staff(user) is (is_active and is_staff)
    assert is_catalogue_superuser(user) is (is_active and is_staff and is_superuser)
    assert can_delete_models(user) is is_catalogue_superuser(user)


@pytest.mark.django_db
def test_managers_are_all_who_may_manage() -> None:
    users = [
        UserFactory(is_active=is_active, is_staff=is_staff, is_superuser=is_superuser)
        for is_active, is_staff, is_superuser in RIGHTS
    ]

    assert list(active_superusers()) == [user for user in users if is_catalogue_superuser(user)]
