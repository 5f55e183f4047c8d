"""`serve`: the service, as it is run in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from catalog.management.base import CatalogueCommand, integer_range
from catalog.management.listening import check_address_free, check_socket_free
from catalog.management.server_process import exec_server, granian_arguments


class Command(CatalogueCommand):
    help = (
        "Serves, by as many processes as WORKERS says. SIGTERM stops it once what is under way has been answered; "
        "SIGHUP replaces its workers one by one, with new code and settings."
    )
    requires_system_checks = ()  # settings refuse by themselves, and the database may come later than this

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--host", default="127.0.0.1", help="The address to listen at; 127.0.0.1 if not given.")
        where.add_argument(
            "--uds", default="", metavar="PATH", help="A Unix socket to listen at, for a proxy beside it."
        )
        parser.add_argument("--port", type=integer_range(1, 65_535), default=8000, help="8000 if not given.")

    def handle(self, *args: Any, host: str, port: int, uds: str, **options: Any) -> None:
        if uds:
            check_socket_free(uds)
        else:
            check_address_free(host, port)
        try:
            exec_server(granian_arguments(workers=settings.WORKERS, host=host, port=port, uds=uds))
        except OSError as error:
            msg = f"The server cannot be started: {error}"
            raise CommandError(msg) from error
