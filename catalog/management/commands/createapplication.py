"""`createapplication` of the OAuth toolkit, disabled: it bypasses the rules and the history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Disabled. Use create_api_client instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("anything", nargs="*")

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        msg = "createapplication is disabled. Use create_api_client NAME --owner USERNAME --access read|write."
        raise CommandError(msg)
