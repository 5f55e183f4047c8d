"""What people call the columns of a table. Each is a heading that is understood."""

from typing import Final

from catalog.choices import EvidenceSubject

COLUMN_LABELS: Final = {
    "number": "Model counter",
    "vendor": "Vendor",
    "model": "Model",
    "friendlyName": "Friendly name",
    "powerType": "Power type",
    "phases": "Phases",
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
    "maxPowerWatts": "Max. power",
    **{
        f"{subject.value}{part}": f"{subject.label}: {'level of evidence' if part == 'Evidence' else part.lower()}"
        for subject in EvidenceSubject
        for part in ("Evidence", "Source", "Link", "Note")
    },
}
