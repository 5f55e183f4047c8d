"""Base class of `import_models` and `seed_catalog`: import of catalogue files with a report of every row."""

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from catalog.library.comparison import OnDifference, RowComparison
from catalog.library.importer import ImportReport, import_library
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import STDIN, read_files
from catalog.library.readers.column_choices import ColumnChoices, build_ignored
from catalog.library.spool import Spool
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render_lines
from catalog.management.timeouts import relax_timeouts
from catalog.models import Actor

_COLUMNS = ("outcome", "vendor", "model", "differences")

_WARNINGS_MAX = 50

_STEP = 1_000  # rows between two progress messages


class BaseImportCommand(CatalogueCommand):
    _warning_count = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on-difference",
            choices=[each.value for each in OnDifference],
            default=OnDifference.REPORT.value,
            help="How to handle active models that differ from the file: report only (default), edit them, or "
            "archive and replace them.",
        )
        parser.add_argument(
            "--ignore-column",
            dest="ignored_columns",
            action="append",
            default=[],
            metavar="NAME",
            help="Column of a table to ignore: its heading, or its letter if it has no heading. Can be repeated.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Show what would change without writing anything.")
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
        """Import the files, write the report and return it together with its rows."""
        self._warning_count = 0
        gc.freeze()  # keeps the garbage collector from scanning loaded modules repeatedly
        relax_timeouts()
        choices = ColumnChoices(build_ignored(ignored_columns))
        library = read_files(paths, lambda rows: self.progress(f"{rows:,} rows read"), choices)
        for note in library.notes:
            self.info(f"Note: {note}")
        records = Spool[Record]()
        total = len(library)

        def on_row(each: RowComparison) -> None:
            records.add(_record(each))
            self._write_warnings(each)
            if len(records) % _STEP == 0 or len(records) == total:
                self.progress(f"{len(records):,} of {total:,} rows", last=len(records) == total)

        report = import_library(
            library, by=by, dry_run=dry_run, on_difference=OnDifference(on_difference), on_progress=on_row
        )
        if report.issues:
            self._fail_with_issues(report.issues, form)
        self._write_report(records, form)
        if self._warning_count > _WARNINGS_MAX:
            self.info(f"{self._warning_count - _WARNINGS_MAX} more warnings. Use --format json to list all.")
        self.info(f"{'Dry run, nothing imported: ' * dry_run}{report}.")
        return report, records

    def _write_warnings(self, each: RowComparison) -> None:
        """Write the plausibility warnings of a row. They do not stop the import."""
        for warning in each.doubts:
            self._warning_count += 1
            if self._warning_count <= _WARNINGS_MAX:
                name = f"{each.row.document['vendor']} {each.row.document['model']}"
                self.info(f"{_file_name(each.row.file)}:{each.row.line}: {name}: {warning}")

    def _fail_with_issues(self, issues: Sequence[ValidationIssue], form: str) -> None:
        for issue in issues:
            self.stderr.write(str(issue))
        if form != "table":  # stderr already has them
            self._write_report([_issue_record(issue) for issue in issues], form)
        count = len(issues)
        msg = f"{count} error{'s' * (count > 1)} in the files. Nothing was imported."
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
        "file": _file_name(each.row.file),
        "line": each.row.line,
    }


def _file_name(file: Path) -> str:
    """Return the file name, or `stdin`: spreadsheets read a dash as the start of a formula."""
    return "stdin" if file == STDIN else str(file)


def _issue_record(issue: ValidationIssue) -> Record:
    return {
        "outcome": "error",
        "file": _file_name(issue.file),
        "line": issue.line,
        "path": issue.path,
        "fault": issue.message,
    }
