"""`create_api_client`: a new API client."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from catalog.management.base import CatalogueCommand
from catalog.management.output import add_format, render_one
from catalog.models import Access, Actor, ApiClient, Channel


class Command(CatalogueCommand):
    help = "Create an API client and print its client ID and secret. The secret is shown only once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Unique name of the client.")
        parser.add_argument(
            "--owner",
            required=True,
            metavar="USERNAME",
            help="Username of the owner. The client cannot do more than this user.",
        )
        parser.add_argument("--access", required=True, choices=Access.values, help="Access level of the client.")
        add_format(parser)

    def handle(self, *args: Any, name: str, owner: str, access: str, form: str, **options: Any) -> None:
        user = User.objects.filter(username=owner).first()
        if user is None:
            msg = f"The user {owner} does not exist."
            raise CommandError(msg)
        if not user.is_active:
            msg = f"The user {owner} is inactive. Activate the user first."
            raise CommandError(msg)
        with transaction.atomic():  # no client is stored if its secret cannot be printed
            client, secret = ApiClient.objects.issue(
                name=name, owner=user, access=access, by=Actor(channel=Channel.COMMAND, command="create_api_client")
            )
            credentials = {
                "client_id": client.client_id,
                "client_secret": secret,
                "name": client.name,
                "owner": owner,
                "access": client.access,
            }
            self.stdout.write(render_one(credentials, form), ending="")
            self.stdout.flush()
        self.info("Store the secret now. It cannot be shown again.")
