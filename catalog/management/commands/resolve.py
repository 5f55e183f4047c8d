"""`resolve`: what a reported pair is, or how much of a fleet the catalogue knows."""

from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.limits import TEXT_MAX
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render
from catalog.resolve.boot_report import BootReport
from catalog.resolve.fleet_csv import FleetFileError, read_reports
from catalog.resolve.resolver import Match, Resolution, resolve_many

_BATCH = 100


class Command(CatalogueCommand):
    help = (
        "Says which model a station is that reports a vendor and a model in its BootNotification; with --csv, of a "
        "whole fleet, with a summary. Answers as the API does; nothing is written, and the inbox of unknown hardware "
        "does not see it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "pair", nargs="*", type=_argument_text, metavar="VENDOR MODEL", help='The vendor may be "".'
        )
        parser.add_argument(
            "--serial-number", type=_argument_text, default="", help="Where the model alone does not tell."
        )
        parser.add_argument("--firmware-version", type=_argument_text, default="", help="Likewise.")
        parser.add_argument(
            "--csv",
            dest="file",
            metavar="FILE",
            help="CSV in UTF-8 with a heading, - for stdin: columns vendor and model, and serialNumber and "
            "firmwareVersion where there are any; OCPP's names of them will do.",
        )
        add_format(parser)

    def handle(self, *args: Any, pair: list[str], file: str | None, form: str, **options: Any) -> None:
        if (file is None) == (not pair) or len(pair) not in {0, 2}:
            msg = "Give a vendor and a model, or --csv FILE."
            raise CommandError(msg, returncode=2)
        if file is None:
            vendor, model = pair
            reports = [BootReport(vendor, model, options["serial_number"], options["firmware_version"])]
        else:
            reports = _read_reports(file)
        resolved = list(_resolve_batches(reports))
        records = [_output_record(report, resolution, shortly=form == "table") for report, resolution in resolved]
        self.stdout.write(render(records, form, columns=("vendor", "model", "match", "is", "why")), ending="")
        self.info(_summary(resolution.match for _, resolution in resolved))


def _argument_text(text: str) -> str:
    if len(text) > TEXT_MAX:
        msg = f"has {len(text)} characters; at most {TEXT_MAX} are read"
        raise ArgumentTypeError(msg)
    if any("\ud800" <= character <= "\udfff" for character in text):
        msg = "is not UTF-8"  # a byte of the command line that is no text: neither a query nor stdout takes it
        raise ArgumentTypeError(msg)
    return text


def _read_reports(file: str) -> list[BootReport]:
    try:
        return list(read_reports(Path("/dev/stdin" if file == "-" else file).read_bytes()))
    except FleetFileError as fault:
        msg = f"{file}, {fault}. Nothing was resolved."
        raise CommandError(msg) from fault
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror}."
        raise CommandError(msg) from error


def _resolve_batches(reports: list[BootReport]) -> Iterator[tuple[BootReport, Resolution]]:
    for start in range(0, len(reports), _BATCH):
        batch = reports[start : start + _BATCH]
        yield from zip(batch, resolve_many(batch), strict=True)


def _output_record(report: BootReport, resolution: Resolution, *, shortly: bool) -> Record:
    models = resolution.models
    names = tuple(f"{each.vendor} {each.model}" for each in models)
    return {
        "vendor": report.vendor,
        "model": report.model,
        "match": resolution.match,
        "is": f"{len(names)} models: {names[0]} ..." if shortly and len(names) > 1 else names,
        "ids": tuple(str(each.pk) for each in models),
        "why": _match_reason(resolution),
    }


def _match_reason(resolution: Resolution) -> tuple[str, ...]:
    told = []
    if (known := resolution.identity) is not None:
        told.append(f"reported identity {known.vendor or '(no vendor)'} / {known.model}")
    if (synonym := resolution.synonym) is not None:
        told.append(f"{synonym.name} is {synonym.vendor}")
    if resolution.is_truncated:
        told.append("cut at 20 characters")
    if len(resolution.models) == 1 and resolution.models[0].is_archived:
        successor = resolution.successor
        told.append(f"archived, now {successor.vendor} {successor.model}" if successor else "archived")
    if resolution.match is Match.NONE and resolution.candidates:
        nearest = resolution.candidates[0].found
        told.append(f"nearest is {nearest.vendor} {nearest.model}")
    return tuple(told)


def _summary(matches: Iterable[Match]) -> str:
    counts = Counter(matches)
    total = counts.total()
    known = counts[Match.EXACT] + counts[Match.IDENTITY]
    told = ", ".join(f"{counts[match]} {match}" for match in Match)
    share = f": {100 * known / total:.0f} % recognised" if total else ""
    return f"{total} report{'s' * (total != 1)}, {told}{share}."
