"""`export_models`: export to a catalogue file."""

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
        msg = f"{text!r} must be a number of watts greater than 0 and at most {POWER_MAX}"
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
        "Export models to a catalogue file that import_models can read. Exports all models, including archived ones, "
        "unless you filter. The file is a consistent snapshot. Memory use does not grow with the number of models, "
        "except for XLSX."
    )

    _count = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE|-", help="Output file (default: stdout).")
        parser.add_argument(
            "--format",
            dest="form",
            choices=[each.value for each in Format],
            help="File format (default: from the file extension, or jsonl for stdout).",
        )
        parser.add_argument("--vendor", help="Exact match, case-insensitive.")
        parser.add_argument("--model", help="Exact match, case-insensitive.")
        parser.add_argument("--q", default="", metavar="WORDS", help="Search words, as in the API's q.")
        parser.add_argument("--power-type", choices=PowerType.values)
        parser.add_argument("--connection-type", choices=ConnectionType.values)
        parser.add_argument("--connector-format", choices=ConnectorFormat.values)
        parser.add_argument(
            "--min-power-watts", type=_watts, metavar="W", help="Minimum power of the strongest connector."
        )
        parser.add_argument(
            "--max-power-watts", type=_watts, metavar="W", help="Maximum power of the strongest connector."
        )
        state = parser.add_mutually_exclusive_group()
        state.add_argument(
            "--active", dest="archived", action="store_const", const=False, help="Export only active models."
        )
        state.add_argument("--archived", action="store_const", const=True, help="Export only archived models.")

    def handle(self, *args: Any, file: str, form: str | None, archived: bool | None, **options: Any) -> None:
        path = None if file == "-" else Path(file)
        chosen = Format(form) if form else format_for(path) if path else Format.JSONL
        if chosen is None:
            msg = f"Specify --format, or use a file name that ends in {format_suffixes()}."
            raise CommandError(msg, returncode=2)
        if options["q"]:
            require_words(options["q"])
        relax_timeouts()
        models = ChargingStationModel.objects.all()
        if archived is not None:
            models = models.archived() if archived else models.active()
        models = models.filtered(**{name: options[name] for name in _FILTER_OPTIONS})
        try:
            count = self._write(models, chosen, path)
        except BrokenPipeError:
            msg = "The output pipe was closed before the export finished."
            raise CommandError(msg) from None
        except OSError as error:
            msg = f"Cannot write {file}: {error.strerror}."
            raise CommandError(msg) from error
        self.info(f"{count:,} model{'s' * (count != 1)} exported.")

    def _write(self, models: StationModelQuerySet, form: Format, path: Path | None) -> int:
        """Write to a temporary file first, so that an existing file is replaced only by a complete one."""
        if path is None:
            return self._write_parts(models, form, sys.stdout.buffer)
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            with unfinished.open("wb") as content:
                count = self._write_parts(models, form, content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return count

    def _write_parts(self, models: StationModelQuerySet, form: Format, out: IO[bytes]) -> int:
        with closing(export_rows(models)) as rows:
            for part in serialise_rows(self._count_rows(rows), form):
                out.write(part)
        out.flush()
        return self._count

    def _count_rows(self, rows: Iterator[ExportRow]) -> Iterator[ExportRow]:
        for self._count, row in enumerate(rows, start=1):
            if self._count % _STEP == 0:
                self.progress(f"{self._count:,} models")
            yield row
