"""Station models as the history has them: one or a thousand, in the same few queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from catalog.db.bulk import insert_rows
from catalog.exceptions import ConcurrentlyDeleted, RevisionMismatch, UndoError
from catalog.fields import DerivedField
from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.connector import Connector
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.evidence import Evidence, build_evidence
from catalog.models.querysets.creation import build_connectors
from catalog.models.revision import CatalogueRevision
from catalog.models.search_word import SearchWord
from catalog.models.station_model import ChargingStationModel
from catalog.product_fields import COLUMN_FIELDS

_STATE_FIELDS: Final = ("revision", "updated_at", "archived_at", "successor", "document")

_CONTENT_FIELDS: Final = (
    *(each.attribute for each in COLUMN_FIELDS),
    "image_alt",
    "max_power_watts",
    "has_doubtful_figures",
    *(each.name for each in ChargingStationModel._meta.fields if isinstance(each, DerivedField)),
)

Record = dict[str, Any]
"""What the history stores of a row."""


@dataclass
class _Restored:
    """A model that has taken the values of an earlier record, with what belongs to it, not yet saved."""

    station_model: ChargingStationModel
    before: Record
    after: Record
    connectors: list[Connector]
    evidence: list[Evidence]
    dismissed_checks: list[DismissedCheck]

    def differs_in(self, *names: str) -> bool:
        return any(self.before.get(name) != self.after.get(name) for name in names)

    @property
    def action(self) -> Action:
        if not self.differs_in("isArchived"):
            return Action.EDITED
        return Action.ARCHIVED if self.after["isArchived"] else Action.UNARCHIVED


def draft_from_record(record: Record) -> dict[str, Any]:
    """Return the fields and the connectors of a record, as `create_with_connectors` and `edit` take them."""
    values = {each.attribute: each.read(record) for each in COLUMN_FIELDS}
    connectors = [_connector_values(each) for each in record["connectors"]]
    return {**values, "image_alt": record.get("imageAlt"), "connectors": connectors}


def _connector_values(record: Record) -> dict[str, Any]:
    return {
        "connector_id": record["id"],
        "evse": record.get("evse"),
        "connection_type": record["connectionType"],
        "format": record["format"],
        "max_amperage": Decimal(str(record["maxAmperage"])),
        "max_voltage": Decimal(str(record["maxVoltage"])),
        "max_power_watts": Decimal(str(record["maxPowerWatts"])),
    }


def same_content(one: Record | None, other: Record | None) -> bool:
    """Return whether two records say the same, apart from the time of the last change."""
    return (one or {}) | {"updatedAt": None} == (other or {}) | {"updatedAt": None}


def version_record(station_model: ChargingStationModel, event: AuditEvent) -> Record:
    """Return the record of the version after that event, in the state that the model is in."""
    state = {"isArchived": station_model.is_archived, "replacedBy": station_model.as_record().get("replacedBy")}
    record = {**(event.after or {}), **state}
    return {name: value for name, value in record.items() if name != "replacedBy" or value}


def restore_version(
    station_model: ChargingStationModel, event: AuditEvent, *, by: Actor, only_at: Collection[int]
) -> bool:
    """Make the model what it was after that event of its history, and return whether anything changed.

    It stays archived or active. Raises RevisionMismatch when the model is at none of the revisions, and what
    `restore_records` raises.
    """
    with transaction.atomic():
        revision = CatalogueRevision.lock()
        try:
            current = ChargingStationModel.get_by_pk(station_model.pk)
        except ChargingStationModel.DoesNotExist:
            raise ConcurrentlyDeleted("charging station model") from None
        if current.revision not in only_at:
            raise RevisionMismatch(current.revision)
        if not by.reason:
            by = replace(by, reason=f"Restored the version of {event.at:%d %b %Y, %H:%M} UTC")
        return restore_records({current.pk: version_record(current, event)}, by=by, revision=revision) > 0


def restore_records(records: Mapping[UUID, Record], *, by: Actor, revision: CatalogueRevision) -> int:
    """Make each model what its record says, with an event for each that differs, and return how many those are.

    `revision` is the catalogue's, locked by the caller's transaction. Raises UndoError when a model is not there, an
    active model has taken a name, or a record is not one that this release can bring back.
    """
    rows = ChargingStationModel._base_manager.select_for_update().filter(pk__in=records)
    rows = rows.prefetch_related("connectors", "evidence", "dismissed_checks").order_by("created_revision")
    found = {each.pk: each for each in rows}
    if len(found) < len(records):
        raise UndoError("One of the models was deleted permanently, which cannot be undone.", "deleted")
    restored = [_restore(each, records[pk]) for pk, each in found.items() if not _is_like(each, records[pk])]
    _require_names(restored)
    _require_successors(restored)
    _write(restored, by, revision)
    return len(restored)


def _is_like(station_model: ChargingStationModel, record: Record) -> bool:
    return same_content(station_model.as_record(), record)


def _restore(station_model: ChargingStationModel, record: Record) -> _Restored:
    before = station_model.as_record()
    try:
        fields = draft_from_record(record)
    except KeyError as error:
        raise UndoError(
            f"This version of {station_model} has no {error}, so it cannot be restored.", "conflict"
        ) from None
    connectors = build_connectors(fields.pop("connectors"))
    for name, value in fields.items():
        setattr(station_model, name, value)
    station_model.clean_fields(exclude=station_model.fields_except(*fields))
    station_model.updated_at = station_model.next_updated_at()
    station_model.archived_at = station_model.archived_at or station_model.updated_at if record["isArchived"] else None
    successor = record.get("replacedBy")
    station_model.successor_id = UUID(successor) if successor else None
    evidence = build_evidence(record.get("evidence", {}))
    dismissed = [
        DismissedCheck(station_model_id=station_model.pk, check_name=name, reason=reason)
        for name, reason in record.get("dismissedChecks", {}).items()
    ]
    for connector in connectors:
        connector.station_model_id = station_model.pk
    for each in evidence:
        each.station_model_id = station_model.pk
    after = station_model.build_record(station_model.update_derived_fields(connectors), connectors, evidence)
    after |= {"dismissedChecks": record["dismissedChecks"]} if dismissed else {}
    if not same_content(after, record):
        raise UndoError(f"This version of {station_model} is of an older form and cannot be restored.", "conflict")
    return _Restored(station_model, before, after, connectors, evidence, dismissed)


def _require_names(restored: Iterable[_Restored]) -> None:
    """Check that each active model is the only one of its name, as it would be afterwards."""
    rows = [each.station_model for each in restored]
    own = {each.pk for each in rows}
    taken: dict[tuple[str, str], ChargingStationModel] = {}
    for each in rows:
        if not each.is_archived and taken.setdefault(each.key, each) is not each:
            raise _name_taken(each)
    for other in ChargingStationModel.objects.active().only("vendor", "model").with_keys(taken):
        if other.pk not in own:
            raise _name_taken(other)


def _name_taken(station_model: ChargingStationModel) -> UndoError:
    return UndoError(
        f"An active model is named {station_model} already (ID {station_model.pk}). Archive or rename it first.",
        "conflict",
    )


def _require_successors(restored: Iterable[_Restored]) -> None:
    wanted = {each.station_model.successor_id for each in restored if each.station_model.successor_id}
    if wanted and ChargingStationModel.objects.filter(pk__in=wanted).count() < len(wanted):
        raise UndoError("The model that replaced it was deleted permanently.", "deleted")


def _write(restored: list[_Restored], by: Actor, revision: CatalogueRevision) -> None:
    """Write all of them. Those that are archived go first: they give way to the others' names."""
    events = []
    for each, number in zip(restored, revision.allocate(len(restored)), strict=True):
        each.station_model.revision = number
        events.append(each.station_model.event(each.action, by, before=each.before, after=each.after))
    edited = [each for each in restored if not _differs_in_state_alone(each)]
    names = [*_STATE_FIELDS, *(_CONTENT_FIELDS if edited else ())]
    for each in edited:
        for field in each.station_model._meta.fields:
            if isinstance(field, DerivedField):
                field.pre_save(each.station_model, add=False)
    for is_archived in (True, False):
        rows = [each.station_model for each in restored if each.station_model.is_archived is is_archived]
        ChargingStationModel._base_manager.bulk_update(rows, names)
    _write_related(restored)
    AuditEvent.append(events, at=revision)
    found_by = ("vendor", "model", "friendlyName", "powerType", "connectors")
    if reworded := [each.station_model for each in restored if each.differs_in(*found_by)]:
        SearchWord.objects.reindex(reworded)


def _differs_in_state_alone(each: _Restored) -> bool:
    return same_content(
        {**each.before, "isArchived": None, "replacedBy": None}, {**each.after, "isArchived": None, "replacedBy": None}
    )


def _write_related(restored: Iterable[_Restored]) -> None:
    for table, attribute, name in (
        (Connector, "connectors", "connectors"),
        (Evidence, "evidence", "evidence"),
        (DismissedCheck, "dismissed_checks", "dismissedChecks"),
    ):
        changed = [each for each in restored if each.differs_in(name)]
        if changed:
            table._base_manager.filter(station_model__in=[each.station_model.pk for each in changed]).delete()
            insert_rows([row for each in changed for row in getattr(each, attribute)])
