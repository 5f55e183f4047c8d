"""JSON Schemas of OCPI's EVSE and Connector, written from the tables of its specification.

Source: https://github.com/ocpi/ocpi, `mod_locations.asciidoc` of 2.2.1: the sections "EVSE Object", "Connector Object",
"ConnectorFormat enum", "ConnectorType enum", "PowerType enum" and "Status enum", and `types.asciidoc` for CiString and
DateTime. What 2.3.0 adds: https://docs.rs/ocpi-kit. An object may have every property of its table and no other.
"""

from typing import Any

_2_2_1 = [
    *("CHADEMO", "CHAOJI", *(f"DOMESTIC_{letter}" for letter in "ABCDEFGHIJKLMNO"), "GBT_AC", "GBT_DC"),
    *("IEC_60309_2_single_16", "IEC_60309_2_three_16", "IEC_60309_2_three_32", "IEC_60309_2_three_64"),
    *("IEC_62196_T1", "IEC_62196_T1_COMBO", "IEC_62196_T2", "IEC_62196_T2_COMBO", "IEC_62196_T3A", "IEC_62196_T3C"),
    *("NEMA_5_20", "NEMA_6_30", "NEMA_6_50", "NEMA_10_30", "NEMA_10_50", "NEMA_14_30", "NEMA_14_50"),
    *("PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN", "TESLA_R", "TESLA_S"),
]
CONNECTOR_TYPES = {"2.2.1": _2_2_1, "2.3.0": [*_2_2_1, "MCS", "SAE_J3400"]}

_CI_STRING_36 = {"type": "string", "pattern": "^[ -~]{1,36}$"}
_DATE_TIME = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z?$"}
_INT = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}


def connector_schema(version: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "standard", "format", "power_type", "max_voltage", "max_amperage", "last_updated"],
        "properties": {
            "id": _CI_STRING_36,
            "standard": {"enum": CONNECTOR_TYPES[version]},
            "format": {"enum": ["SOCKET", "CABLE"]},
            "power_type": {"enum": ["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"]},
            "max_voltage": _INT,
            "max_amperage": _INT,
            "max_electric_power": _INT,
            "tariff_ids": {"type": "array", "items": _CI_STRING_36},
            "terms_and_conditions": {"type": "string"},
            **({"capabilities": {"type": "array"}} if version == "2.3.0" else {}),
            "last_updated": _DATE_TIME,
        },
    }


def evse_schema(version: str) -> dict[str, Any]:
    optional = ["status_schedule", "capabilities", "floor_level", "coordinates", "physical_reference", "directions"]
    optional += ["parking_restrictions", "images"]
    optional += ["parking", "accepted_service_providers"] if version == "2.3.0" else []
    statuses = ["AVAILABLE", "BLOCKED", "CHARGING", "INOPERATIVE", "OUTOFORDER", "PLANNED", "REMOVED", "RESERVED"]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["uid", "status", "connectors", "last_updated"],
        "properties": {
            "uid": _CI_STRING_36,
            "evse_id": {"type": "string", "maxLength": 48},
            "status": {"enum": [*statuses, "UNKNOWN"]},
            **{name: {} for name in optional},
            "connectors": {"type": "array", "minItems": 1, "items": connector_schema(version)},
            "last_updated": _DATE_TIME,
        },
    }


def completed(evses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """EVSEs of the catalogue, with what OCPI requires besides and only their operator knows."""
    own = {"last_updated": "2026-11-22T09:00:00Z"}
    return [
        evse | own | {"status": "AVAILABLE", "connectors": [each | own for each in evse["connectors"]]}
        for evse in evses
    ]
