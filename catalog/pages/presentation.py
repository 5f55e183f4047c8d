"""Station models as pages show them, made of the contract's JSON: nothing of a row but that is read."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.hardware.electrical import connector_power_type
from catalog.pages.plug_drawings import PlugDrawing, drawing_for

_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class ConnectorView:
    """`group` says what it is in one line, for a model has many that are alike."""

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
    """`power` is that of the strongest connector."""

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
        """Return the connectors in words, with equal ones counted."""
        counted = Counter(each.group for each in self.connectors)
        return [f"{count} \u00d7 {group}" if count > 1 else group for group, count in counted.items()]

    @property
    def drawings(self) -> list[tuple[PlugDrawing, bool]]:
        """Return one face, and whether it is on a cable, for each kind of connector."""
        return list(dict.fromkeys((each.drawing, each.has_cable) for each in self.connectors))

    @property
    def image_host(self) -> str | None:
        """Whose picture it is. Pictures are never loaded: they are on other hosts."""
        return urlsplit(self.image_url).hostname if self.image_url else None


def present_model(document: str) -> ModelView:
    """Return the model of that JSON."""
    told: dict[str, Any] = json.loads(document)
    return ModelView(
        id=told["id"],
        vendor=told["vendor"],
        model=told["model"],
        friendly_name=told["friendlyName"],
        power_type=str(PowerType(told["powerType"]).label),
        power=format_power(max(each["maxPowerWatts"] for each in told["connectors"])),
        connectors=tuple(_present_connector(each, told["powerType"]) for each in told["connectors"]),
        ocpp_url_key=told["configurationKeys"]["ocppUrl"],
        image_url=told["imageUrl"],
        is_archived=told["isArchived"],
        created_at=told["createdAt"],
        updated_at=told["updatedAt"],
    )


def format_power(watts: float) -> str:
    """Return the power as it is read: `22.08 kW`, `11 kW`; below a kilowatt in watts."""
    if watts < 1_000:  # noqa: PLR2004
        return f"{watts:g}{_NO_BREAK}W"
    return f"{round(watts / 1_000, 2):,.10g}{_NO_BREAK}kW"


def _present_connector(told: dict[str, Any], station: str) -> ConnectorView:
    power_type = connector_power_type(told, station)
    connector_type, connector_format = ConnectionType(told["connectionType"]), ConnectorFormat(told["format"])
    return ConnectorView(
        id=told["id"],
        type=str(connector_type.label),
        format=str(connector_format.label),
        amperes=f"{told['maxAmperage']:,.10g}{_NO_BREAK}A",
        volts=f"{told['maxVoltage']:,.10g}{_NO_BREAK}V",
        power=format_power(told["maxPowerWatts"]),
        power_type=str(power_type.label),
        drawing=drawing_for(connector_type, power_type),
        has_cable=connector_format is ConnectorFormat.CABLE,
    )
