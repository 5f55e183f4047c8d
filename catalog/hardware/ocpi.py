"""A station model in OCPI's words: the EVSEs and Connectors that an operator copies into a Location.

Source of the words: https://github.com/ocpi/ocpi, `mod_locations`, "EVSE Object" and "Connector Object". What is sent
where a version has no word for something: docs/decisions/0011-ocpi.md.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.db import models

from catalog.choices import ConnectionType
from catalog.hardware.electrical import connector_power_type


class OcpiVersion(models.TextChoices):
    V2_2_1 = "2.2.1", "OCPI 2.2.1"
    V2_3_0 = "2.3.0", "OCPI 2.3.0"


# Values that came later. ConnectorType is a closed list in 2.2.1: a receiver may refuse a Location for an unknown one.
_FALLBACK_CONNECTOR_TYPES = {
    (OcpiVersion.V2_2_1, ConnectionType.SAE_J3400): ConnectionType.TESLA_S,
}


def ocpi_evses(record: Mapping[str, Any], version: OcpiVersion) -> list[dict[str, Any]]:
    """Return the EVSEs of a model, given by its record, with their connectors, in the model's order.

    Whole volts, amperes and watts, rounded down: never more than the hardware has. A connector that does not say its
    EVSE is one by itself. `uid` is the number of the EVSE within the station, `id` OCPP's connectorId.
    """
    evses: dict[str, list[dict[str, Any]]] = {}
    for each in record["connectors"]:
        connectors = evses.setdefault(str(each.get("evse") or each["id"]), [])
        connectors.append(_connector(each, record["powerType"], version))
    return [{"uid": uid, "connectors": connectors} for uid, connectors in evses.items()]


def _connector(connector: Mapping[str, Any], station: str, version: OcpiVersion) -> dict[str, Any]:
    plug = ConnectionType(connector["connectionType"])
    return {
        "id": str(connector["id"]),
        "standard": str(_FALLBACK_CONNECTOR_TYPES.get((version, plug), plug)),
        "format": str(connector["format"]),
        "power_type": str(connector_power_type(connector, station)),
        "max_voltage": math.floor(connector["maxVoltage"]),
        "max_amperage": math.floor(connector["maxAmperage"]),
        "max_electric_power": math.floor(connector["maxPowerWatts"]),
    }
