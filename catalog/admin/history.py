"""Audit events in words: who, through which door, when, and what was there before and after."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import TextChoices

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.models import AuditEvent, ChargingStationModel

_PER_PAGE = 50

# `updatedAt` moves with every event, and its time is the event's own.
_NAMES = {
    "vendor": "Vendor",
    "model": "Model",
    "friendlyName": "Friendly name",
    "powerType": "Power type",
    "connectors": "Connectors",
    "configurationKeys": "OCPP URL key",
    "imageUrl": "Image URL",
    "isArchived": "State",
}


def history_of(station_model: ChargingStationModel, page: str) -> dict[str, Any]:
    """This will return what the history page shows, newest first."""
    events = station_model.events.select_related("user", "client")
    paginator = Paginator(events, _PER_PAGE)
    shown = paginator.get_page(page)
    return {
        "title": f"History: {station_model}",
        "events": [(event, list(differences(event))) for event in shown],
        "action_list": shown,
        "page_range": paginator.get_elided_page_range(shown.number),
        "pagination_required": paginator.num_pages > 1,
    }


def differences(event: AuditEvent) -> Iterator[tuple[str, list[str], list[str]]]:
    """This will yield the name of each field that the event changed, with its lines before and after."""
    before = event.before or {}
    for key, name in _NAMES.items():
        if before.get(key) != event.after.get(key):
            yield name, _lines(key, before.get(key)), _lines(key, event.after.get(key))


def _lines(key: str, value: Any) -> list[str]:
    if value is None:
        return []
    if key == "connectors":
        return [_connector(each) for each in value]
    if key == "isArchived":
        return ["Archived" if value else "Active"]
    if key == "powerType":
        return [_label(PowerType, value)]
    return [str(value["ocppUrl"] if key == "configurationKeys" else value)]


def _connector(value: dict[str, Any]) -> str:
    kind = f"{_label(ConnectionType, value['connectionType'])} {_label(ConnectorFormat, value['format']).lower()}"
    ratings = f"{value['maxAmperage']} A, {value['maxVoltage']} V, {value['maxPowerWatts']} W"
    return f"{value['id']}: {kind}, {ratings}"


def _label(choices: type[TextChoices], value: str) -> str:
    """History outlives the enumerations: a value that has gone since is shown as it was."""
    return str(dict(choices.choices).get(value, value))
