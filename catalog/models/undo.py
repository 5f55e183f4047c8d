"""The opposite of changes that the history has: all of them or none, and only while nothing changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.exceptions import CatalogueError, UndoError, flatten_errors
from catalog.models.audit_event import Actor, AuditEvent
from catalog.models.reported_identity import ReportedIdentity
from catalog.models.restoring import Record, restore_records, same_content
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor import Vendor
from catalog.models.vendor_synonym import VendorSynonym

UNDO_MAX: Final = 1_000
"""Events that are undone at once. Every other change waits for as long as it takes."""

UNDONE: Final = "Undone"
"""The reason of the events that undo others."""

_MODELS: Final[dict[str, Any]] = {"identity": ReportedIdentity, "synonym": VendorSynonym, "vendor": Vendor}


@dataclass(frozen=True)
class _RowChange:
    """What the given events did to one row, taken together, oldest first."""

    events: Sequence[AuditEvent]

    @property
    def subject(self) -> tuple[str, Any]:
        column = self.events[0].subject
        return column, getattr(self.events[0], f"{column}_id")

    @property
    def before(self) -> Record | None:
        return self.events[0].before

    @property
    def after(self) -> Record | None:
        return self.events[-1].after

    @property
    def name(self) -> str:
        record = self.events[-1].last_known
        names = {"model": record.get("model"), "name": record.get("name")}
        return " ".join(str(each) for each in (record.get("vendor"), *names.values()) if each)

    @property
    def changes_nothing(self) -> bool:
        return same_content(self.before, self.after)

    @property
    def wanted_record(self) -> Record:
        """What the model is to be: as it was, and archived where it was not there. Raises UndoError for one that
        was deleted.
        """
        if self.after is None:
            raise UndoError(f"{self.name} was deleted permanently, which cannot be undone.", "deleted")
        return {**self.after, "isArchived": True} if self.before is None else self.before


def undo_events(events: Iterable[AuditEvent], *, by: Actor) -> int:
    """Do the opposite of the events, as ordinary changes with the reason "Undone", and return of how many rows.

    What was added is archived (a model) or deleted (all else), what was archived or replaced comes back, what was
    edited is as it was. All or nothing, under the catalogue's lock. Station models take a few queries together, the
    other rows a few each. Raises UndoError, naming who changed what since, unless the events are the latest of their
    rows; and where it cannot be: a model that was deleted, a name that is taken.
    """
    by = replace(by, reason=UNDONE)
    changes = _group_by_row(events)
    try:
        with transaction.atomic():
            revision = CatalogueRevision.lock()
            _require_latest(changes)
            records = {each.subject[1]: each.wanted_record for each in changes if each.subject[0] == "station_model"}
            count = restore_records(records, by=by, revision=revision) if records else 0
            others = [each for each in changes if each.subject[0] != "station_model"]
            for each in sorted(others, key=lambda change: change.events[-1].revision, reverse=True):
                _undo_row(each, by)
    except ValidationError as error:
        raise UndoError(f"This cannot be undone. {flatten_errors(error)}", "conflict") from error
    except UndoError:
        raise
    except CatalogueError as error:
        raise UndoError(f"This cannot be undone. {error}", "conflict") from error
    return count + len(others)


def _group_by_row(events: Iterable[AuditEvent]) -> list[_RowChange]:
    ordered = sorted(events, key=lambda each: each.revision)
    if len(ordered) > UNDO_MAX:
        raise UndoError(f"You can undo {UNDO_MAX:,} changes at a time, and these are {len(ordered):,}.", "too_many")
    grouped: dict[tuple[str, Any], list[AuditEvent]] = {}
    for event in ordered:
        grouped.setdefault((event.subject, getattr(event, f"{event.subject}_id")), []).append(event)
    changes = [each for each in map(_RowChange, grouped.values()) if not each.changes_nothing]
    if not changes:
        raise UndoError("There is nothing to undo.", "nothing_to_undo")
    return changes


def _require_latest(changes: Sequence[_RowChange]) -> None:
    """Check that the rows have no event since the first that is to be undone, but those."""
    changed_since: list[tuple[_RowChange, AuditEvent]] = []
    for column in {each.subject[0] for each in changes}:
        of_rows = {each.subject[1]: each for each in changes if each.subject[0] == column}
        since = min(each.events[0].revision for each in of_rows.values())
        later = AuditEvent.objects.filter(**{f"{column}__in": of_rows}, revision__gt=since).order_by("revision")
        for event in later.select_related("user", "client").defer("before", "after"):
            change = of_rows[getattr(event, f"{column}_id")]
            given = {each.revision for each in change.events}
            if event.revision > change.events[0].revision and event.revision not in given:
                changed_since.append((change, event))
    if changed_since:
        raise _changed_since(changed_since)


def _changed_since(found: Sequence[tuple[_RowChange, AuditEvent]]) -> UndoError:
    change, event = found[0]
    rows = len({each.subject for each, _ in found})
    others = f", and {rows - 1} more have changed, too" if rows > 1 else ""
    if event.reason == UNDONE:
        return UndoError(f"{change.name} was already undone by {event.actor_name}{others}.", "already_undone")
    return UndoError(
        f"Nothing was undone. {event.actor_name} has changed {change.name} since "
        f"({event.get_action_display().lower()}, {event.at:%d %b %Y, %H:%M} UTC){others}.",
        "changed_since",
    )


def _undo_row(change: _RowChange, by: Actor) -> None:
    """Undo the change of a row that is no station model."""
    column, pk = change.subject
    model = _MODELS[column]
    if change.before is None:
        model.objects.get(pk=pk).delete_audited(by=by)
    elif change.after is None:
        model.objects.create_audited(**_fields(column, change.before), by=by)
    else:
        model.objects.get(pk=pk).edit(**_fields(column, change.before), by=by)


def _fields(column: str, record: Record) -> dict[str, Any]:
    """Return the fields of a record, as `create_audited` and `edit` take them."""
    if column == "vendor":
        return {"name": record["vendor"], "website": record["website"], "note": record["note"]}
    if column == "synonym":
        return {name: record[name] for name in ("name", "vendor", "source")}
    station_models = list(ChargingStationModel.objects.filter(pk__in=record["stationModels"]))
    if len(station_models) < len(record["stationModels"]):
        raise UndoError("A model that it pointed to was deleted permanently.", "deleted")
    return {
        "vendor": record["vendor"],
        "model": record["model"],
        "serial_prefix": record["serialNumberPrefix"],
        "firmware_prefix": record["firmwareVersionPrefix"],
        "source": record["source"],
        "station_models": station_models,
    }
