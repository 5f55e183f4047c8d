"""JSON Schemas of OCPI's EVSE and Connector, made of the tables of its specification.

`ocpi_tables` has, for each version, the tables "EVSE Object", "Connector Object" and of the enumerations that a model
decides, as the release's own document has them: object, property, type and cardinality; or enumeration and value. An
object may have every property of its table and no other.
"""

import functools
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "ocpi_tables"

_DATE_TIME = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z?$"}
_TYPES: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
    "DateTime": _DATE_TIME,
    "URL": {"type": "string", "maxLength": 255},
}


@functools.cache
def tables(version: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table of a version."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line in (TABLES / f"{version}.txt").read_text().splitlines():
        if not line.startswith("#"):
            name, *cells = line.split()
            found[name].append(cells)
    return found


def connector_schema(version: str) -> dict[str, Any]:
    return _object_schema("Connector", version)


def evse_schema(version: str) -> dict[str, Any]:
    return _object_schema("EVSE", version)


def _object_schema(name: str, version: str) -> dict[str, Any]:
    rows = tables(version)[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [property_ for property_, _, cardinality in rows if cardinality in ("1", "+")],
        "properties": {
            property_: _of_cardinality(_type_schema(kind, version), cardinality)
            for property_, kind, cardinality in rows
        },
    }


def _of_cardinality(schema: dict[str, Any], cardinality: str) -> dict[str, Any]:
    if cardinality in ("1", "?"):
        return schema
    return {"type": "array", "minItems": 1 if cardinality == "+" else 0, "items": schema}


def _type_schema(kind: str, version: str) -> dict[str, Any]:
    """Return the schema of a type of the tables; what a model does not decide may be anything."""
    if text := re.fullmatch(r"(?:Ci)?[Ss]tring\((\d+)\)", kind):
        return {"type": "string", "pattern": f"^[ -~]{{1,{text[1]}}}$"}
    if kind == "Connector":
        return connector_schema(version)
    if kind in tables(version):
        return {"enum": [value for [value] in tables(version)[kind]]}
    return _TYPES.get(kind, {})


def completed(evses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """EVSEs of the catalogue, with what OCPI requires besides and only their operator knows."""
    own = {"last_updated": "2026-11-22T09:00:00Z"}
    return [
        evse | own | {"status": "AVAILABLE", "connectors": [each | own for each in evse["connectors"]]}
        for evse in evses
    ]
