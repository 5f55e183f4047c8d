"""Description of audit events with the values before and after the change."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import TextChoices

from catalog.admin.links import station_model_link
from catalog.choices import ConnectionType, ConnectorFormat, EvidenceSubject, PowerType
from catalog.models import AuditEvent, ChargingStationModel
from catalog.product_fields import PRODUCT_FIELDS

# Labels of the fields of an event, in display order. Times and IDs are part of the event itself.
_FIELD_LABELS = {
    **{field.path[0]: field.label for field in PRODUCT_FIELDS},
    "imageAlt": "Image description",
    "isArchived": "State",
    "evidence": "Evidence",
    "dismissedChecks": "Dismissed checks",
    "replacedBy": "Replaced by",
    "name": "Reported name",
    "serialNumberPrefix": "Serial number prefix",
    "firmwareVersionPrefix": "Firmware version prefix",
    "source": "Source",
    "stationModels": "Station models",
    "website": "Website",
    "note": "Note",
}
_ID_FIELDS = ("replacedBy", "stationModels")

_EventDescription = tuple[str, list[str], list[str]]


def describe_events(events: Sequence[AuditEvent]) -> list[tuple[AuditEvent, list[_EventDescription]]]:
    """Return each event with its changed fields as (name, lines before, lines after)."""
    names = _load_model_names(events)
    return [(event, list(_differences(event, names))) for event in events]


def subject_name(event: AuditEvent) -> str:
    """Return the last known name of the changed object."""
    values = event.last_known
    return f"{values['vendor']} {values.get('model') or values.get('name', '')}".rstrip()


def _differences(event: AuditEvent, names: Mapping[str, str]) -> Iterator[_EventDescription]:
    changes = {name: (before, after) for name, before, after in event.changes}
    for key, name in _FIELD_LABELS.items():
        if key in changes:
            before, after = changes[key]
            yield name, _format_value(key, before, names), _format_value(key, after, names)


def _load_model_names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """Return the names of the models that events refer to, by ID, in at most one query."""
    records = [record for event in events for record in (event.before, event.after) if record]
    ids = {str(pk) for record in records for key in _ID_FIELDS for pk in _format_list(record.get(key))}
    return {str(each.pk): str(each) for each in ChargingStationModel.objects.filter(pk__in=ids)} if ids else {}


def _format_value(key: str, value: Any, names: Mapping[str, str]) -> list[str]:
    if value is None or value == "":
        return []
    if key == "connectors":
        return [_format_connector(each) for each in value]
    if key in _FORMATTERS:
        return [_FORMATTERS[key](value)]
    if key in _LIST_FORMATTERS:
        return [_LIST_FORMATTERS[key](name, each) for name, each in value.items()]
    if key in _ID_FIELDS:
        # Deleted models are shown by their ID.
        return [station_model_link(pk, names[pk]) if pk in names else f"{pk} (deleted)" for pk in _format_list(value)]
    return [str(value)]


def _format_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _format_connector(value: dict[str, Any]) -> str:
    connection_type = _choice_label(ConnectionType, value["connectionType"])
    kind = f"{connection_type} {_choice_label(ConnectorFormat, value['format']).lower()}"
    ratings = f"{value['maxAmperage']} A, {value['maxVoltage']} V, {value['maxPowerWatts']} W"
    evse = f", EVSE {value['evse']}" if value.get("evse") else ""
    return f"{value['id']}: {kind}, {ratings}{evse}"


def _evidence(subject: str, value: dict[str, str]) -> str:
    details = [value[name] for name in ("source", "note") if name in value]
    return "; ".join([f"{_choice_label(EvidenceSubject, subject)}: {value['level']}", *details])


_FORMATTERS: Mapping[str, Callable[[Any], str]] = {
    "isArchived": lambda value: "Archived" if value else "Active",
    "powerType": lambda value: _choice_label(PowerType, value),
    "configurationKeys": lambda value: str(value["ocppUrl"]),
}
_LIST_FORMATTERS: Mapping[str, Callable[[str, Any], str]] = {
    "evidence": _evidence,
    "dismissedChecks": lambda name, reason: f"{name}: {reason}",
}


def _choice_label(choices: type[TextChoices], value: str) -> str:
    """Return the label of a choice, or the value itself if the choice no longer exists."""
    return str(dict(choices.choices).get(value, value))
