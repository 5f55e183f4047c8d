"""From library files into the catalogue: what is new is added, what is there already is left, or changed if asked."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from catalog.library.compare import Compared, Outcome, compare, draft_of
from catalog.library.nodes import Fault
from catalog.library.read import Library
from catalog.models import Actor, CatalogueRevision, ChargingStationModel
from catalog.text import fold


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each row; or all that is wrong with the files, and then nothing became of any.

    `is_applied` is False of a dry run, of faults, and where `only_if` kept everything as it was.
    """

    rows: tuple[Compared, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_applied: bool = False

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        """How many rows have each outcome, for those outcomes that are worth a word."""
        counted = Counter(each.outcome for each in self.rows)
        # Whatever differs was changed, or was not. The others are exceptions: named when there are any.
        always = {Outcome.CREATED, Outcome.UNCHANGED} | (set() if counted[Outcome.CHANGED] else {Outcome.DIFFERS})
        return [(outcome, counted[outcome]) for outcome in Outcome if counted[outcome] or outcome in always]

    @property
    def digest(self) -> str:
        """A short text that two reports share if, and only if, they do the same to the same models."""
        told = [
            [each.outcome, each.row.document, each.row.is_archived, _id(each), [str(one) for one in each.differences]]
            for each in self.rows
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()

    def __str__(self) -> str:
        return ", ".join(f"{count} {outcome}" for outcome, count in self.counts)


@transaction.atomic
def apply(
    library: Library, *, by: Actor, dry_run: bool = False, change: bool = False, only_if: str | None = None
) -> Report:
    """This will add the models that the catalogue does not have, in one transaction, all or none. Idempotent.

    With `change`, active models that differ are made as the file has them, each as one edit; else they are left as
    they are. No model is archived or brought back, except that a new one whose row says so is archived at once.
    With faults, as a dry run, or when the outcome has not the digest that `only_if` names, nothing is written.
    """
    if library.faults:
        return Report(faults=library.faults)
    if not dry_run:
        CatalogueRevision.lock()
    compared, faults = compare(library.rows)
    if faults:
        return Report(faults=tuple(faults))
    if change:
        compared = [replace(each, outcome=Outcome.CHANGED) if each.is_changeable else each for each in compared]
    report = Report(rows=tuple(compared))
    if dry_run or only_if not in (None, report.digest):
        return report
    for each in compared:
        if each.outcome is Outcome.CHANGED and each.station_model is not None:
            each.station_model.edit(**draft_of(each.row.document), by=by)
    created = _create([each for each in compared if each.outcome is Outcome.CREATED], by)
    rows = [replace(each, station_model=created.get(id(each.row), each.station_model)) for each in compared]
    return Report(rows=tuple(rows), is_applied=True)


def _create(new: list[Compared], by: Actor) -> dict[int, ChargingStationModel]:
    """This will add them, and return each by the `id` of its row."""
    created: dict[int, ChargingStationModel] = {}
    for batch in _batches(new):
        drafts = [draft_of(each.row.document) for each in batch]
        for each, station_model in zip(batch, ChargingStationModel.objects.create_many(drafts, by=by), strict=True):
            if each.row.is_archived:
                station_model.archive(by=by)
            created[id(each.row)] = station_model
    return created


def _batches(new: list[Compared]) -> Iterator[list[Compared]]:
    """Those that are archived at once come first, and never two of one name together: it has to be free again."""
    batch: dict[tuple[str, str], Compared] = {}
    for each in sorted(new, key=lambda each: not each.row.is_archived):
        key = fold(each.row.document["vendor"]), fold(each.row.document["model"])
        if key in batch:
            yield list(batch.values())
            batch = {}
        batch[key] = each
    if batch:
        yield list(batch.values())


def _id(each: Compared) -> str | None:
    """Of the model that was there before."""
    return str(each.station_model.pk) if each.station_model and each.outcome is not Outcome.CREATED else None
