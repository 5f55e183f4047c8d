"""`write_openapi`: the committed copy of the OpenAPI document."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.api.openapi.generator import render_document


class Command(BaseCommand):
    help = "Writes the OpenAPI document, as /openapi.json serves it, to a file. Run it after a change of the API."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=Path("docs/openapi.json"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        file.write_bytes(render_document())
        self.stderr.write(f"Wrote {file}.")
