"""What is recorded of users: Django's own table, so that the rules stand beside it."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction

from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.audit_event import Actor

RIGHTS: Final = ("is_active", "is_staff", "is_superuser")
_GRANTED_WHEN_ADDED: Final = ("is_staff", "is_superuser")


def record_new_user(user: User, *, by: Actor) -> None:
    """Record that the user was added, and the rights that came with it. Call it in the transaction that added it."""
    AccessEvent.objects.record(AccessAction.USER_ADDED, by, user=user)
    if granted := {name: [False, True] for name in _GRANTED_WHEN_ADDED if getattr(user, name)}:
        AccessEvent.objects.record(AccessAction.RIGHTS_CHANGED, by, user=user, facts=granted)


def change_user(user: User, names: Collection[str], *, by: Actor) -> None:
    """Write the named fields of the user, with their events. Nothing happens where none differs from the row's.

    Names and addresses of persons are not repeated in events: they say which field was changed.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        changed = [name for name in names if getattr(row, name) != getattr(user, name)]
        if not changed:
            return
        user.save(update_fields=changed)
        rights: dict[str, Any] = {name: [getattr(row, name), getattr(user, name)] for name in RIGHTS if name in changed}
        if rights:
            AccessEvent.objects.record(AccessAction.RIGHTS_CHANGED, by, user=user, facts=rights)
        if others := sorted(set(changed) - set(RIGHTS)):
            facts: dict[str, Any] = {"fields": ", ".join(others)}
            if "username" in others:
                facts["username"] = [row.username, user.username]
            AccessEvent.objects.record(AccessAction.USER_CHANGED, by, user=user, facts=facts)


def record_password_set(user: User, *, by: Actor) -> None:
    """Record that the password was set, or taken away. Call it in the transaction that did so."""
    facts = {} if user.has_usable_password() else {"usable": False}
    AccessEvent.objects.record(AccessAction.PASSWORD_SET, by, user=user, facts=facts)
