"""`serve`: the production server."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from catalog.management.base import CatalogueCommand, integer_range
from catalog.management.listening import check_address_free, check_socket_free
from catalog.management.server_process import exec_server, granian_arguments


class Command(CatalogueCommand):
    help = (
        "Run the production server with WORKERS processes. SIGTERM finishes open requests and stops. SIGHUP replaces "
        "workers one by one with new code and settings."
    )
    requires_system_checks = ()  # settings are validated on import; the database may start later

    def add_arguments(self, parser: CommandParser) -> None:
        address = parser.add_mutually_exclusive_group()
        address.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1).")
        address.add_argument(
            "--uds", default="", metavar="PATH", help="Unix socket to listen on instead of host and port."
        )
        parser.add_argument(
            "--port", type=integer_range(1, 65_535), default=8000, help="Port to listen on (default: 8000)."
        )

    def handle(self, *args: Any, host: str, port: int, uds: str, **options: Any) -> None:
        if uds:
            check_socket_free(uds)
        else:
            check_address_free(host, port)
        try:
            exec_server(granian_arguments(workers=settings.WORKERS, host=host, port=port, uds=uds))
        except OSError as error:
            msg = f"Cannot start the server: {error}"
            raise CommandError(msg) from error
