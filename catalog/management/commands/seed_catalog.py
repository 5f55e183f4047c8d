"""`seed_catalog`: models into the catalogue, from the shipped library, or made up."""

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
        "Imports the library that ships with the product, as import_models does other files, and what stations report, "
        "and other names of vendors. A model that is there already is left as it is, and where it differs the report "
        "says so; one that staff archived is not brought back. Run twice, it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="FILE|DIR",
            help="Instead of the shipped library: files, directories of them, - for stdin, as import_models takes "
            "them.",
        )
        parser.add_argument(
            "--synthetic",
            type=integer_range(1, 100_000_000),
            metavar="N",
            help="Instead of files: adds N made-up models, new ones each time.",
        )
        super().add_arguments(parser)

    def handle(
        self, *args: Any, paths: list[Path], synthetic: int | None, form: str, dry_run: bool, **options: Any
    ) -> None:
        if synthetic is not None and paths:
            msg = "--synthetic makes models up: give files, or it, but not both."
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
            gc.freeze()  # or the collector would go over all that Django has loaded again and again
            create_synthetic(count, by=_BY, tell=lambda done: self.progress(f"{done} of {count}", last=done == count))
        self.stdout.write(render([{"outcome": "created", "count": count}], form), ending="")
        self.info(f"{'Dry run, nothing was written: ' * dry_run}{count} created.")
