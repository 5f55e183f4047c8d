"""`seed_catalog`: import of the shipped library, or of synthetic models."""

import gc
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.library.reader import SHIPPED
from catalog.library.rows import model_key
from catalog.library.shipped_identities import seed_identities
from catalog.library.synthetic import create_synthetic
from catalog.management.base import integer_range
from catalog.management.import_command import BaseImportCommand
from catalog.management.output import render
from catalog.models import Actor, Channel

_BY = Actor(channel=Channel.COMMAND, command="seed_catalog")


class Command(BaseImportCommand):
    help = (
        "Load the shipped library, including reported identities and vendor synonyms. Existing and archived models "
        "are not changed; differences are reported. Running this twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="FILE|DIR",
            help="Files or directories to load instead of the shipped library; - for stdin.",
        )
        parser.add_argument(
            "--synthetic",
            type=integer_range(1, 100_000_000),
            metavar="N",
            help="Create N synthetic models instead of loading files.",
        )
        super().add_arguments(parser)

    def handle(
        self, *args: Any, paths: list[Path], synthetic: int | None, form: str, dry_run: bool, **options: Any
    ) -> None:
        if synthetic is not None and paths:
            msg = "Specify either files or --synthetic, not both."
            raise CommandError(msg, returncode=2)
        if synthetic is not None:
            self._create_synthetic(synthetic, form, dry_run=dry_run)
            return
        _, rows = self.import_files(
            paths or [SHIPPED],
            by=_BY,
            form=form,
            dry_run=dry_run,
            on_difference=options["on_difference"],
            ignored_columns=options["ignored_columns"],
        )
        if not paths:
            self.info(f"{seed_identities(by=_BY, coming={model_key(row) for row in rows}, dry_run=dry_run)}.")

    def _create_synthetic(self, count: int, form: str, *, dry_run: bool) -> None:
        if not dry_run:
            gc.freeze()  # keeps the garbage collector from scanning loaded modules repeatedly
            create_synthetic(
                count, by=_BY, on_progress=lambda done: self.progress(f"{done} of {count}", last=done == count)
            )
        self.stdout.write(render([{"outcome": "created", "count": count}], form), ending="")
        self.info(f"{'Dry run, nothing imported: ' * dry_run}{count} created.")
