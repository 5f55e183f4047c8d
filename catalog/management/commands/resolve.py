"""`resolve`: what a reported pair is, or how much of a fleet the catalogue knows."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.library.readers.delimited import DelimitedTextError, decode, split_rows
from catalog.library.spreadsheet_escaping import escape_formula, unescape_formula
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render_lines
from catalog.resolve.boot_report import BootReport
from catalog.resolve.fleet_csv import HEADING, FleetFileError, read_reports
from catalog.resolve.resolver import Match, Resolution, resolve_many
from catalog.text import strip_control_characters

_BATCH = 1_000
_SHOWN_MAX = 60
"""Characters of a reported text in a table."""

_COLUMNS = ("vendor", "model", "match", "is", "why")

Resolved = tuple[BootReport, Resolution]


class Command(CatalogueCommand):
    help = (
        "Says which model a station is that reports a vendor and a model in its BootNotification; with --csv, of a "
        "whole fleet, with a summary. Answers as the API does; nothing is written to the catalogue, and the inbox of "
        "unknown hardware does not see it."
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
            help="A table in UTF-8 with a heading, separated by commas, semicolons or tabs, - for stdin: columns "
            "vendor and model, and serialNumber and firmwareVersion where there are any; OCPP's names of them will do.",
        )
        parser.add_argument(
            "--unknown",
            type=Path,
            metavar="FILE",
            help="Write those that are ambiguous or not known to this file, as CSV that --csv reads again.",
        )
        add_format(parser)

    def handle(
        self, *args: Any, pair: list[str], file: str | None, form: str, unknown: Path | None, **options: Any
    ) -> None:
        if (file is None) == (not pair) or len(pair) not in {0, 2}:
            msg = "Give a vendor and a model, or --csv FILE."
            raise CommandError(msg, returncode=2)
        if file is None:
            vendor, model = pair
            reports = [BootReport.of(vendor, model, options["serial_number"], options["firmware_version"])]
        else:
            reports = _read_reports(file)
        counts: Counter[Match] = Counter()
        unresolved: list[Resolved] = []
        for batch in self._print(_resolve_batches(reports), form):
            counts.update(resolution.match for _, resolution in batch)
            unresolved += [each for each in batch if each[1].match in (Match.AMBIGUOUS, Match.NONE)]
        self.info(_summary(counts))
        if unknown is not None:
            self.info(f"Wrote {_write_unresolved(unresolved, unknown)} of them to {unknown}.")

    def _print(self, batches: Iterable[Sequence[Resolved]], form: str) -> Iterator[Sequence[Resolved]]:
        """Print each batch as soon as it is there, and pass it on."""
        passed: list[Sequence[Resolved]] = []

        def records() -> Iterator[Record]:
            for batch in batches:
                passed.append(batch)
                yield from (_output_record(*each, shortly=False) for each in batch)

        if form == "json":
            for line in render_lines(records(), form):
                self.stdout.write(line, ending="")
            yield from passed
            return
        for number, batch in enumerate(batches):
            lines = render_lines(
                [_output_record(*each, shortly=form == "table") for each in batch], form, columns=_COLUMNS
            )
            # The heading once.
            self.stdout.write("".join(list(lines)[1 if number else 0 :]), ending="")
            yield batch


def _argument_text(text: str) -> str:
    """Return an argument as text: a byte of the command line that is none is replaced."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_reports(file: str) -> list[BootReport]:
    limit = csv.field_size_limit(sys.maxsize)  # what a station says is never too long to be read
    try:
        content = Path("/dev/stdin" if file == "-" else file).read_bytes()
        _, lines = split_rows(decode(content))
        rows = ((line, [unescape_formula(cell) for cell in cells]) for line, cells in lines)
        return list(read_reports(rows))
    except (FleetFileError, DelimitedTextError) as fault:
        msg = f"{file}, {fault}. Nothing was resolved."
        raise CommandError(msg) from fault
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror}."
        raise CommandError(msg) from error
    finally:
        csv.field_size_limit(limit)


def _resolve_batches(reports: list[BootReport]) -> Iterator[list[Resolved]]:
    for start in range(0, max(1, len(reports)), _BATCH):
        batch = reports[start : start + _BATCH]
        yield list(zip(batch, resolve_many(batch), strict=True))


def _output_record(report: BootReport, resolution: Resolution, *, shortly: bool) -> Record:
    models = resolution.models
    names = tuple(f"{each.vendor} {each.model}" for each in models)
    return {
        "vendor": _shown(report.vendor) if shortly else report.vendor,
        "model": _shown(report.model) if shortly else report.model,
        "match": resolution.match,
        "is": f"{len(names)} models: {names[0]} ..." if shortly and len(names) > 1 else names,
        "ids": tuple(str(each.pk) for each in models),
        "why": _match_reason(report, resolution),
    }


def _shown(text: str) -> str:
    """Return a reported text for a terminal: of one line, without what would steer it, and not too long."""
    shown = strip_control_characters(text)
    return shown if len(shown) <= _SHOWN_MAX else f"{shown[:_SHOWN_MAX]}... ({len(text)} characters)"


def _match_reason(report: BootReport, resolution: Resolution) -> tuple[str, ...]:
    told = []
    if report.is_too_long:
        told.append("longer than any vendor or model")
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


def _summary(counts: Mapping[Match, int]) -> str:
    total = sum(counts.values())
    known = counts.get(Match.EXACT, 0) + counts.get(Match.IDENTITY, 0)
    told = ", ".join(f"{counts.get(match, 0)} {match}" for match in Match)
    share = f": {100 * known / total:.0f} % recognised" if total else ""
    return f"{total} report{'s' * (total != 1)}, {told}{share}."


def _write_unresolved(unresolved: Iterable[Resolved], file: Path) -> int:
    """Write different reports once each, in their order, and return how many."""
    rows = {
        (report.vendor, report.model, report.serial_number, report.firmware_version): resolution.match
        for report, resolution in unresolved
    }
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([*HEADING, "match"])
            writer.writerows([*map(escape_formula, texts), match] for texts, match in rows.items())
    except OSError as error:
        msg = f"{file} cannot be written: {error.strerror}."
        raise CommandError(msg) from error
    return len(rows)
