"""`createapplication` of the OAuth toolkit: it would make a client past the catalogue's rules, without a trace."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Refused: use create_api_client."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("anything", nargs="*")

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        msg = "createapplication makes no API client here: use create_api_client NAME --owner USERNAME --access read."
        raise CommandError(msg)
