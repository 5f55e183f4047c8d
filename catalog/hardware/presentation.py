"""Station models for display, built from their stored JSON document."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.hardware.electrical import connector_power_type
from catalog.hardware.plug_drawings import PlugDrawing, drawing_for

_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class ConnectorView:
    """Connector for display. `group` is a one-line summary; equal connectors have equal groups."""

    id: int
    type: str
    format: str
    amperes: str
    volts: str
    power: str
    power_type: str
    drawing: PlugDrawing
    has_cable: bool

    @property
    def group(self) -> str:
        return f"{self.type} {self.format.lower()}, {self.power}"


@dataclass(frozen=True)
class ModelView:
    """Station model for display. `power` is that of the strongest connector."""

    id: str
    vendor: str
    model: str
    friendly_name: str | None
    power_type: str
    power: str
    connectors: tuple[ConnectorView, ...]
    ocpp_url_key: str
    image_url: str | None
    is_archived: bool
    created_at: str
    updated_at: str

    def __str__(self) -> str:
        return f"{self.vendor} {self.model}"

    @property
    def connector_groups(self) -> list[str]:
        """One-line summaries of the connectors, with equal ones counted."""
        counted = Counter(each.group for each in self.connectors)
        return [f"{count} \u00d7 {group}" if count > 1 else group for group, count in counted.items()]

    @property
    def drawings(self) -> list[tuple[PlugDrawing, bool]]:
        """Distinct drawings of the connectors, each with whether it has a cable."""
        return list(dict.fromkeys((each.drawing, each.has_cable) for each in self.connectors))

    @property
    def image_host(self) -> str | None:
        """Host of the image. Images are linked, never loaded."""
        return urlsplit(self.image_url).hostname if self.image_url else None


def present_model(document: str) -> ModelView:
    """Return the model of a JSON document."""
    values: dict[str, Any] = json.loads(document)
    return ModelView(
        id=values["id"],
        vendor=values["vendor"],
        model=values["model"],
        friendly_name=values["friendlyName"],
        power_type=str(PowerType(values["powerType"]).label),
        power=format_power(max(each["maxPowerWatts"] for each in values["connectors"])),
        connectors=tuple(_present_connector(each, values["powerType"]) for each in values["connectors"]),
        ocpp_url_key=values["configurationKeys"]["ocppUrl"],
        image_url=values["imageUrl"],
        is_archived=values["isArchived"],
        created_at=values["createdAt"],
        updated_at=values["updatedAt"],
    )


def format_power(watts: float) -> str:
    """Return the power such as `22.08 kW` or `11 kW`; below 1 kW in watts."""
    if watts < 1_000:  # noqa: PLR2004
        return f"{watts:g}{_NO_BREAK}W"
    return f"{round(watts / 1_000, 2):,.10g}{_NO_BREAK}kW"


def _present_connector(values: dict[str, Any], station: str) -> ConnectorView:
    power_type = connector_power_type(values, station)
    connector_type, connector_format = ConnectionType(values["connectionType"]), ConnectorFormat(values["format"])
    return ConnectorView(
        id=values["id"],
        type=str(connector_type.label),
        format=str(connector_format.label),
        amperes=f"{values['maxAmperage']:,.10g}{_NO_BREAK}A",
        volts=f"{values['maxVoltage']:,.10g}{_NO_BREAK}V",
        power=format_power(values["maxPowerWatts"]),
        power_type=str(power_type.label),
        drawing=drawing_for(connector_type, power_type),
        has_cable=connector_format is ConnectorFormat.CABLE,
    )
