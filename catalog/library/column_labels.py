"""What people call the columns of a table. Each is a heading that is understood."""

from typing import Final

from catalog.choices import EvidenceSubject
from catalog.product_fields import COLUMN_FIELDS

COLUMN_LABELS: Final = {
    **{field.name: field.label for field in COLUMN_FIELDS},
    "number": "Model counter",
    "phases": "Phases",
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
