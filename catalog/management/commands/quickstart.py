"""`quickstart`: set up and run a local instance."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import DisallowedHost
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.http import HttpRequest

from catalog.library.importer import import_library
from catalog.library.reader import SHIPPED, read_files
from catalog.library.shipped_identities import seed_identities
from catalog.management.base import CatalogueCommand, integer_range
from catalog.management.listening import check_address_free
from catalog.management.quickstart_output import FirstCredentials, quickstart_lines
from catalog.management.server_process import exec_server, granian_arguments
from catalog.models import Access, Actor, ApiClient, CatalogueRevision, Channel
from catalog.models.user_access import record_new_user

_BY = Actor(channel=Channel.COMMAND, command="quickstart")


class Command(CatalogueCommand):
    help = (
        "Set up and run a local instance. Applies migrations, loads the shipped library and starts the server. The "
        "first run also writes .env and creates the superuser admin, the user integrator and an API client for each, "
        "and prints their credentials. Stop with Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1).")
        parser.add_argument(
            "--port", type=integer_range(1, 65_535), default=8000, help="Port to listen on (default: 8000)."
        )
        parser.add_argument(
            "--workers", type=integer_range(1, 64), default=2, help="Number of worker processes (default: 2)."
        )
        parser.add_argument(
            "--no-serve", dest="serve", action="store_false", help="Set up everything but do not start the server."
        )

    def handle(self, *args: Any, host: str, port: int, workers: int, serve: bool, **options: Any) -> None:
        if serve:
            check_address_free(host, port)  # early, because the credentials are printed only once
        call_command("migrate", interactive=False, verbosity=0)
        report = import_library(read_files([SHIPPED]), by=_BY)
        if report.issues:
            msg = f"The shipped library cannot be read: {report.issues[0]}"
            raise CommandError(msg)
        self.info(f"The shipped library: {report}. {seed_identities(by=_BY)}.")
        url = _url(host, port)
        if not self._create_first_users(url):
            self.info(
                "Users exist, so no user or API client was created. To create a client, run: "
                "manage.py create_api_client NAME --owner USERNAME --access read|write"
            )
        self._warn(url)
        if serve:
            self.info(f"Serving at {url}. Press Ctrl-C to stop.")
            exec_server(granian_arguments(workers=workers, host=host, port=port, stops_within=10))

    @transaction.atomic
    def _create_first_users(self, url: str) -> bool:
        """Create the first users and clients, unless some exist. Return whether they were created.

        The credentials are printed before the commit: if the command is killed, no unknown secret is stored.
        """
        CatalogueRevision.lock()  # two first runs at the same time create one set
        if User.objects.exists() or ApiClient.objects.exists():
            return False
        password = secrets.token_urlsafe(16)
        admin = User.objects.create_superuser("admin", password=password)
        record_new_user(admin, by=_BY)
        integrator = User.objects.create_user("integrator")
        record_new_user(integrator, by=_BY)
        reader, reader_secret = ApiClient.objects.issue(
            name="quickstart-read", owner=integrator, access=Access.READ, by=_BY
        )
        writer, writer_secret = ApiClient.objects.issue(
            name="quickstart-admin", owner=admin, access=Access.WRITE, by=_BY
        )
        credentials = FirstCredentials(
            username=admin.username,
            password=password,
            reader=(reader.client_id, reader_secret),
            admin=(writer.client_id, writer_secret),
        )
        self.stdout.write(quickstart_lines(url, credentials))
        self.stdout.flush()
        return True

    def _warn(self, url: str) -> None:
        if settings.SECURE_SSL_REDIRECT:
            self.info(f"HTTPS_ONLY is on, so {url} redirects to HTTPS. Set HTTPS_ONLY=false to try it locally.")
        request = HttpRequest()
        request.META["HTTP_HOST"] = address = url.removeprefix("http://")
        try:
            request.get_host()
        except DisallowedHost:
            name = address.rpartition(":")[0]
            self.info(f"{name} is not in ALLOWED_HOSTS, so requests to {url} will be rejected.")


def _url(host: str, port: int) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
