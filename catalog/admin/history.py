"""Audit events in words: who, through which channel, when, and what was there before and after."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import TextChoices

from catalog.admin.links import station_model_link
from catalog.choices import ConnectionType, ConnectorFormat, EvidenceSubject, PowerType
from catalog.models import AuditEvent, ChargingStationModel

_PER_PAGE = 50

# Of all that an event can tell of. Times and ids are not here: those of the event say it.
_FIELD_LABELS = {
    "vendor": "Vendor",
    "model": "Model",
    "friendlyName": "Friendly name",
    "powerType": "Power type",
    "connectors": "Connectors",
    "configurationKeys": "OCPP URL key",
    "imageUrl": "Image URL",
    "isArchived": "State",
    "evidence": "Evidence",
    "dismissedChecks": "Dismissed checks",
    "replacedBy": "Replaced by",
    "name": "Reported name",
    "serialNumberPrefix": "Serial number begins with",
    "firmwareVersionPrefix": "Firmware version begins with",
    "source": "Source",
    "stationModels": "Station models",
    "website": "Website",
    "note": "Note",
}
_ID_FIELDS = ("replacedBy", "stationModels")

_EventDescription = tuple[str, list[str], list[str]]


def history_page(station_model_id: UUID, page: str) -> dict[str, Any]:
    """Return what the history page shows, newest first; the model may be deleted."""
    events = AuditEvent.objects.filter(station_model=station_model_id).select_related("user", "client")
    paginator = Paginator(events, _PER_PAGE)
    shown = paginator.get_page(page)
    return {
        "title": f"History: {subject_name(shown[0])}" if paginator.count else "",
        "events": describe_events(list(shown)),
        "action_list": shown,
        "page_range": paginator.get_elided_page_range(shown.number),
        "pagination_required": paginator.num_pages > 1,
    }


def describe_events(events: Sequence[AuditEvent]) -> list[tuple[AuditEvent, list[_EventDescription]]]:
    """Return each event with the fields that it changed: name, lines before, lines after."""
    names = _load_model_names(events)
    return [(event, list(_differences(event, names))) for event in events]


def subject_name(event: AuditEvent) -> str:
    """Return how the event's subject was called last."""
    known = event.last_known
    return f"{known['vendor']} {known.get('model') or known.get('name', '')}".rstrip()


def _differences(event: AuditEvent, names: Mapping[str, str]) -> Iterator[_EventDescription]:
    changes = {name: (before, after) for name, before, after in event.changes}
    for key, name in _FIELD_LABELS.items():
        if key in changes:
            before, after = changes[key]
            yield name, _format_value(key, before, names), _format_value(key, after, names)


def _load_model_names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """Return the names of the models that events point to, by id: one query, and none for most pages."""
    records = [record for event in events for record in (event.before, event.after) if record]
    ids = {str(pk) for record in records for key in _ID_FIELDS for pk in _format_list(record.get(key))}
    return {str(each.pk): str(each) for each in ChargingStationModel.objects.filter(pk__in=ids)} if ids else {}


def _format_value(key: str, value: Any, names: Mapping[str, str]) -> list[str]:
    if value is None or value == "":
        return []
    if key == "connectors":
        return [_format_connector(each) for each in value]
    if key in _WORDS:
        return [_WORDS[key](value)]
    if key in _LISTED:
        return [_LISTED[key](name, each) for name, each in value.items()]
    if key in _ID_FIELDS:
        # One that was deleted since has its history still, and a link that leads there.
        return [
            station_model_link(pk, names[pk]) if pk in names else f"{pk} (deleted since)" for pk in _format_list(value)
        ]
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


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "isArchived": lambda value: "Archived" if value else "Active",
    "powerType": lambda value: _choice_label(PowerType, value),
    "configurationKeys": lambda value: str(value["ocppUrl"]),
}
_LISTED: Mapping[str, Callable[[str, Any], str]] = {
    "evidence": _evidence,
    "dismissedChecks": lambda name, reason: f"{name}: {reason}",
}


def _choice_label(choices: type[TextChoices], value: str) -> str:
    """History outlives the enumerations: a value that has gone since is shown as it was."""
    return str(dict(choices.choices).get(value, value))
