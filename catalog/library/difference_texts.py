"""Differences between the catalogue and a file as people read them: "Connector 1 power: 22 kW → 11 kW"."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from catalog.choices import ConnectionType, ConnectorFormat, EvidenceSubject, PowerType
from catalog.library.comparison import Difference, RowComparison
from catalog.product_fields import PRODUCT_FIELDS

_ARROW: Final = "\N{RIGHTWARDS ARROW}"
_NAMES: Final = {
    **{field.path[0]: field.label for field in PRODUCT_FIELDS},
    "archived": "Archived",
    "replacedBy": "Replaced by",
    "connectionType": "plug",
    "format": "format",
    "maxAmperage": "current",
    "maxVoltage": "voltage",
    "maxPowerWatts": "power",
    "evse": "EVSE",
    "id": "number",
}
_CHOICES: Final[dict[str, Any]] = {
    "powerType": PowerType,
    "connectionType": ConnectionType,
    "format": ConnectorFormat,
}
_UNITS: Final = {"maxAmperage": "A", "maxVoltage": "V"}
_WATTS_PER_KW: Final = 1_000
_TEXT_MAX: Final = 200


def describe_differences(comparison: RowComparison) -> list[str]:
    """Return each difference of a row in a line: what it is, as the catalogue has it, and as the file has it."""
    connectors = comparison.row.document["connectors"]
    return [_describe(each, connectors) for each in comparison.differences]


def _describe(difference: Difference, connectors: list[Mapping[str, Any]]) -> str:
    name, *rest = difference.field.split("/")
    before, after = difference.in_catalogue, difference.in_file
    if name == "connectors":
        return _describe_connector(int(rest[0]), rest[1:], before, after, connectors)
    if name == "evidence":
        subject = str(EvidenceSubject(rest[0]).label) if rest else ""
        label = " ".join(["Evidence of", subject, *rest[1:]]).strip()
    elif name == "identities":
        label = f"Reported name {rest[0]}" if rest else "Reported names"
        before, after = (_yes_or_no(each, "listed", "not listed") for each in (before, after))
    else:
        label = _NAMES.get(name, name)
    return f"{label}: {format_value(name, before)} {_ARROW} {format_value(name, after)}"


def _describe_connector(
    position: int, rest: list[str], before: Any, after: Any, connectors: list[Mapping[str, Any]]
) -> str:
    known = connectors[position] if position < len(connectors) else before
    number = known["id"] if isinstance(known, Mapping) else position + 1
    if not rest:
        added = before is None
        return f"Connector {number} {'added' if added else 'removed'}: {describe_connector(after if added else before)}"
    if rest[0] == "maxPowerWatts":
        before, after = format_powers(before, after)
    name = _NAMES.get(rest[0], rest[0])
    return f"Connector {number} {name}: {format_value(rest[0], before)} {_ARROW} {format_value(rest[0], after)}"


def summarise_connectors(connectors: Iterable[Mapping[str, Any]]) -> str:
    """Return the connectors in short, equal ones once: "Type 2 socket, 22 kW; CCS2 cable, 50 kW"."""
    counted = Counter(map(describe_connector, connectors))
    return "; ".join(
        f"{count} \N{MULTIPLICATION SIGN} {text}" if count > 1 else text for text, count in counted.items()
    )


def describe_connector(connector: Mapping[str, Any]) -> str:
    """Return a connector in a line, such as "Type 2 cable, 22 kW"."""
    plug = format_value("connectionType", connector["connectionType"])
    [power] = format_powers(connector["maxPowerWatts"])
    return f"{plug} {format_value('format', connector['format']).lower()}, {power}"


def format_powers(*watts: Any) -> list[str]:
    """Return the powers in kW; all in W where one is less than 1 kW, or the kW would have more than two decimals."""
    exact = [Decimal(str(each)) for each in watts if each is not None]
    if any(each < _WATTS_PER_KW or each % 10 for each in exact):
        return ["none" if each is None else f"{each:,} W" for each in watts]
    return ["none" if each is None else f"{_in_kilowatts(each)} kW" for each in watts]


def _in_kilowatts(watts: Any) -> str:
    digits = f"{Decimal(str(watts)) / _WATTS_PER_KW:,.2f}"
    return digits.rstrip("0").rstrip(".")


def format_value(name: str, value: Any) -> str:
    """Return a value of that field as people read it; "none" for one that is not set."""
    if value is None or value in ("", [], {}):
        return "none"
    if name in _CHOICES:
        return str(dict(_CHOICES[name].choices).get(value, value))
    if name in _UNITS:
        return f"{value:,} {_UNITS[name]}"
    match value:
        case bool():
            return "yes" if value else "no"
        case Mapping():
            value = ", ".join(str(each) for each in value.values())
        case tuple() | list():
            value = " ".join(str(each) for each in value)
    return str(value)[:_TEXT_MAX]


def _yes_or_no(value: Any, yes: str, no: str) -> Any:
    return value if isinstance(value, str) else yes if value else no
