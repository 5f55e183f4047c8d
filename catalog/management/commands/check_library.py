"""`check_library`: what a library covers, how well it is founded, and which of its figures look wrong."""

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
        "Counts the models of the shipped library, or of yours, by vendor, power type, connector type and power class, "
        "with the share whose ratings are cited or derived; shows how each fact is known, and what the quality checks "
        "find; and names each figure that looks wrong, with why. Those are no faults: only a file that cannot be "
        "imported is one, and exits with 1. The catalogue is not asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="FILE|DIR|-", help="The shipped library if none is given."
        )
        add_format(parser)

    def handle(self, *args: Any, paths: list[Path], form: str, **options: Any) -> None:
        library = read_files(paths or [SHIPPED])
        if library.faults:
            for fault in library.faults:
                self.stderr.write(str(fault))
            count = len(library.faults)
            msg = f"{count} fault{'s' * (count > 1)} in the files."
            raise CommandError(msg)
        found, doubts = coverage_of(library)
        coverage: list[Record] = [
            {
                "by": each.group,
                "name": each.name,
                "models": each.models,
                "sourced": each.sourced,
                "share sourced": each.share_sourced,
                "doubtful": each.doubtful,
            }
            for each in found
        ]
        doubtful: list[Record] = [
            {
                "vendor": row.document["vendor"],
                "model": row.document["model"],
                "code": doubt.code,
                "reason": doubt.reason,
                "file": str(row.file),
                "line": row.line,
            }
            for row, doubt in doubts
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
            told = {"coverage": coverage, "evidence": evidence, "checks": checks, "doubtful": doubtful}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(render(coverage, form), ending="")
        if form == "table":
            self.stdout.write("\n" + render(evidence, form), ending="")
            self.stdout.write("\n" + render(checks, form), ending="")
        if doubtful and form == "table":
            self.stdout.write("\n" + render(doubtful, form, columns=("vendor", "model", "code", "reason")), ending="")
        self.info(f"{len(library)} models, {len(doubtful)} figures that look wrong.")


def _share(count: int, total: int) -> str:
    return f"{count} ({format_share(count, total)})"
