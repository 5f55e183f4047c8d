"""`remove_second_factor`: for a user whose device is lost, and the recovery codes with it."""

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
        "Takes the second factor from a user whose device is lost, and ends all sessions of that user. Where settings "
        "ask for one, the next login sets up another."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Whose it is. Make sure of who asks for it.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            msg = f"There is no user {username}."
            raise CommandError(msg)
        with transaction.atomic():
            if not remove_second_factor(user, by=_BY):
                msg = f"The user {username} has no second factor."
                raise CommandError(msg)
            ended = end_sessions(user, by=_BY)
        self.info(f"{username} has no second factor any more. Sessions ended: {ended}.")
