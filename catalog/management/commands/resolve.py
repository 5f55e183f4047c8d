"""`resolve`: resolution of one boot report, or of a fleet from a CSV file."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.library.readers.cells import text_of
from catalog.library.readers.table import TableError
from catalog.library.readers.table_files import read_table
from catalog.library.spreadsheet_escaping import escape_formula, unescape_formula
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render_lines
from catalog.resolve.boot_report import BootReport
from catalog.resolve.fleet_csv import HEADING, FleetFileError, is_heading, read_reports
from catalog.resolve.resolution import Match, Resolution
from catalog.resolve.resolver import resolve_many
from catalog.text import strip_control_characters

_BATCH = 1_000
_TEXT_MAX = 60  # characters of a reported text in a table

_COLUMNS = ("vendor", "model", "match", "is", "why")

Resolved = tuple[BootReport, Resolution]


class Command(CatalogueCommand):
    help = (
        "Resolve a reported vendor and model, or a whole fleet with --csv. Gives the same results as the API, but "
        "writes nothing to the catalogue or to the inbox of unknown hardware."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "pair",
            nargs="*",
            type=_argument_text,
            metavar="VENDOR MODEL",
            help='Reported vendor (can be "") and model.',
        )
        parser.add_argument(
            "--serial-number", type=_argument_text, default="", help="Serial number, for models that need it."
        )
        parser.add_argument(
            "--firmware-version", type=_argument_text, default="", help="Firmware version, for models that need it."
        )
        parser.add_argument(
            "--csv",
            dest="file",
            metavar="FILE",
            help="File in UTF-8 with a header row, separated by commas, semicolons or tabs; - for stdin. Columns: "
            "vendor, model, and optionally serialNumber and firmwareVersion. OCPP names are accepted.",
        )
        parser.add_argument(
            "--unknown",
            type=Path,
            metavar="FILE",
            help="Write ambiguous and unknown reports to this file, as CSV that --csv can read.",
        )
        add_format(parser)

    def handle(
        self, *args: Any, pair: list[str], file: str | None, form: str, unknown: Path | None, **options: Any
    ) -> None:
        if (file is None) == (not pair) or len(pair) not in {0, 2}:
            msg = "Specify VENDOR and MODEL, or --csv FILE."
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
            self.info(f"Wrote {_write_unresolved(unresolved, unknown)} unresolved reports to {unknown}.")

    def _print(self, batches: Iterable[Sequence[Resolved]], form: str) -> Iterator[Sequence[Resolved]]:
        """Print each batch as soon as it is resolved, and yield it."""
        passed: list[Sequence[Resolved]] = []

        def records() -> Iterator[Record]:
            for batch in batches:
                passed.append(batch)
                yield from (_output_record(*each, short=False) for each in batch)

        if form == "json":
            for line in render_lines(records(), form):
                self.stdout.write(line, ending="")
            yield from passed
            return
        for number, batch in enumerate(batches):
            lines = render_lines(
                [_output_record(*each, short=form == "table") for each in batch], form, columns=_COLUMNS
            )
            # Without the header from the second batch on.
            self.stdout.write("".join(list(lines)[1 if number else 0 :]), ending="")
            yield batch


def _argument_text(text: str) -> str:
    """Return an argument as text, with bytes that are not UTF-8 replaced."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_reports(file: str) -> list[BootReport]:
    limit = csv.field_size_limit(sys.maxsize)  # reported texts have no maximum length
    try:
        content = Path("/dev/stdin" if file == "-" else file).read_bytes()
        table = read_table(content, file, is_heading=is_heading)
        rows = ((line, [unescape_formula(text_of(cell)) for cell in cells]) for line, cells in table.rows)
        return list(read_reports(chain([(table.line, list(table.headings))], rows)))
    except (FleetFileError, TableError) as error:
        msg = f"{file}, {error}. No reports were resolved."
        raise CommandError(msg) from error
    except OSError as error:
        msg = f"Cannot read {file}: {error.strerror}."
        raise CommandError(msg) from error
    finally:
        csv.field_size_limit(limit)


def _resolve_batches(reports: list[BootReport]) -> Iterator[list[Resolved]]:
    for start in range(0, max(1, len(reports)), _BATCH):
        batch = reports[start : start + _BATCH]
        yield list(zip(batch, resolve_many(batch), strict=True))


def _output_record(report: BootReport, resolution: Resolution, *, short: bool) -> Record:
    models = resolution.models
    names = tuple(f"{each.vendor} {each.model}" for each in models)
    return {
        "vendor": _terminal_text(report.vendor) if short else report.vendor,
        "model": _terminal_text(report.model) if short else report.model,
        "match": resolution.match,
        "is": f"{len(names)} models: {names[0]} ..." if short and len(names) > 1 else names,
        "ids": tuple(str(each.pk) for each in models),
        "why": _match_reason(report, resolution),
    }


def _terminal_text(text: str) -> str:
    """Return a reported text without control characters and truncated, for a terminal."""
    visible = strip_control_characters(text)
    return visible if len(visible) <= _TEXT_MAX else f"{visible[:_TEXT_MAX]}... ({len(text)} characters)"


def _match_reason(report: BootReport, resolution: Resolution) -> tuple[str, ...]:
    reasons = []
    if report.is_too_long:
        reasons.append("longer than any vendor or model")
    if (identity := resolution.identity) is not None:
        reasons.append(f"reported identity {identity.vendor or '(no vendor)'} / {identity.model}")
    if (synonym := resolution.synonym) is not None:
        reasons.append(f"{synonym.name} is a synonym of {synonym.vendor}")
    if resolution.is_truncated:
        reasons.append("truncated to 20 characters")
    if len(resolution.models) == 1 and resolution.models[0].is_archived:
        successor = resolution.successor
        reasons.append(f"archived, replaced by {successor.vendor} {successor.model}" if successor else "archived")
    if resolution.match is Match.NONE and resolution.candidates:
        closest = resolution.candidates[0].found
        reasons.append(f"closest model: {closest.vendor} {closest.model}")
    return tuple(reasons)


def _summary(counts: Mapping[Match, int]) -> str:
    total = sum(counts.values())
    recognised = counts.get(Match.EXACT, 0) + counts.get(Match.IDENTITY, 0)
    by_match = ", ".join(f"{counts.get(match, 0)} {match}" for match in Match)
    share = f": {100 * recognised / total:.0f} % recognised" if total else ""
    return f"{total} report{'s' * (total != 1)}, {by_match}{share}."


def _write_unresolved(unresolved: Iterable[Resolved], file: Path) -> int:
    """Write each distinct report once, in order, and return their number."""
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
        msg = f"Cannot write {file}: {error.strerror}."
        raise CommandError(msg) from error
    return len(rows)
