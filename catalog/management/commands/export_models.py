"""`export_models`: the catalogue, or a part of it, as a catalogue file."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.library.export_rows import ExportRow, export_rows
from catalog.library.formats import Format, format_for, format_suffixes
from catalog.library.writers import serialise_rows
from catalog.limits import POWER_MAX
from catalog.management.base import CatalogueCommand
from catalog.management.timeouts import relax_timeouts
from catalog.models import ChargingStationModel
from catalog.models.querysets.creation import StationModelQuerySet
from catalog.models.querysets.search import require_words

_STEP = 1_000


def _watts(text: str) -> Decimal:
    try:
        watts = Decimal(text)
    except InvalidOperation:
        watts = Decimal(0)
    if not 0 < watts <= POWER_MAX:
        msg = f"{text!r} is not a number of watts, more than 0 and at most {POWER_MAX}"
        raise ArgumentTypeError(msg)
    return watts


_FILTER_OPTIONS = (
    "vendor",
    "model",
    "q",
    "power_type",
    "connection_type",
    "connector_format",
    "min_power_watts",
    "max_power_watts",
)


class Command(CatalogueCommand):
    help = (
        "Writes the models of the catalogue as a catalogue file, which import_models reads: all of them, archived ones "
        "too, or what is picked, as they were at one moment. Memory does not grow with their number, but for XLSX."
    )

    _count = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", metavar="FILE|-", help="Where it is written; stdout if not given."
        )
        parser.add_argument(
            "--format",
            dest="form",
            choices=[each.value for each in Format],
            help="Else what the end of the file's name says, or JSON Lines on stdout.",
        )
        parser.add_argument("--vendor", help="Exact, without regard to case.")
        parser.add_argument("--model", help="Likewise.")
        parser.add_argument("--q", default="", metavar="WORDS", help="As the list's search.")
        parser.add_argument("--power-type", choices=PowerType.values)
        parser.add_argument("--connection-type", choices=ConnectionType.values)
        parser.add_argument("--connector-format", choices=ConnectorFormat.values)
        parser.add_argument("--min-power-watts", type=_watts, metavar="W", help="Of the strongest connector.")
        parser.add_argument("--max-power-watts", type=_watts, metavar="W", help="Likewise.")
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--active", dest="archived", action="store_const", const=False, help="Leaves archived out.")
        state.add_argument("--archived", action="store_const", const=True, help="Archived models only.")

    def handle(self, *args: Any, file: str, form: str | None, archived: bool | None, **options: Any) -> None:
        path = None if file == "-" else Path(file)
        chosen = Format(form) if form else format_for(path) if path else Format.JSONL
        if chosen is None:
            msg = f"Say --format, or give a file that ends in {format_suffixes()}."
            raise CommandError(msg, returncode=2)
        if options["q"]:
            require_words(options["q"])
        relax_timeouts()
        found = ChargingStationModel.objects.all()
        if archived is not None:
            found = found.archived() if archived else found.active()
        found = found.filtered(**{name: options[name] for name in _FILTER_OPTIONS})
        try:
            count = self._write(found, chosen, path)
        except BrokenPipeError:
            msg = "Whoever read the export stopped before its end."
            raise CommandError(msg) from None
        except OSError as error:
            msg = f"{file} cannot be written: {error.strerror}."
            raise CommandError(msg) from error
        self.info(f"{count:,} model{'s' * (count != 1)} exported.")

    def _write(self, found: StationModelQuerySet, form: Format, path: Path | None) -> int:
        """Beside the file first: one that is there already is replaced by all of the new one, or by nothing."""
        if path is None:
            return self._write_parts(found, form, sys.stdout.buffer)
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            with unfinished.open("wb") as content:
                count = self._write_parts(found, form, content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return count

    def _write_parts(self, found: StationModelQuerySet, form: Format, out: IO[bytes]) -> int:
        with closing(export_rows(found)) as rows:
            for part in serialise_rows(self._count_rows(rows), form):
                out.write(part)
        out.flush()
        return self._count

    def _count_rows(self, rows: Iterator[ExportRow]) -> Iterator[ExportRow]:
        for self._count, row in enumerate(rows, start=1):
            if self._count % _STEP == 0:
                self.progress(f"{self._count:,} models")
            yield row
