"""What people call the columns of a table."""

from typing import Final

from catalog.choices import EvidenceSubject
from catalog.library.columns import COLUMNS
from catalog.library.table_words import PHASES, POWER, units_of

COLUMN_LABELS: Final = {
    "number": "Model counter",
    "vendor": "Vendor",
    "model": "Model",
    "friendlyName": "Friendly name",
    "powerType": "Power type",
    PHASES: "Phases",
    "ocppUrl": "OCPP URL setting",
    "imageUrl": "Image URL",
    "identities": "Reported names",
    "archived": "Archived",
    "replacedByVendor": "Replaced by: vendor",
    "replacedByModel": "Replaced by: model",
    "connectorId": "Connector number",
    "evse": "EVSE number",
    "connectionType": "Plug",
    "format": "Cable or socket",
    "maxAmperage": "Max. current",
    "maxVoltage": "Max. voltage",
    POWER: "Max. power",
    **{
        f"{subject}{part}": f"{subject.label}: {'level of evidence' if part == 'Evidence' else part.lower()}"
        for subject in EvidenceSubject
        for part in ("Evidence", "Source", "Link", "Note")
    },
}

POWER_UNITS: Final = ("kW", "W")

_CONNECTOR: Final = [column.name for column in COLUMNS if column.is_of_connector]
_COMMON: Final = ["vendor", "model", "friendlyName", "powerType", PHASES, "ocppUrl", "imageUrl"]


def label_of(column: str, unit: str = "") -> str:
    """Return the name of a column, with the unit of its numbers."""
    label = COLUMN_LABELS.get(column, column)
    units = units_of(column)
    if not units:
        return label
    if column != POWER:
        return f"{label} ({unit or units[0]})"
    return f"{label} ({unit})" if unit else f"{label} (unit is in each cell)"


def grouped_columns() -> list[tuple[str, list[str]]]:
    """Return the columns in the order in which people look for them."""
    other = [column.name for column in COLUMNS if column.name not in (*_COMMON, *_CONNECTOR)]
    return [("Model", _COMMON), ("Connector", _CONNECTOR), ("Evidence and other", other)]
