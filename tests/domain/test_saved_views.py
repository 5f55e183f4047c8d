"""Constraints of saved views, past the methods."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from catalog.models import SavedView
from catalog.models.saved_view import VIEWS_MAX
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "Taken"}, {"name": "x", "query": "x" * 2_001}])
def test_the_database_refuses_a_bad_view(fields: dict[str, str]) -> None:
    user = UserFactory()
    SavedView.objects.create(user=user, name="Taken")

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        SavedView.objects.create(user=user, **fields)

    assert SavedView.objects.count() == 1
    SavedView.objects.create(user=UserFactory(), name="Taken", query="x" * 2_000)


def test_a_person_has_so_many_views_and_no_more() -> None:
    user = UserFactory()
    for number in range(VIEWS_MAX):
        SavedView.objects.save_view(user, f"View {number}", "", is_shared=False)

    with pytest.raises(ValidationError):
        SavedView.objects.save_view(user, "One more", "", is_shared=False)

    assert SavedView.objects.count() == VIEWS_MAX
