"""An uploaded file from its columns to its import: read, previewed, and imported once, as it was previewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from django.db import transaction

from catalog.library.comparison import OnDifference, Outcome, RowComparison
from catalog.library.difference_texts import describe_differences
from catalog.library.formats import is_table
from catalog.library.import_preview import ImportPreview, preview_import
from catalog.library.importer import ImportReport, import_library
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import Library, read_content
from catalog.library.readers.column_choices import ChosenColumn, ColumnChoices
from catalog.library.readers.table import TableError
from catalog.library.table_overview import TableOverview, read_overview
from catalog.models import Actor, ImportColumn, PendingImport

_WRITTEN: Final = (Outcome.CREATED, Outcome.CHANGED, Outcome.REPLACED)


class ConfirmOutcome(Enum):
    IMPORTED = auto()
    WAS_IMPORTED = auto()
    """By an earlier request, such as the first of a double click."""
    EXPIRED = auto()
    CHOICES_CHANGED = auto()
    """The user made other choices in another window."""
    CATALOGUE_CHANGED = auto()
    """There is a new preview."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    outcome: ConfirmOutcome
    report: ImportReport | None = None


def load_column_choices(pending: PendingImport) -> ColumnChoices:
    """Return what the user says of the columns of this file, or else what is remembered of earlier ones."""
    stored: Mapping[str, Any] = pending.columns
    remembered = stored["chosen"] if stored else ImportColumn.objects.remembered(pending.user)
    chosen = {key: ChosenColumn(*each) for key, each in remembered.items()}
    return ColumnChoices(chosen=chosen, values=stored.get("values", {}))


def read_pending_overview(pending: PendingImport) -> TableOverview | None:
    """Return the columns of the file; None for a file that has none, or cannot be read."""
    if not is_table(pending.name):
        return None
    try:
        return read_overview(pending.content, pending.name, load_column_choices(pending))
    except TableError:
        return None


@transaction.atomic
def choose_columns(pending: PendingImport, choices: ColumnChoices, *, by: Actor) -> None:
    """Store what the columns of the file are, with a new preview, and remember it for the next file of the user."""
    chosen = {key: (each.column, each.unit) for key, each in choices.chosen.items()}
    ImportColumn.objects.remember(pending.user, chosen)
    pending.store_columns({"chosen": chosen, "values": dict(choices.values)})
    make_preview(pending, by=by)


def load_preview(pending: PendingImport) -> ImportPreview | None:
    """Return the stored preview; None as long as the columns have to be chosen."""
    stored = pending.preview
    return ImportPreview.from_json(stored) if stored else None


def make_preview(pending: PendingImport, *, by: Actor) -> None:
    """Store what an import of the file would do."""
    _store_preview(pending, read_pending(pending), by)


def read_pending(pending: PendingImport) -> Library:
    return read_content(pending.content, pending.name, load_column_choices(pending))


@transaction.atomic
def choose_for_rows(pending: PendingImport, *, version: int, choices: Mapping[int, str]) -> bool:
    """Store what becomes of rows that differ. Return False, and store nothing, if that version is not the last one."""
    locked = PendingImport.objects.select_for_update().get(pk=pending.pk)
    if locked.version != version or locked.request_id:
        return False
    locked.store_choices(choices)
    return True


def confirm_import(pending: PendingImport, *, version: int, choices: Mapping[int, str], by: Actor) -> Confirmation:
    """Import the valid rows as the preview of that version shows them, in one transaction, once.

    `choices` are those that are not stored yet. If the catalogue has changed since, nothing is written, and there is a
    new preview.
    """
    library = read_pending(pending)
    with transaction.atomic():
        locked = PendingImport.objects.select_for_update().of_user(pending.user, str(pending.pk))
        if locked is None:
            return Confirmation(ConfirmOutcome.EXPIRED)
        if locked.request_id:
            return Confirmation(ConfirmOutcome.WAS_IMPORTED)
        if locked.version != version or (stored := locked.preview) is None:
            return Confirmation(ConfirmOutcome.CHOICES_CHANGED)
        locked.store_choices(choices)
        preview = ImportPreview.from_json(stored)
        report = import_library(
            library.without_invalid(preview.left_out),
            by=by,
            choices={int(number): OnDifference(each) for number, each in locked.choices.items()},
            expected_digest=preview.digest,
        )
        if report.is_applied:
            locked.mark_imported(by.request_id, [_result(each) for each in report.rows if each.outcome in _WRITTEN])
            return Confirmation(ConfirmOutcome.IMPORTED, report)
        _store_preview(locked, library, by, report.issues)
    return Confirmation(ConfirmOutcome.CATALOGUE_CHANGED, report)


def _result(each: RowComparison) -> dict[str, Any]:
    return {
        "outcome": each.outcome.value,
        "id": str(each.station_model.pk) if each.station_model else "",
        "name": f"{each.row.document['vendor']} {each.row.document['model']}",
        "differences": describe_differences(each),
        "doubts": [str(doubt) for doubt in each.doubts],
    }


def _store_preview(
    pending: PendingImport, library: Library, by: Actor, refused: Sequence[ValidationIssue] = ()
) -> None:
    pending.store_preview(preview_import(library, by=by, refused=refused).to_json())
