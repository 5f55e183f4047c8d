"""`quickstart`: from a checkout to a catalogue that answers, in one command."""

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
        "Migrates, seeds the shipped library and serves. The first run also writes a .env with a random key, and "
        "creates the superuser admin, the user integrator and an API client for each, whose secrets it prints; later "
        "runs create nothing. Stop it with Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen at; 127.0.0.1 if not given.")
        parser.add_argument("--port", type=integer_range(1, 65_535), default=8000, help="8000 if not given.")
        parser.add_argument("--workers", type=integer_range(1, 64), default=2, help="Processes; 2 if not given.")
        parser.add_argument("--no-serve", dest="serve", action="store_false", help="Does all but serve.")

    def handle(self, *args: Any, host: str, port: int, workers: int, serve: bool, **options: Any) -> None:
        if serve:
            check_address_free(host, port)  # at the end its error would stand below secrets that scroll away
        call_command("migrate", interactive=False, verbosity=0)
        report = import_library(read_files([SHIPPED]), by=_BY)
        if report.faults:
            msg = f"The shipped library cannot be read: {report.faults[0]}"
            raise CommandError(msg)
        self.info(f"The shipped library: {report}. {seed_identities(by=_BY)}.")
        url = _url(host, port)
        if not self._create_first_users(url):
            self.info(
                "There are users already, so none was created, and no API client. For a client: "
                "manage.py create_api_client NAME --owner USERNAME --access read|write"
            )
        self._warn(url)
        if serve:
            self.info(f"Serving at {url}: stop with Ctrl-C.")
            exec_server(granian_arguments(workers=workers, host=host, port=port, stops_within=10))

    @transaction.atomic
    def _create_first_users(self, url: str) -> bool:
        """Create users and clients where there are none, and say whether it did.

        Printed before the commit: a run that is killed in between leaves nothing, and the next one starts over. The
        other way round it would leave secrets that nobody knows.
        """
        CatalogueRevision.lock()  # of two first runs at once, one is the first
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
        shown_once = FirstCredentials(
            username=admin.username,
            password=password,
            reader=(reader.client_id, reader_secret),
            admin=(writer.client_id, writer_secret),
        )
        self.stdout.write(quickstart_lines(url, shown_once))
        self.stdout.flush()
        return True

    def _warn(self, url: str) -> None:
        if settings.SECURE_SSL_REDIRECT:
            self.info(f"HTTPS_ONLY is on: {url} answers with redirects to https. For a trial set HTTPS_ONLY=false.")
        request = HttpRequest()
        request.META["HTTP_HOST"] = address = url.removeprefix("http://")
        try:
            request.get_host()
        except DisallowedHost:
            self.info(f"ALLOWED_HOSTS has no {address.rpartition(':')[0]}: requests to {url} will be refused.")


def _url(host: str, port: int) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound to, but asked about
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
