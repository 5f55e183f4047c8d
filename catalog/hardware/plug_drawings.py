"""Drawings of the eight connector types, as seen on the station.

Based on IEC 62196-2 and -3, SAE J1772 and J3400, CHAdeMO, and the OCPI descriptions of the Tesla connectors.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalog.choices import ConnectionType, PowerType


class ContactKind(StrEnum):
    """Purpose of a contact. `UNUSED` positions exist in the housing only."""

    POWER = "power"
    EARTH = "earth"
    SIGNAL = "signal"
    UNUSED = "unused"


@dataclass(frozen=True)
class Contact:
    """Contact with centre and radius, in units of a drawing with width 100."""

    kind: ContactKind
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class PlugDrawing:
    """Drawing with the SVG paths of its outline (`housing`) and of the shapes inside (`insets`)."""

    name: str
    contacts: tuple[Contact, ...]
    housing: tuple[str, ...]
    description: str
    insets: tuple[str, ...] = ()
    height: int = 100

    @property
    def bottom(self) -> int:
        """Vertical position where the cable starts."""
        return self.height - 6

    @property
    def view_box(self) -> str:
        return f"-12 -8 124 {self.height + 28}"


def _contacts(kind: ContactKind, r: float, *places: tuple[float, float]) -> tuple[Contact, ...]:
    return tuple(Contact(kind, x, y, r) for x, y in places)


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 1 {2 * r} 0a{r} {r} 0 1 1 {-2 * r} 0z"


_TYPE_1 = (_circle(50, 53, 39), "M42 18V9a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v9z")
_TYPE_2 = ("M26 20H74A40 40 0 1 1 26 20Z",)
_LOWER_PART = "M18 76H82L92 96A23 23 0 0 1 74 134H26A23 23 0 0 1 8 96Z"
_DIRECT_CURRENT = _contacts(ContactKind.POWER, 11.5, (29, 111), (71, 111))
_SIGNALS_1 = _contacts(ContactKind.SIGNAL, 4.5, (28, 61), (72, 61))
_SIGNALS_2 = _contacts(ContactKind.SIGNAL, 4.5, (38, 34), (62, 34))
_LINES_1 = ((35, 38), (65, 38))
_LINE_AND_NEUTRAL_2 = ((25, 52), (75, 52))
_OTHER_LINES_2 = ((37, 73), (63, 73))
_LINES_2 = (*_LINE_AND_NEUTRAL_2, *_OTHER_LINES_2)
_EARTH_1 = _contacts(ContactKind.EARTH, 6.5, (50, 73))
_EARTH_2 = _contacts(ContactKind.EARTH, 7, (50, 52))
_TESLA = (
    *_contacts(ContactKind.POWER, 11, (32, 41), (68, 41)),
    *_contacts(ContactKind.EARTH, 6.5, (50, 68)),
    *_contacts(ContactKind.SIGNAL, 3.8, (34, 65), (66, 65)),
)
_TESLA_HOUSING = ("M30 16H70A20 20 0 0 1 90 36C90 64 72 88 50 88C28 88 10 64 10 36A20 20 0 0 1 30 16Z",)

PLUG_DRAWINGS: Final = {
    ConnectionType.CHADEMO: PlugDrawing(
        "CHAdeMO",
        (
            *_contacts(ContactKind.POWER, 10.5, (23, 50), (77, 50)),
            *_contacts(ContactKind.SIGNAL, 3.4, (50, 15), (41.5, 24), (58.5, 24), (50, 33)),
            *_contacts(ContactKind.SIGNAL, 3.4, (50, 67), (41.5, 76), (58.5, 76), (50, 85)),
        ),
        (_circle(50, 50, 46),),
        "Two contacts for direct current, and two groups of signal contacts with CAN among them.",
        insets=(_circle(50, 24, 16.5), _circle(50, 76, 16.5)),
    ),
    ConnectionType.IEC_62196_T1: PlugDrawing(
        "Type 1",
        (*_contacts(ContactKind.POWER, 7.5, *_LINES_1), *_EARTH_1, *_SIGNALS_1),
        _TYPE_1,
        "Two lines (or line and neutral), earth, and two signal contacts. One phase only.",
    ),
    ConnectionType.IEC_62196_T1_COMBO: PlugDrawing(
        "CCS1",
        (*_contacts(ContactKind.UNUSED, 7.5, *_LINES_1), *_EARTH_1, *_SIGNALS_1, *_DIRECT_CURRENT),
        (*_TYPE_1, _LOWER_PART),
        "Type 1 above, of which direct current needs earth and the signals, and two contacts for it below.",
        height=138,
    ),
    ConnectionType.IEC_62196_T2: PlugDrawing(
        "Type 2",
        (*_contacts(ContactKind.POWER, 7, *_LINES_2), *_EARTH_2, *_SIGNALS_2),
        _TYPE_2,
        "Three lines, neutral, earth, and two signal contacts.",
    ),
    ConnectionType.IEC_62196_T2_COMBO: PlugDrawing(
        "CCS2",
        (*_contacts(ContactKind.UNUSED, 7, *_LINES_2), *_EARTH_2, *_SIGNALS_2, *_DIRECT_CURRENT),
        (*_TYPE_2, _LOWER_PART),
        "Type 2 above, of which direct current needs earth and the signals, and two contacts for it below.",
        height=138,
    ),
    ConnectionType.TESLA_R: PlugDrawing(
        "Tesla Roadster",
        (
            *_contacts(ContactKind.POWER, 10, (30, 52), (70, 52)),
            *_contacts(ContactKind.EARTH, 6.5, (50, 28)),
            *_contacts(ContactKind.SIGNAL, 4.2, (50, 74)),
        ),
        (_circle(50, 50, 42),),
        "Two lines, earth, and one signal contact.",
    ),
    ConnectionType.TESLA_S: PlugDrawing(
        "Tesla Model S/X", _TESLA, _TESLA_HOUSING, "Two contacts for alternating or direct current, earth, two signals."
    ),
    ConnectionType.SAE_J3400: PlugDrawing(
        "NACS (J3400)", _TESLA, _TESLA_HOUSING, "Two contacts for alternating or direct current, earth, two signals."
    ),
}

_TYPE_2_OF_ONE_PHASE: Final = PlugDrawing(
    "Type 2",
    (
        *_contacts(ContactKind.POWER, 7, *_LINE_AND_NEUTRAL_2),
        *_contacts(ContactKind.UNUSED, 7, *_OTHER_LINES_2),
        *_EARTH_2,
        *_SIGNALS_2,
    ),
    _TYPE_2,
    "One line, neutral, earth, and two signal contacts. The other two lines are not used.",
)


def drawing_for(connection_type: ConnectionType, power_type: PowerType) -> PlugDrawing:
    """Return the drawing of a connector with the power type."""
    if connection_type is ConnectionType.IEC_62196_T2 and power_type is PowerType.AC_1_PHASE:
        return _TYPE_2_OF_ONE_PHASE
    return PLUG_DRAWINGS[connection_type]
