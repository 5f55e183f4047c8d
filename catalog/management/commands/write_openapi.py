"""`write_openapi`: update of the committed OpenAPI document."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.api.openapi.generator import render_document


class Command(BaseCommand):
    help = "Write the OpenAPI document to a file. Run this after changing the API."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=Path("docs/openapi.json"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        file.write_bytes(render_document())
        self.stderr.write(f"Wrote {file}.")
