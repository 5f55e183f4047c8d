"""A station model in OCPI's words: the EVSEs and Connectors that an operator copies into a Location.

Source of the words: https://github.com/ocpi/ocpi, `mod_locations` of each release, "EVSE Object" and "Connector
Object". What is sent where a version has no word for something: docs/decisions/0011-ocpi.md.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.db import models

from catalog.choices import ConnectionType
from catalog.hardware.electrical import connector_power_type


class OcpiVersion(models.TextChoices):
    V2_1_1 = "2.1.1", "OCPI 2.1.1"
    V2_2 = "2.2", "OCPI 2.2"
    V2_2_1 = "2.2.1", "OCPI 2.2.1"
    V2_3_0 = "2.3.0", "OCPI 2.3.0"


VERSION_ALIASES = {"2.3": OcpiVersion.V2_3_0}
"""Other names of a version: 2.3.0 was announced as 2.3."""

# Values that came later. ConnectorType is a closed list before 2.3.0: a receiver may refuse a Location for an unknown
# one.
_FALLBACK_CONNECTOR_TYPES = {
    (version, ConnectionType.SAE_J3400): ConnectionType.TESLA_S
    for version in (OcpiVersion.V2_1_1, OcpiVersion.V2_2, OcpiVersion.V2_2_1)
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
    volts, amperes = math.floor(connector["maxVoltage"]), math.floor(connector["maxAmperage"])
    if version == OcpiVersion.V2_1_1:  # it has no word for the power
        ratings = {"voltage": volts, "amperage": amperes}
    else:
        watts = math.floor(connector["maxPowerWatts"])
        ratings = {"max_voltage": volts, "max_amperage": amperes, "max_electric_power": watts}
    return {
        "id": str(connector["id"]),
        "standard": str(_FALLBACK_CONNECTOR_TYPES.get((version, plug), plug)),
        "format": str(connector["format"]),
        "power_type": str(connector_power_type(connector, station)),
        **ratings,
    }
