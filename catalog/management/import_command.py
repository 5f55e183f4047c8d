"""What `import_models` and `seed_catalog` share: library files into the catalogue, and a report of each row."""

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from catalog.library.comparison import OnDifference, RowComparison
from catalog.library.importer import ImportReport, import_library
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import STDIN, read_files
from catalog.library.readers.headings import build_ignored, ignores_none
from catalog.library.spool import Spool
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render_lines
from catalog.management.timeouts import relax_timeouts
from catalog.models import Actor

_COLUMNS = ("outcome", "vendor", "model", "differences")

_DOUBTS_SHOWN = 50

# Rows between two words of progress.
_STEP = 1_000


class BaseImportCommand(CatalogueCommand):
    _doubt_count = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on-difference",
            choices=[each.value for each in OnDifference],
            default=OnDifference.REPORT.value,
            help="What becomes of an active model that differs from the file: it is reported and left as it is (the "
            "default), edited in place, or archived and replaced by a new one.",
        )
        parser.add_argument(
            "--ignore-column",
            dest="ignored_columns",
            action="append",
            default=[],
            metavar="NAME",
            help="A column of tables that is not of the catalogue, by its heading, or by its letter where it has none. "
            "May be given more than once.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Reports what would be done, and writes nothing.")
        add_format(parser)

    def import_files(
        self,
        paths: Sequence[Path],
        *,
        by: Actor,
        form: str,
        dry_run: bool,
        on_difference: str,
        ignored_columns: Sequence[str] = (),
    ) -> tuple[ImportReport, Spool[Record]]:
        """Import them and write the report, and return it with what it says of each row."""
        self._doubt_count = 0
        gc.freeze()  # or the collector would go over all that Django has loaded again and again
        relax_timeouts()
        ignores_column = build_ignored(ignored_columns) if ignored_columns else ignores_none
        library = read_files(paths, lambda rows: self.progress(f"{rows:,} rows read"), ignores_column)
        for note in library.notes:
            self.info(f"Note: {note}")
        records = Spool[Record]()
        total = len(library)

        def tell(each: RowComparison) -> None:
            records.add(_record(each))
            self._say_doubts(each)
            if len(records) % _STEP == 0 or len(records) == total:
                self.progress(f"{len(records):,} of {total:,} rows", last=len(records) == total)

        report = import_library(library, by=by, dry_run=dry_run, on_difference=OnDifference(on_difference), tell=tell)
        if report.faults:
            self._fail_with_issues(report.faults, form)
        self._write_report(records, form)
        if self._doubt_count > _DOUBTS_SHOWN:
            self.info(f"{self._doubt_count - _DOUBTS_SHOWN} more that look wrong: --format json names all.")
        self.info(f"{'Dry run, nothing was written: ' * dry_run}{report}.")
        return report, records

    def _say_doubts(self, each: RowComparison) -> None:
        """Say what looks wrong, and is imported all the same, while nothing is written yet."""
        for doubt in each.doubts:
            self._doubt_count += 1
            if self._doubt_count <= _DOUBTS_SHOWN:
                name = f"{each.row.document['vendor']} {each.row.document['model']}"
                self.info(f"{_name_of(each.row.file)}:{each.row.line}: {name}: {doubt}")

    def _fail_with_issues(self, faults: Sequence[ValidationIssue], form: str) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
        if form != "table":  # which would say it twice
            self._write_report([_issue_record(fault) for fault in faults], form)
        count = len(faults)
        msg = f"{count} fault{'s' * (count > 1)} in the files: nothing was written."
        raise CommandError(msg)

    def _write_report(self, records: Iterable[Record], form: str) -> None:
        for lines in render_lines(records, form, columns=_COLUMNS):
            self.stdout.write(lines, ending="")


def _record(each: RowComparison) -> Record:
    return {
        "outcome": each.outcome,
        "vendor": each.row.document["vendor"],
        "model": each.row.document["model"],
        "id": str(each.station_model.pk) if each.station_model else None,
        "differences": each.differences,
        "doubts": tuple(each.doubts),
        "file": _name_of(each.row.file),
        "line": each.row.line,
    }


def _name_of(file: Path) -> str:
    """A dash alone would begin a formula in a spreadsheet."""
    return "stdin" if file == STDIN else str(file)


def _issue_record(fault: ValidationIssue) -> Record:
    return {
        "outcome": "error",
        "file": _name_of(fault.file),
        "line": fault.line,
        "path": fault.path,
        "fault": fault.message,
    }
