"""Plausibility warnings: figures that are valid but look wrong. They are never rejected.

A rule reads a model as JSON, as `as_document` and the rows of library files have it, and yields a reason for each
warning. Its name is the public code of these warnings: do not change it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.hardware.electrical import AC_PLUGS, DC_PLUGS, POWER_TOLERANCE, connector_power_type, connector_ratings

LINE_TO_NEUTRAL_MAX = 300
"""V. The highest mains between line and neutral is 277 V; 400 V and 480 V are between two lines."""

AC_AMPS_MAX = 80
"""A, per phase: of Type 1 and J3400 (SAE J1772, J3400). Type 2 has 63, or 70 on one phase (IEC 62196-2)."""

AC_POWER_MIN = Decimal("0.5")
DC_POWER_MIN = Decimal("0.05")
"""Of amps times volts times phases. AC is sold at its product. DC is not, for the highest current and the highest
voltage come at different times, and a cable for 500 A hangs on a cabinet of 60 kW too."""

_WATTS_PER_KILOWATT = 1_000

_PHASES = {PowerType.AC_1_PHASE: 1, PowerType.AC_3_PHASE: 3, PowerType.DC: 1}

# Plugs that come on a cable: no socket of them is built into a station.
_CABLE_PLUGS = DC_PLUGS | {ConnectionType.IEC_62196_T1, ConnectionType.TESLA_R, ConnectionType.TESLA_S}


@dataclass(frozen=True)
class PlausibilityWarning:
    """What looks wrong: `code` to decide on, `reason` to read, with what to look up or change."""

    code: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class _Connector:
    """Amps, volts and watts as Decimals, whichever numbers the document has; `power_type` of this connector alone."""

    id: int
    plug: ConnectionType
    format: str
    power_type: PowerType
    amps: Decimal
    volts: Decimal
    watts: Decimal

    @property
    def phases(self) -> int:
        return _PHASES[self.power_type]

    @property
    def rated_power(self) -> Decimal:
        """W. AC volts are line-to-neutral, as in OCPI, so three phases carry three times amps times volts."""
        return self.phases * self.amps * self.volts

    @property
    def rated_power_formula(self) -> str:
        """`rated_power`, as one would write it down."""
        phases = f" \N{MULTIPLICATION SIGN} {self.phases} phases" if self.phases > 1 else ""
        return f"{self.amps} A \N{MULTIPLICATION SIGN} {self.volts} V{phases} = {round(self.rated_power)} W"

    def __str__(self) -> str:
        return f"Connector {self.id}"


@dataclass(frozen=True)
class _Station:
    power_type: str
    connectors: list[_Connector]


_Rule = Callable[[_Station], Iterator[str]]


def plausibility_warnings(document: Mapping[str, Any]) -> list[PlausibilityWarning]:
    """Return all that looks wrong with a station model, most telling first; nothing is read or changed."""
    station = _Station(
        document["powerType"], [_parse_connector(each, document["powerType"]) for each in document["connectors"]]
    )
    return [PlausibilityWarning(rule.__name__, reason) for rule in RULES for reason in rule(station)]


def rated_power_formula(connector: Mapping[str, Any], power_type: str) -> str:
    """Return amps times volts times phases of a connector of a station of that power type, as one would write it."""
    return _parse_connector(connector, power_type).rated_power_formula


def dc_plug_on_ac(station: _Station) -> Iterator[str]:
    """Warn of a DC plug on an AC model. A DC cabinet often has an AC connector too."""
    if station.power_type != PowerType.DC:
        for each in station.connectors:
            if each.plug in DC_PLUGS:
                yield (
                    f"{each}: {each.plug.label} carries DC, and the power type is AC. "
                    "Check both: a station with AC and DC connectors is DC."
                )


def no_dc_plug(station: _Station) -> Iterator[str]:
    if station.power_type == PowerType.DC and all(each.plug in AC_PLUGS for each in station.connectors):
        yield "The power type is DC, and no connector carries DC. Check the power type and the connectors."


def one_phase_plugs(station: _Station) -> Iterator[str]:
    is_single = all(each.power_type == PowerType.AC_1_PHASE for each in station.connectors)
    if station.power_type == PowerType.AC_3_PHASE and is_single:
        plugs = " and ".join(sorted({each.plug.label for each in station.connectors}))
        yield (
            f"The power type is three phases, and {plugs} has pins for one. "
            "Check the power type and the connection type: with three phases it is Type 2."
        )


def dc_at_mains_voltage(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        if each.power_type == PowerType.DC and each.volts <= LINE_TO_NEUTRAL_MAX:
            yield (
                f"{each}: {each.volts} V is too low for DC. Enter the highest DC voltage of {each.plug.label}, "
                "e.g. 500 or 920 V, or check the power type."
            )


def too_much_power(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        if each.watts > each.rated_power * POWER_TOLERANCE:
            is_of_three = each.power_type == PowerType.AC_1_PHASE and _is_close(each.watts, 3 * each.rated_power)
            if _is_close(each.watts, _WATTS_PER_KILOWATT * each.rated_power):
                hint = "Did you enter W? Add the unit."
            elif is_of_three:
                hint = "It would be right for three phases: check the power type."
            else:
                hint = "Check the three figures, and whether the power is of this connector alone."
            yield f"{each}: {each.watts} W is more than {each.rated_power_formula}. {hint}"


def too_little_power(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        share = DC_POWER_MIN if each.power_type == PowerType.DC else AC_POWER_MIN
        if each.watts < each.rated_power * share:
            is_of_one = each.power_type == PowerType.AC_3_PHASE and _is_close(each.watts, each.rated_power / 3)
            if _is_close(each.watts * _WATTS_PER_KILOWATT, each.rated_power):
                hint = f"Did you enter kW? {each.watts} kW is {(each.watts * _WATTS_PER_KILOWATT).normalize():,f} W."
            elif is_of_one:
                hint = "It would be right for one phase: check the power type."
            else:
                hint = "Check the three figures."
            yield f"{each}: {each.watts} W is far less than {each.rated_power_formula}. {hint}"


def volts_between_lines(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        if each.power_type != PowerType.DC and each.volts > LINE_TO_NEUTRAL_MAX:
            yield (
                f"{each}: {each.volts} V looks like line-to-line. "
                "Enter line to neutral: 230 V for a 400 V supply, 277 V for 480 V."
            )


def too_many_amps(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        if each.power_type != PowerType.DC and each.amps > AC_AMPS_MAX:
            yield (
                f"{each}: {each.amps} A is more than any AC plug carries, which is {AC_AMPS_MAX} A per phase. "
                "Check the current, which is of one phase and not of all together."
            )


def socket_of_a_cable_plug(station: _Station) -> Iterator[str]:
    for each in station.connectors:
        if each.plug in _CABLE_PLUGS and each.format == ConnectorFormat.SOCKET:
            yield f"{each}: {each.plug.label} comes on a cable, never as a socket. Check the format."


def gap_in_connector_ids(station: _Station) -> Iterator[str]:
    """OCPP 1.6, 2.2: connectors are numbered from 1, and no number is left out."""
    ids = sorted(each.id for each in station.connectors)
    if ids != list(range(1, len(ids) + 1)):
        yield f"The connector ids are {_listed(ids)}. OCPP numbers them from 1 without a gap: is a connector missing?"


RULES: tuple[_Rule, ...] = (
    dc_plug_on_ac,
    no_dc_plug,
    one_phase_plugs,
    dc_at_mains_voltage,
    too_much_power,
    too_little_power,
    volts_between_lines,
    too_many_amps,
    socket_of_a_cable_plug,
    gap_in_connector_ids,
)


def _parse_connector(connector: Mapping[str, Any], station: str) -> _Connector:
    return _Connector(
        int(connector["id"]),
        ConnectionType(connector["connectionType"]),
        connector["format"],
        connector_power_type(connector, station),
        *connector_ratings(connector),
    )


def _is_close(one: Decimal, other: Decimal) -> bool:
    return abs(one / other - 1) < POWER_TOLERANCE - 1


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(each) for each in ids)
