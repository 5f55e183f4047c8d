"""`import_models`: import of catalogue files."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.import_command import BaseImportCommand
from catalog.models import Actor, Channel

_BY = Actor(channel=Channel.COMMAND, command="import_models")


class Command(BaseImportCommand):
    help = (
        "Import catalogue files (YAML, JSON, JSON Lines, CSV, XLSX). Creates missing models and reports the outcome of "
        "every row. All or nothing: if any file has errors, nothing is imported. Importing the same file twice changes "
        "nothing. Archived models are not restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="FILE|DIR|-", help="Files or directories; - for stdin."
        )
        super().add_arguments(parser)

    def handle(
        self,
        *args: Any,
        paths: list[Path],
        form: str,
        dry_run: bool,
        on_difference: str,
        ignored_columns: list[str],
        **options: Any,
    ) -> None:
        self.import_files(
            paths,
            by=_BY,
            form=form,
            dry_run=dry_run,
            on_difference=on_difference,
            ignored_columns=ignored_columns,
        )
