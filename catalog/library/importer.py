"""Import of library files: adds new models, and leaves, changes or replaces existing ones that differ."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.db.bulk import ImportAnalyzer, batched
from catalog.exceptions import CatalogueError, flatten_errors
from catalog.library.comparison import OnDifference, Outcome, RowComparison, compare
from catalog.library.formats import is_table
from catalog.library.near_duplicates import NearDuplicateRows
from catalog.library.parsed_file import ISSUES_MAX, ValidationIssue
from catalog.library.reader import Library
from catalog.library.row_identities import sync_identities
from catalog.library.rows import draft_for_existing, draft_from_row
from catalog.library.successor_links import SuccessorLinks
from catalog.models import Actor, CatalogueRevision, ChargingStationModel

_BATCH_SIZE: Final = 2_000
"""Rows that are compared and written at a time: memory does not grow with their number."""

ProgressCallback = Callable[[RowComparison], object]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows; or all that is wrong with the files, and then nothing became of any.

    `rows` is empty if each row was passed to `on_progress`. `is_applied` is False for a dry run, if there are issues,
    and if the digest is not `expected_digest`.
    """

    rows: tuple[RowComparison, ...] = ()
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    issues: tuple[ValidationIssue, ...] = ()
    notes: tuple[ValidationIssue, ...] = ()
    """Remarks on the files that are not issues."""
    digest: str = ""
    """A short text that two reports share if, and only if, they find the same differences from the same models."""
    is_applied: bool = False

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        """How many rows have each outcome, for those outcomes that are worth a word."""
        counted = self.outcomes
        # Whatever differs was changed, or was not. The others are exceptions: named when there are any.
        is_changed = counted[Outcome.CHANGED] or counted[Outcome.REPLACED]
        always = {Outcome.CREATED, Outcome.UNCHANGED} | (set() if is_changed else {Outcome.DIFFERS})
        return [(outcome, counted[outcome]) for outcome in Outcome if counted[outcome] or outcome in always]

    def __str__(self) -> str:
        return ", ".join(f"{count} {outcome}" for outcome, count in self.counts)


@transaction.atomic
def import_library(
    library: Library,
    *,
    by: Actor,
    dry_run: bool = False,
    on_difference: OnDifference = OnDifference.REPORT,
    choices: Mapping[int, OnDifference] = MappingProxyType({}),
    expected_digest: str | None = None,
    on_progress: ProgressCallback | None = None,
) -> ImportReport:
    """Add the models that the catalogue does not have, in one transaction, all or none. Idempotent.

    `on_difference` says what becomes of active models that differ, and `choices` what becomes of single ones, by the
    number of their row. No model is archived or brought back, except one
    that is replaced, and that a new one whose row says so comes in archived. Nothing is written if there
    are issues, in a dry run, or if the digest of the outcome is not `expected_digest`.
    `on_progress` is called for each row, in the order of the files, before the transaction ends; without it, the
    report has all rows.
    """
    if library.issues:
        return ImportReport(issues=library.issues, notes=tuple(library.notes))
    start_revision = (CatalogueRevision.current() if dry_run else CatalogueRevision.lock()).number
    rows: list[RowComparison] = []
    run = _Import(
        by=by,
        dry_run=dry_run,
        on_difference=on_difference,
        choices=choices,
        start_revision=start_revision,
        on_progress=on_progress or rows.append,
    )
    run.execute(library)
    notes = tuple(library.notes)
    report = ImportReport(tuple(rows), run.outcomes, notes=notes, digest=run.digest.hexdigest())
    is_applied = not (dry_run or run.issues) and expected_digest in (None, report.digest)
    if not (is_applied or dry_run):
        transaction.set_rollback(True)
    return ImportReport(issues=tuple(run.issues), notes=notes) if run.issues else replace(report, is_applied=is_applied)


@dataclass(slots=True)
class _Import:
    """One import in progress. After an issue nothing more is written, but the other rows are still checked."""

    by: Actor
    dry_run: bool
    on_difference: OnDifference
    choices: Mapping[int, OnDifference]
    start_revision: int
    on_progress: ProgressCallback
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    issues: list[ValidationIssue] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)
    _gone: set[Any] = field(default_factory=set)
    _successors: SuccessorLinks = field(default_factory=SuccessorLinks)
    _growth: ImportAnalyzer = field(default_factory=ImportAnalyzer)
    _near_duplicates: NearDuplicateRows = field(init=False)

    def __post_init__(self) -> None:
        self._near_duplicates = NearDuplicateRows(self.start_revision)

    def execute(self, library: Library) -> None:
        self.issues += self._successors.find_missing(library)
        for rows in batched(library, _BATCH_SIZE):
            compared, issues = compare(rows, up_to=self.start_revision, gone=self._gone)
            self.issues += issues[:ISSUES_MAX]
            decided = []
            for each in self._near_duplicates.look_at(compared):
                self.digest.update(_digest_entry(each))
                chosen = self.choices.get(each.row.number, self.on_difference)
                decided.append(replace(each, outcome=each.outcome_for(chosen)))
                self.outcomes[decided[-1].outcome] += 1
            if not self.dry_run and not self.issues:
                decided = self._write(decided)
            for each in decided:
                self.on_progress(each)
        if not self.dry_run and not self.issues:
            self._successors.save(by=self.by)

    def _write(self, batch: list[RowComparison]) -> list[RowComparison]:
        written = self._create([each for each in batch if each.outcome is Outcome.CREATED])
        for each in batch:
            if (old := each.station_model) is None:
                continue
            if each.outcome is Outcome.CHANGED:
                old.edit(**draft_for_existing(each.row, old), by=self.by)
            elif each.outcome is Outcome.REPLACED:
                written[id(each.row)] = old.replace(**draft_for_existing(each.row, old), by=self.by)
                self._gone.add(old.pk)
        batch = [replace(each, station_model=written.get(id(each.row), each.station_model)) for each in batch]
        for each in batch:
            self._successors.register(each)
        self._write_identities(batch)
        return batch

    def _create(self, new: list[RowComparison]) -> dict[int, ChargingStationModel]:
        """Add them, and return each by the `id` of its row."""
        if not new:
            return {}
        drafts = [{**draft_from_row(each.row), "is_archived": each.row.is_archived} for each in new]
        created = ChargingStationModel.objects.create_many(drafts, by=self.by)
        self._growth.add(len(created))
        return {id(each.row): station_model for each, station_model in zip(new, created, strict=True)}

    def _write_identities(self, batch: list[RowComparison]) -> None:
        for each in batch:
            identities = each.row.extra_fields.get("identities")
            if identities is None or each.station_model is None:
                continue
            if each.outcome in (Outcome.CREATED, Outcome.CHANGED, Outcome.REPLACED):
                is_all = each.outcome is not Outcome.CREATED
                try:
                    sync_identities(each.station_model, identities, is_all=is_all, by=self.by)
                except (ValidationError, CatalogueError) as error:
                    words = flatten_errors(error) if isinstance(error, ValidationError) else str(error)
                    column = "identities" if is_table(each.row.file) else None
                    place, sentence = ("identities",), f"are refused: {words}"
                    self.issues.append(
                        ValidationIssue(
                            each.row.file, each.row.line, place, sentence, column, row_number=each.row.number
                        )
                    )


def _digest_entry(each: RowComparison) -> bytes:
    """Return what the digest hashes. The id is that of the model that was there before."""
    pk = str(each.station_model.pk) if each.station_model else None
    values = [each.outcome, each.row.document, each.row.extra_fields, pk, [str(one) for one in each.differences]]
    values += [str(one) for one in each.near_duplicates]
    return json.dumps(values, default=str).encode()
