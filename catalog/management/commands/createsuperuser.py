"""`createsuperuser`: Django's command, with an access event."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.db import transaction

from catalog.management.base import quiet_below
from catalog.models import AccessAction, AccessEvent, Actor, Channel
from catalog.models.user_access import record_new_user

_BY = Actor(channel=Channel.COMMAND, command="createsuperuser")


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Record the event afterwards: a transaction around the prompts could stay open for minutes."""
        latest = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        super().handle(*args, **options)
        added = AccessEvent.objects.filter(action=AccessAction.USER_ADDED).values("user")
        for user in User.objects.filter(pk__gt=latest, is_superuser=True).exclude(pk__in=added):
            with quiet_below(options["verbosity"]), transaction.atomic():
                record_new_user(user, by=_BY)
