"""Example bodies of the OpenAPI document."""

from typing import Any

# Strings and IDs are placeholders, except for the URL, which is validated.
PLACEHOLDER_BODY: dict[str, Any] = {
    "vendor": "string",
    "model": "string",
    "friendlyName": "string",
    "powerType": "AC_1_PHASE",
    "connectors": [
        {
            "id": 123,
            "connectionType": "CHADEMO",
            "format": "CABLE",
            "maxAmperage": 123.0,
            "maxVoltage": 123.0,
            "maxPowerWatts": 123.0,
        }
    ],
    "configurationKeys": {"ocppUrl": "string"},
    "imageUrl": "https://example.com/string.png",
}
CREATE_BODY: dict[str, Any] = {
    "vendor": "Wallbox",
    "model": "PLP1-0-2-4",
    "friendlyName": "Pulsar Plus 22 kW, Type 2 cable",
    "powerType": "AC_3_PHASE",
    "connectors": [
        {
            "id": 1,
            "connectionType": "IEC_62196_T2",
            "format": "CABLE",
            "maxAmperage": 32,
            "maxVoltage": 230,
            "maxPowerWatts": 22080,
        }
    ],
    "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
}
MODEL: dict[str, Any] = {
    "id": "0b1c7e8e-6f5b-4a53-9a05-2f6d6c1f8f0e",
    **CREATE_BODY,
    "imageUrl": None,
    "isArchived": False,
    "createdAt": "2023-06-07T17:32:28Z",
    "updatedAt": "2023-06-07T17:32:28Z",
}
ARCHIVED = {**MODEL, "isArchived": True, "updatedAt": "2026-11-22T09:00:00Z"}

LIBRARY_ROW: dict[str, Any] = {
    **CREATE_BODY,
    "evidence": {
        "designation": {"level": "cited", "source": "The maker's price list of 2026, page 7."},
        "ratings": {
            "level": "derived",
            "source": "The maker's price list of 2026, page 7.",
            "note": "230 V derived: 22 kW / (3 x 32 A).",
        },
    },
    "identities": [{"vendor": "Wall Box Chargers", "model": "PLP1-0-2-4"}],
}

BOOT_REPORT = {"vendor": "Wall Box Chargers", "model": "PLP1-0-2-4", "serialNumber": "123456"}
UNKNOWN_REPORT = {"vendor": "", "model": "ACChargePoint"}
RESOLUTION: dict[str, Any] = {
    "match": "exact",
    "model": MODEL,
    "matchedBy": {
        "rule": "name",
        "identity": None,
        "vendorSynonym": {"name": "Wall Box Chargers", "vendor": "Wallbox"},
        "isCut": False,
    },
    "successor": None,
    "candidates": [],
}
NO_MATCH: dict[str, Any] = {"match": "none", "model": None, "matchedBy": None, "successor": None, "candidates": []}

OCPI: dict[str, Any] = {
    "data": {
        "version": "2.2.1",
        "evses": [
            {
                "uid": "1",
                "connectors": [
                    {
                        "id": "1",
                        "standard": "IEC_62196_T2_COMBO",
                        "format": "CABLE",
                        "power_type": "DC",
                        "max_voltage": 920,
                        "max_amperage": 200,
                        "max_electric_power": 90000,
                    },
                    {
                        "id": "2",
                        "standard": "CHADEMO",
                        "format": "CABLE",
                        "power_type": "DC",
                        "max_voltage": 500,
                        "max_amperage": 125,
                        "max_electric_power": 50000,
                    },
                ],
            },
            {
                "uid": "2",
                "connectors": [
                    {
                        "id": "3",
                        "standard": "IEC_62196_T2",
                        "format": "SOCKET",
                        "power_type": "AC_3_PHASE",
                        "max_voltage": 230,
                        "max_amperage": 32,
                        "max_electric_power": 22080,
                    }
                ],
            },
        ],
    }
}

OCPI_2_1_1: dict[str, Any] = {
    "data": {
        "version": "2.1.1",
        "evses": [
            {
                "uid": "1",
                "connectors": [
                    {
                        "id": "1",
                        "standard": "IEC_62196_T2_COMBO",
                        "format": "CABLE",
                        "power_type": "DC",
                        "voltage": 920,
                        "amperage": 200,
                    }
                ],
            }
        ],
    }
}
