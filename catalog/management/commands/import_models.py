"""`import_models`: catalogue files into the catalogue."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.import_command import BaseImportCommand
from catalog.models import Actor, Channel

_BY = Actor(channel=Channel.COMMAND, command="import_models")


class Command(BaseImportCommand):
    help = (
        "Adds the models of catalogue files (YAML, JSON, JSON Lines, CSV, XLSX) that the catalogue does not have, and "
        "says of each row whether it was created, is unchanged, or differs, and in what. All of a run, or none: any "
        "fault is told with its file, line and path, and then nothing is written. Run twice, it changes nothing. A "
        "model that staff archived is not brought back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="FILE|DIR|-", help="Files, directories of them, - for stdin."
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
