"""Audit events: written once, with the change, and left alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError

from catalog.models import Actor, AuditEvent, Channel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db


def saved_again(event: AuditEvent) -> None:
    event.request_id = "changed"
    event.save()


@pytest.mark.parametrize(
    "attempt",
    [
        saved_again,
        lambda event: event.save(force_insert=True),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(request_id="changed"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["request_id"]),
        lambda event: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"request_id": "changed"}),
    ],
)
def test_an_event_can_be_neither_changed_nor_deleted(attempt: Callable[[AuditEvent], Any]) -> None:
    StationModelFactory()
    event = AuditEvent.objects.get()
    before = catalogue_rows()

    with pytest.raises(PermissionDenied), transaction.atomic():
        attempt(event)

    assert catalogue_rows() == before


def test_who_has_changed_something_cannot_be_deleted() -> None:
    client = ApiClientFactory()
    StationModelFactory().rename("Renamed", by=Actor(channel=Channel.API, user=client.user, client=client))

    with pytest.raises(ProtectedError):
        client.delete()
    with pytest.raises(ProtectedError):
        client.user.delete()


def test_an_event_says_who_by_name() -> None:
    user = UserFactory(username="anna")
    client = ApiClientFactory(name="Back-end", user=user)
    station_model = StationModelFactory()

    station_model.rename("By a client", by=Actor(channel=Channel.API, user=user, client=client))
    station_model.rename("By a person", by=Actor(channel=Channel.ADMIN, user=user))

    assert [event.actor_name for event in AuditEvent.objects.all()] == ["anna", "anna / Back-end", "tests"]
