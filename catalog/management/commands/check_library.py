"""`check_library`: coverage, evidence and warnings of catalogue files."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.library.coverage import LEVELS, count_evidence, coverage_of, format_share
from catalog.library.quality import count_open_checks
from catalog.library.reader import SHIPPED, read_files
from catalog.management.base import CatalogueCommand
from catalog.management.output import Record, add_format, render


class Command(CatalogueCommand):
    help = (
        "Report the coverage of catalogue files (default: the shipped library): models by vendor, power type, "
        "connector type and power class, with the share whose ratings are cited or derived; the evidence of each "
        "fact; the quality checks; and warnings about implausible figures. Warnings do not fail. Exit code 1 only if "
        "a file cannot be imported. Does not access the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="FILE|DIR|-",
            help="Files or directories (default: the shipped library).",
        )
        add_format(parser)

    def handle(self, *args: Any, paths: list[Path], form: str, **options: Any) -> None:
        library = read_files(paths or [SHIPPED])
        if library.issues:
            for issue in library.issues:
                self.stderr.write(str(issue))
            count = len(library.issues)
            msg = f"{count} error{'s' * (count > 1)} in the files."
            raise CommandError(msg)
        groups, warnings = coverage_of(library)
        coverage: list[Record] = [
            {
                "by": each.group,
                "name": each.name,
                "models": each.models,
                "sourced": each.sourced,
                "share sourced": each.share_sourced,
                "doubtful": each.doubtful,
            }
            for each in groups
        ]
        doubtful: list[Record] = [
            {
                "vendor": row.document["vendor"],
                "model": row.document["model"],
                "code": warning.code,
                "reason": warning.reason,
                "file": str(row.file),
                "line": row.line,
            }
            for row, warning in warnings
        ]
        evidence: list[Record] = [
            {"subject": subject, **{level or "none": _share(counts[level], len(library)) for level in LEVELS}}
            for subject, counts in count_evidence(library).items()
        ]
        checks: list[Record] = [
            {"check": check.name, "severity": check.severity.value, "models": count, "meaning": check.label}
            for check, count in count_open_checks(library).items()
        ]
        if form == "json":
            report = {"coverage": coverage, "evidence": evidence, "checks": checks, "doubtful": doubtful}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(render(coverage, form), ending="")
        if form == "table":
            self.stdout.write("\n" + render(evidence, form), ending="")
            self.stdout.write("\n" + render(checks, form), ending="")
        if doubtful and form == "table":
            self.stdout.write("\n" + render(doubtful, form, columns=("vendor", "model", "code", "reason")), ending="")
        self.info(f"{len(library)} models, {len(doubtful)} warnings.")


def _share(count: int, total: int) -> str:
    return f"{count} ({format_share(count, total)})"
