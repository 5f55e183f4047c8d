"""One row of a catalogue file: the create request of the contract, plus extra fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from catalog.choices import EvidenceSubject
from catalog.product_fields import COLUMN_FIELDS, FIELDS_BY_NAME
from catalog.text import casefold_key

Key = tuple[str, str]
"""Vendor and model as they are compared."""

EXTRA_FIELDS: Final = ("evidence", "identities", "archived", "replacedBy")
"""The keys of a row that the create request does not have."""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One valid row.

    `document` is the create request of the contract: A, V and W as int or exact Decimal. `extra_fields` are those of
    `EXTRA_FIELDS` that the row has. `line` counts from 1, `number` counts the valid rows of the files from 0.
    """

    document: dict[str, Any]
    file: Path
    line: int
    extra_fields: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    unsaid: frozenset[str] = frozenset()
    """The names of fields that the file is silent about: a model that the catalogue has keeps them."""

    @property
    def key(self) -> Key:
        return model_key(self.document)

    @property
    def unsaid_paths(self) -> frozenset[str]:
        """The keys of `unsaid` in the document."""
        return frozenset(FIELDS_BY_NAME[name].path[0] for name in self.unsaid)

    @property
    def evidence(self) -> dict[str, dict[str, str]]:
        """By subject, without what is unset."""
        return without_unset(self.extra_fields.get("evidence"))

    @property
    def is_archived(self) -> bool:
        return bool(self.extra_fields.get("archived"))

    @property
    def successor_key(self) -> Key | None:
        """That of the model that took its place, if it says one."""
        name = self.extra_fields.get("replacedBy")
        return model_key(name) if name else None


def model_key(name: Mapping[str, Any]) -> Key:
    """Return the key of a vendor and a model."""
    return casefold_key(name["vendor"]), casefold_key(name["model"])


def without_unset(evidence: Mapping[str, Mapping[str, Any] | None] | None) -> dict[str, dict[str, str]]:
    """Return the evidence of a file without subjects and values that are null."""
    return {
        subject: {name: value for name, value in values.items() if value is not None}
        for subject, values in (evidence or {}).items()
        if values is not None
    }


def row_from_values(
    values: Mapping[str, Any], file: Path, line: int, number: int = 0, unsaid: frozenset[str] = frozenset()
) -> LibraryRow:
    """Return the row that a file has at that line."""
    document = {name: value for name, value in values.items() if name not in EXTRA_FIELDS}
    return LibraryRow(
        document, file, line, {name: values[name] for name in EXTRA_FIELDS if name in values}, number, unsaid
    )


def draft_for_existing(row: LibraryRow, station_model: Any) -> dict[str, Any]:
    """Return the arguments of `edit` and `replace` for a row, with the model's own values of what it does not say."""
    attributes = [FIELDS_BY_NAME[name].attribute for name in row.unsaid]
    return draft_from_row(row) | {attribute: getattr(station_model, attribute) for attribute in attributes}


def draft_from_row(row: LibraryRow) -> dict[str, Any]:
    """Return the arguments of `create_with_connectors` for a row. `evidence` is there where the row has it, and then
    says of each subject what there is.
    """
    document = row.document
    evidence = {"evidence": {**dict.fromkeys(EvidenceSubject.values), **row.evidence}}
    return (evidence if "evidence" in row.extra_fields else {}) | {
        **{field.attribute: field.read(document) for field in COLUMN_FIELDS},
        "connectors": [
            {
                "connector_id": connector["id"],
                "evse": connector.get("evse"),
                "connection_type": connector["connectionType"],
                "format": connector["format"],
                "max_amperage": connector["maxAmperage"],
                "max_voltage": connector["maxVoltage"],
                "max_power_watts": connector["maxPowerWatts"],
            }
            for connector in document["connectors"]
        ],
    }
