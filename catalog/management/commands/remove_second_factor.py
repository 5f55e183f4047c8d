"""`remove_second_factor`: for users who lost their device and recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from catalog.management.base import CatalogueCommand
from catalog.models import Actor, Channel
from catalog.models.second_factor import remove_second_factor
from catalog.models.user_sessions import end_sessions

_BY = Actor(channel=Channel.COMMAND, command="remove_second_factor")


class Command(CatalogueCommand):
    help = (
        "Remove the second factor of a user who lost the device, and end all sessions of the user. If the settings "
        "require a second factor, the user sets up a new one at the next login."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Username. Verify the identity of the person who requests this.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            msg = f"The user {username} does not exist."
            raise CommandError(msg)
        with transaction.atomic():
            if not remove_second_factor(user, by=_BY):
                msg = f"The user {username} has no second factor."
                raise CommandError(msg)
            ended = end_sessions(user, by=_BY)
        self.info(f"The second factor of {username} was removed. Sessions ended: {ended}.")
