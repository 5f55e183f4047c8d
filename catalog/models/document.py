"""A station model in the contract's words."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from catalog.models.connector import Connector
from catalog.product_fields import PRODUCT_FIELDS, FieldKind

if TYPE_CHECKING:
    from catalog.models.station_model_fields import StationModelFields


AUDIT_ONLY_FIELDS = ("evidence", "dismissedChecks", "imageAlt", "replacedBy")
"""Fields of a model's record in the history that its document does not have. Present only where set."""


def build_document(station_model: "StationModelFields", connectors: Iterable[Connector]) -> dict[str, Any]:
    """Return the JSON of the API: amps, volts and watts; times in UTC, RFC 3339, whole seconds; None for unset
    values.
    """
    document: dict[str, Any] = {"id": str(station_model.id)}
    for field in PRODUCT_FIELDS:
        is_column = field.kind is not FieldKind.CONNECTORS
        value = getattr(station_model, field.attribute) if is_column else [each.as_document() for each in connectors]
        field.write(document, value)
    return {
        **document,
        "isArchived": station_model.is_archived,
        "createdAt": format_time(station_model.created_at),
        "updatedAt": format_time(station_model.updated_at),
    }


def describes_same_product(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two documents differ in nothing but id, state and times."""
    return all(field.read(one) == field.read(other) for field in PRODUCT_FIELDS)


def strip_audit_fields(record: dict[str, Any] | None) -> dict[str, Any]:
    """Return what of a model's record in the history is in the contract."""
    if record is None:
        return {}
    connectors = [{name: value for name, value in each.items() if name != "evse"} for each in record["connectors"]]
    return {name: value for name, value in record.items() if name not in AUDIT_ONLY_FIELDS} | {"connectors": connectors}


def dump_json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def format_time(value: datetime | None) -> str | None:
    """Return a time as the contract writes it; None for a model that is not saved."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
