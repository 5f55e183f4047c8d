"""`seed_catalog`: models into the catalogue, from library files or made up."""

import gc
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.library.apply import apply
from catalog.library.compare import Compared
from catalog.library.nodes import Fault
from catalog.library.read import SHIPPED, read
from catalog.library.reported import seed_reported
from catalog.library.synthetic import create_synthetic
from catalog.management.data import Record, add_format, render
from catalog.management.operator import OperatorCommand, whole
from catalog.models import Actor, Door
from catalog.text import fold

_BY = Actor(door=Door.COMMAND, command="seed_catalog")


class Command(OperatorCommand):
    help = (
        "Adds the models of library files that the catalogue does not have: all of a run, or none; of the shipped "
        "library also what stations report, and other names of vendors. A model that is "
        "there already is left as it is, and where it differs from the file the report says so; one that staff "
        "archived is not brought back. Run twice, it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=_path,
            metavar="FILE|DIR",
            help="Library files, - for stdin; the shipped library if none is given.",
        )
        parser.add_argument(
            "--synthetic",
            type=whole(1, 100_000_000),
            metavar="N",
            help="Instead of files: adds N made-up models, new ones each time.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Reports what would be done, and writes nothing.")
        add_format(parser)

    def handle(
        self, *args: Any, paths: list[Path], synthetic: int | None, dry_run: bool, form: str, **options: Any
    ) -> None:
        if synthetic is None:
            self._seed(paths, form, dry_run=dry_run)
        elif paths:
            msg = "--synthetic makes models up: give files, or it, but not both."
            raise CommandError(msg, returncode=2)
        else:
            self._make_up(synthetic, form, dry_run=dry_run)

    def _seed(self, paths: list[Path], form: str, *, dry_run: bool) -> None:
        report = apply(read(paths or [SHIPPED]), by=_BY, dry_run=dry_run)
        if report.faults:
            for fault in report.faults:
                self.stderr.write(str(fault))
            if form != "table":  # which would say it twice
                self.stdout.write(render([_record_of_fault(fault) for fault in report.faults], form), ending="")
            count = len(report.faults)
            msg = f"{count} fault{'s' * (count > 1)} in the files: nothing was written."
            raise CommandError(msg)
        records = [_record(each) for each in report.rows]
        self.stdout.write(render(records, form, columns=("outcome", "vendor", "model", "differences")), ending="")
        self.say(f"{'Dry run, nothing was written: ' * dry_run}{report}.")
        if not paths:
            coming = {(fold(each.row.document["vendor"]), fold(each.row.document["model"])) for each in report.rows}
            self.say(f"{seed_reported(by=_BY, coming=coming, dry_run=dry_run)}.")

    def _make_up(self, count: int, form: str, *, dry_run: bool) -> None:
        if not dry_run:
            gc.freeze()  # or the collector would go over all that Django has loaded again and again
            create_synthetic(
                count, by=_BY, tell=lambda done: self.say_progress(f"{done} of {count}", last=done == count)
            )
        self.stdout.write(render([{"outcome": "created", "count": count}], form), ending="")
        self.say(f"{'Dry run, nothing was written: ' * dry_run}{count} created.")


def _record(each: Compared) -> Record:
    return {
        "outcome": each.outcome,
        "vendor": each.row.document["vendor"],
        "model": each.row.document["model"],
        "id": str(each.station_model.pk) if each.station_model else None,
        "differences": each.differences,
        "file": str(each.row.file),
        "line": each.row.line,
    }


def _record_of_fault(fault: Fault) -> Record:
    return {
        "outcome": "error",
        "file": str(fault.file),
        "line": fault.line,
        "path": fault.path,
        "fault": fault.sentence,
    }


def _path(text: str) -> Path:
    return Path("/dev/stdin" if text == "-" else text)
