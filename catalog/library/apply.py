"""From library files into the catalogue: what is new is added, what is there already is left as it is."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db import transaction

from catalog.library.compare import Compared, Outcome, compare, draft_of
from catalog.library.nodes import Fault
from catalog.library.read import Library
from catalog.models import Actor, CatalogueRevision, ChargingStationModel


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each row; or all that is wrong with the files, and then nothing became of any."""

    rows: tuple[Compared, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        counts = Counter(each.outcome for each in self.rows)
        # Archived rows are the exception: named when there are any.
        told = [outcome for outcome in Outcome if outcome is not Outcome.ARCHIVED or counts[outcome]]
        return ", ".join(f"{counts[outcome]} {outcome}" for outcome in told)


@transaction.atomic
def apply(library: Library, *, by: Actor, dry_run: bool = False) -> Report:
    """This will add the models that the catalogue does not have, in one transaction, all or none. Idempotent.

    A model that is there already is never changed, and an archived one is not brought back: the report says so. With
    faults, or as a dry run, nothing is written.
    """
    if library.faults:
        return Report(faults=library.faults)
    if not dry_run:
        CatalogueRevision.lock()
    rows, faults = compare(library.rows)
    if faults:
        return Report(faults=tuple(faults))
    new = [each for each in rows if each.outcome is Outcome.CREATED]
    if new and not dry_run:
        created = ChargingStationModel.objects.create_many([draft_of(each.row.document) for each in new], by=by)
        made = iter(created)
        rows = [replace(each, station_model=next(made)) if each.outcome is Outcome.CREATED else each for each in rows]
    return Report(rows=tuple(rows))
