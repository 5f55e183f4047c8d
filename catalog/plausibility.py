"""Figures that can be kept and still look wrong: said to whoever can look them up, never refused.

Each rule reads a model in the contract's words, as `as_document` and the rows of library files have it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.choices import ConnectionType, ConnectorFormat, PowerType

TOLERANCE = 1.05
"""Of power over amps times volts. Datasheets round to a tenth of a kW, and write 230 V for one mains and 240 V for
another: together that stays below five per cent."""

LINE_TO_NEUTRAL_MAX = 300
"""V. The highest mains between line and neutral is 277 V; 400 V and 480 V are between two lines."""

_ONE_PHASE, _THREE_PHASES = 1, 3

# Plugs for DC. They are cables: no socket of them is built into a station.
_DC_PLUGS = {ConnectionType.CHADEMO, ConnectionType.IEC_62196_T1_COMBO, ConnectionType.IEC_62196_T2_COMBO}
# Plugs that are always AC, and the phases that they have pins for. The others carry both.
_AC_PLUGS = {ConnectionType.IEC_62196_T1: _ONE_PHASE, ConnectionType.IEC_62196_T2: _THREE_PHASES}
_PHASES = {PowerType.AC_1_PHASE: _ONE_PHASE, PowerType.AC_3_PHASE: _THREE_PHASES}


@dataclass(frozen=True)
class Doubt:
    """What looks wrong: `code` to decide on, `reason` to read, with what to look up or change."""

    code: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def doubts_about(document: Mapping[str, Any]) -> list[Doubt]:
    """This will return all that looks wrong with a station model, most telling first; nothing is read or changed."""
    return [doubt for rule in RULES for doubt in rule(document)]


def too_much_power(document: Mapping[str, Any]) -> Iterator[Doubt]:
    """AC volts are line-to-neutral, as in OCPI, so three phases carry three times amps times volts."""
    for each in document["connectors"]:
        phases = _phases(document["powerType"], each["connectionType"])
        carried = phases * each["maxAmperage"] * each["maxVoltage"]
        if each["maxPowerWatts"] > carried * TOLERANCE:
            product = f"{each['maxAmperage']} A \N{MULTIPLICATION SIGN} {each['maxVoltage']} V"
            product += f" \N{MULTIPLICATION SIGN} {phases} phases" if phases > 1 else ""
            yield Doubt(
                "too_much_power",
                f"Connector {each['id']}: {each['maxPowerWatts']} W is more than {product} = {round(carried)} W. "
                "Check the three figures, and whether the power is of this connector alone and in watts.",
            )


def volts_between_lines(document: Mapping[str, Any]) -> Iterator[Doubt]:
    for each in document["connectors"]:
        if _is_ac(document["powerType"], each["connectionType"]) and each["maxVoltage"] > LINE_TO_NEUTRAL_MAX:
            yield Doubt(
                "volts_between_lines",
                f"Connector {each['id']}: {each['maxVoltage']} V looks like the voltage between two lines. "
                "AC is given from line to neutral: 230 V where the datasheet says 400 V, 277 V where it says 480 V.",
            )


def dc_plug_on_ac(document: Mapping[str, Any]) -> Iterator[Doubt]:
    """The other way round is no doubt: a DC cabinet often has an AC connector besides."""
    if document["powerType"] == PowerType.DC:
        return
    for each in document["connectors"]:
        if each["connectionType"] in _DC_PLUGS:
            yield Doubt(
                "dc_plug_on_ac",
                f"Connector {each['id']}: {_label(each)} carries DC, and the power type is AC. "
                "Check both: a station with AC and DC connectors is DC.",
            )


def no_dc_plug(document: Mapping[str, Any]) -> Iterator[Doubt]:
    plugs = {each["connectionType"] for each in document["connectors"]}
    if document["powerType"] == PowerType.DC and plugs <= set(_AC_PLUGS):
        yield Doubt(
            "no_dc_plug", "The power type is DC, and no connector carries DC. Check the power type and the connectors."
        )


def socket_of_a_cable_plug(document: Mapping[str, Any]) -> Iterator[Doubt]:
    for each in document["connectors"]:
        if each["connectionType"] in _DC_PLUGS and each["format"] == ConnectorFormat.SOCKET:
            yield Doubt(
                "socket_of_a_cable_plug",
                f"Connector {each['id']}: {_label(each)} comes on a cable, never as a socket. Check the format.",
            )


def gap_in_connector_ids(document: Mapping[str, Any]) -> Iterator[Doubt]:
    """OCPP 1.6, 2.2: connectors are numbered from 1, and no number is left out."""
    ids = sorted(each["id"] for each in document["connectors"])
    if ids != list(range(1, len(ids) + 1)):
        yield Doubt(
            "gap_in_connector_ids",
            f"The connector ids are {_listed(ids)}. OCPP numbers them from 1 without a gap: is a connector missing?",
        )


RULES: tuple[Callable[[Mapping[str, Any]], Iterator[Doubt]], ...] = (
    dc_plug_on_ac,
    no_dc_plug,
    too_much_power,
    volts_between_lines,
    socket_of_a_cable_plug,
    gap_in_connector_ids,
)


def _is_ac(power_type: str, connection_type: str) -> bool:
    return connection_type in _AC_PLUGS or (power_type != PowerType.DC and connection_type not in _DC_PLUGS)


def _phases(power_type: str, connection_type: str) -> int:
    """How many times amps times volts a connector carries at most."""
    if not _is_ac(power_type, connection_type):
        return 1
    return min(_PHASES.get(PowerType(power_type), _THREE_PHASES), _AC_PLUGS.get(ConnectionType(connection_type), 3))


def _label(connector: Mapping[str, Any]) -> str:
    return str(ConnectionType(connector["connectionType"]).label)


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(each) for each in ids)
