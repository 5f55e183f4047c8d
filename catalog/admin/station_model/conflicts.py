"""Conflicts between a form and a change that was made while it was open, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import QueryDict

from catalog.admin.differences import Record, describe_connector
from catalog.admin.station_model.connector_rows import parse_digits, write_rows
from catalog.admin.station_model.connectors import connector_initial
from catalog.admin.station_model.draft import Draft
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS
from catalog.admin.station_model.form import FORM_FIELDS
from catalog.choices import EvidenceSubject, PowerType
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.evidence import FIELDS as EVIDENCE_PARTS
from catalog.product_fields import COLUMN_FIELDS, FieldKind, ProductField

_CONNECTORS = "connectors"


@dataclass(frozen=True)
class Conflict:
    """A field that another person changed, and not to what the form has."""

    name: str
    label: str
    before: list[str]
    theirs: list[str]
    yours: list[str]

    @property
    def is_untouched(self) -> bool:
        """Whether only the other person changed the field."""
        return self.yours == self.before


def find_conflicts(draft: Draft) -> list[Conflict]:
    """Return the fields where the stored value changed and differs from the form."""
    theirs, yours = draft.form.source_record, draft.record
    if theirs is None or yours is None:
        return []
    before = _record_at(draft.form.original, draft.form.cleaned_data.get("expected_revision") or "") or theirs
    conflicts = (Conflict(name, label, show(before), show(theirs), show(yours)) for name, label, show in _comparisons())
    return [each for each in conflicts if each.theirs not in (each.yours, each.before)]


def keep_theirs(data: QueryDict, names: list[str], station_model: ChargingStationModel) -> QueryDict:
    """Return a copy of the posted form with the stored values of these fields."""
    changed = data.copy()
    evidence = station_model.as_record().get("evidence", {})
    for name in names:
        if name in FORM_FIELDS:
            changed[name] = getattr(station_model, name) or ""
        elif name in EVIDENCE_FIELDS.values():
            subject = next(subject for subject, field in EVIDENCE_FIELDS.items() if field == name)
            for part in EVIDENCE_PARTS:
                changed[f"{name}_{part}"] = evidence.get(subject, {}).get(part, "")
        elif name == _CONNECTORS:
            changed = write_rows(changed, [connector_initial(each) for each in station_model.connectors.all()])
    return changed


def _record_at(station_model: ChargingStationModel, revision: str) -> Record | None:
    """Return the record as it was at a revision of the model."""
    if (number := parse_digits(revision)) is None:
        return None
    event = AuditEvent.objects.filter(station_model=station_model.pk, revision=number).first()
    return event.after if event else None


def _comparisons() -> Iterator[tuple[str, str, Callable[[Record], list[str]]]]:
    """Yield the form name and the label of each field, and the function that returns its lines."""
    for field in COLUMN_FIELDS:
        yield field.attribute, field.label, partial(_field_lines, field)
    yield _CONNECTORS, "Connectors", _connector_lines
    for subject, name in EVIDENCE_FIELDS.items():
        yield name, f"Evidence of {EvidenceSubject(subject).label}", partial(_evidence_lines, subject)


def _connector_lines(record: Record) -> list[str]:
    return [f"{each['id']}: {describe_connector(each)}" for each in record["connectors"]]


def _field_lines(field: ProductField, record: Record) -> list[str]:
    value = field.read(record)
    if value and field.kind is FieldKind.POWER_TYPE:
        return [str(PowerType(value).label)]
    return [value] if value else []


def _evidence_lines(subject: str, record: Record) -> list[str]:
    evidence: Any = record.get("evidence", {}).get(subject)
    if not evidence:
        return []
    level, *parts = (evidence[part] for part in EVIDENCE_PARTS if part in evidence)
    return [", ".join([level.capitalize(), *parts])]
