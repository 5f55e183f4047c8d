"""`create_api_client`: a client id and a secret for a program that calls the API."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from catalog.management.base import CatalogueCommand
from catalog.management.output import add_format, render_one
from catalog.models import Access, Actor, ApiClient, Channel


class Command(CatalogueCommand):
    help = (
        "Creates an API client and prints its id and secret. The secret is kept as a hash: this is the one time that "
        "it is shown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What the client is called; no other client may be called so.")
        parser.add_argument(
            "--owner", required=True, metavar="USERNAME", help="The user for whom the client acts, with no more rights."
        )
        parser.add_argument("--access", required=True, choices=Access.values, help="The most that the client may do.")
        add_format(parser)

    def handle(self, *args: Any, name: str, owner: str, access: str, form: str, **options: Any) -> None:
        user = User.objects.filter(username=owner).first()
        if user is None:
            msg = f"There is no user {owner}."
            raise CommandError(msg)
        if not user.is_active:
            msg = f"The user {owner} is disabled, so a client could do nothing."
            raise CommandError(msg)
        with transaction.atomic():  # a secret that could not be shown is one that nobody has
            client, secret = ApiClient.objects.issue(
                name=name, owner=user, access=access, by=Actor(channel=Channel.COMMAND, command="create_api_client")
            )
            shown_once = {
                "client_id": client.client_id,
                "client_secret": secret,
                "name": client.name,
                "owner": owner,
                "access": client.access,
            }
            self.stdout.write(render_one(shown_once, form), ending="")
            self.stdout.flush()
        self.info("Keep the secret now: it is not shown again.")
