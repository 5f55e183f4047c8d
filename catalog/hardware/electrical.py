"""Which current a connector carries: by the pins of its plug, and by its figures where the pins leave it open."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.choices import ConnectionType, PowerType

POWER_TOLERANCE = Decimal("1.05")
"""Of power over amps times volts. Datasheets round to a tenth of a kW, and write 230 V for one mains and 240 V for
another: together that stays below five per cent."""

DC_PLUGS = frozenset({ConnectionType.CHADEMO, ConnectionType.IEC_62196_T1_COMBO, ConnectionType.IEC_62196_T2_COMBO})
"""Those that OCPI calls DC, in its table of ConnectorType."""

AC_PLUGS = frozenset({ConnectionType.IEC_62196_T1, ConnectionType.IEC_62196_T2, ConnectionType.TESLA_R})
"""Those that carry no DC. The others, Tesla's oval one and the J3400 that was made of it, carry either on the same two
pins: the station's power type says which."""


def connector_power_type(connector: Mapping[str, Any], station: str) -> PowerType:
    """Return the power type of one connector, given in the contract's words, of a station of that power type.

    A station with AC and DC connectors has the power type DC. AC plugs except Type 2 have pins for a single phase. A
    Type 2 on a DC station has three phases if one could not carry the power.
    """
    plug = ConnectionType(connector["connectionType"])
    if plug in DC_PLUGS or (station == PowerType.DC and plug not in AC_PLUGS):
        return PowerType.DC
    if plug != ConnectionType.IEC_62196_T2 or station == PowerType.AC_1_PHASE:
        return PowerType.AC_1_PHASE
    if station == PowerType.AC_3_PHASE:
        return PowerType.AC_3_PHASE
    amps, volts, watts = connector_ratings(connector)
    return PowerType.AC_3_PHASE if watts > amps * volts * POWER_TOLERANCE else PowerType.AC_1_PHASE


def connector_ratings(connector: Mapping[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    """Return A, V and W exactly, whichever kind of number the document has."""
    amps, volts, watts = (Decimal(str(connector[name])) for name in ("maxAmperage", "maxVoltage", "maxPowerWatts"))
    return amps, volts, watts
