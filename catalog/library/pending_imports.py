"""An uploaded file from its columns to its import: read, previewed, and imported once, as it was previewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from catalog.library.comparison import OnDifference
from catalog.library.formats import is_table
from catalog.library.import_preview import ImportPreview, preview_import
from catalog.library.importer import ImportReport, import_library
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import Library, read_content
from catalog.library.readers.column_choices import ChosenColumn, ColumnChoices
from catalog.library.readers.table import TableError
from catalog.library.table_overview import TableOverview, read_overview
from catalog.models import Actor, ImportColumn, PendingImport


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


def store_columns(pending: PendingImport, choices: ColumnChoices) -> None:
    """Store what the columns of the file are, and remember it for the next file of the user."""
    chosen = {key: (each.column, each.unit) for key, each in choices.chosen.items()}
    ImportColumn.objects.remember(pending.user, chosen)
    pending.store_columns({"chosen": chosen, "values": dict(choices.values)})


def load_preview(pending: PendingImport, *, by: Actor) -> ImportPreview:
    """Return the preview that is stored, or else make it and store it."""
    stored = pending.preview
    return ImportPreview.from_json(stored) if stored else _renew_preview(pending, read_pending(pending), by)


def read_pending(pending: PendingImport) -> Library:
    return read_content(pending.content, pending.name, load_column_choices(pending))


def confirm_import(user: User, pending: PendingImport, *, version: int, by: Actor) -> Confirmation:
    """Import the valid rows as the preview of that version shows them, in one transaction, once.

    If the catalogue has changed since, nothing is written, and there is a new preview.
    """
    if pending.request_id:
        return Confirmation(ConfirmOutcome.WAS_IMPORTED)
    library = read_pending(pending)
    with transaction.atomic():
        locked = PendingImport.objects.select_for_update().of_user(user, pending.pk)
        if locked is None:
            return Confirmation(ConfirmOutcome.EXPIRED)
        if locked.request_id:
            return Confirmation(ConfirmOutcome.WAS_IMPORTED)
        if locked.version != version or (stored := locked.preview) is None:
            return Confirmation(ConfirmOutcome.CHOICES_CHANGED)
        preview = ImportPreview.from_json(stored)
        report = import_library(
            library.without_invalid(preview.left_out),
            by=by,
            choices={int(number): OnDifference(each) for number, each in locked.choices.items()},
            expected_digest=preview.digest,
        )
        if report.is_applied:
            locked.mark_imported(by.request_id)
            return Confirmation(ConfirmOutcome.IMPORTED, report)
        _renew_preview(locked, library, by, report.issues)
    return Confirmation(ConfirmOutcome.CATALOGUE_CHANGED, report)


def _renew_preview(
    pending: PendingImport, library: Library, by: Actor, refused: Sequence[ValidationIssue] = ()
) -> ImportPreview:
    preview = preview_import(library, by=by, refused=refused)
    pending.store_preview(preview.to_json())
    return preview
