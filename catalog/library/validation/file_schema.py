"""The JSON Schema of catalogue files, made of the rules that the catalogue itself has.

`schema.json` is a copy for editors and other programs. To write it again:

    python -m catalog.library.validation.file_schema
"""

import json
from pathlib import Path
from typing import Final

from catalog.choices import ConnectionType, ConnectorFormat, EvidenceLevel, EvidenceSubject
from catalog.library.validation.product_schema import Schema, described, object_schema, product_schemas
from catalog.limits import (
    AMPERAGE_MAX,
    CONNECTOR_ID_MAX,
    DECIMAL_PLACES,
    EVIDENCE_NOTE_MAX,
    EVIDENCE_SOURCE_MAX,
    EVSE_MAX,
    IDENTITIES_MAX,
    IDENTITY_SOURCE_MAX,
    POWER_MAX,
    TEXT_MAX,
    URL_MAX,
    VOLTAGE_MAX,
)
from catalog.messages import CONTROL_CHARACTER, INVALID_URL, INVISIBLE, NULL, as_clause
from catalog.product_fields import PRODUCT_FIELDS
from catalog.text import REFUSED_PATTERN, UNTRIMMED_PATTERN, VISIBLE_PATTERN, WEB_URL_PATTERN

SCHEMA_FILE: Final = Path(__file__).parents[1] / "schema.json"


def build_schema() -> Schema:
    """Return the schema of a document: a row, or a list of rows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A library file of charging station models",
        "description": "A list of rows, or one row. Each is a create request of the API plus extra fields.",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/row"}},
        "else": {"$ref": "#/$defs/row"},
        "$defs": {
            "row": object_schema("One charging station model", _ROW, required=_REQUIRED),
            "connector": object_schema(
                "One connector", _CONNECTOR, required=tuple(name for name in _CONNECTOR if name != "evse")
            ),
            "evidence": {
                **object_schema("How the catalogue knows a fact", _EVIDENCE, required=("level",)),
                "type": ["object", "null"],
                "if": {"type": "object", "properties": {"level": {"enum": [*_SOURCED]}}, "required": ["level"]},
                "then": {"properties": {"source": _GIVEN}, "required": ["source"]},
            },
            "identity": object_schema("What a station reports", _IDENTITY, required=("model",)),
            "text": {"type": "string", "$ref": "#/$defs/shortText"},
            "textOrNull": {"type": ["string", "null"], "$ref": "#/$defs/shortText"},
            "shortText": {"minLength": 1, "maxLength": TEXT_MAX, "allOf": [*_LINE, {"$ref": "#/$defs/visible"}]},
            "printable": {
                "description": as_clause(CONTROL_CHARACTER),
                "not": {"type": "string", "pattern": REFUSED_PATTERN},
            },
            "visible": {"description": as_clause(INVISIBLE), "pattern": f"^$|{VISIBLE_PATTERN}"},
            "trimmed": {
                "description": "must not start or end with white space",
                "not": {"type": "string", "pattern": UNTRIMMED_PATTERN},
            },
            "webAddress": {"description": as_clause(INVALID_URL), "pattern": WEB_URL_PATTERN},
        },
    }


def schema_text() -> str:
    """Return the schema as it is committed."""
    return json.dumps(build_schema(), ensure_ascii=False, indent=2) + "\n"


def _text_schema(description: str) -> Schema:
    return described(description, **{"$ref": "#/$defs/text"})


def _evidence(description: str) -> Schema:
    return described(description, **{"$ref": "#/$defs/evidence"})


def _rating_schema(description: str, maximum: int) -> Schema:
    step = 10**-DECIMAL_PLACES
    return described(description, type="number", exclusiveMinimum=0, maximum=maximum, multipleOf=step)


_LINE: Final = [{"$ref": "#/$defs/printable"}, {"$ref": "#/$defs/trimmed"}]


_REQUIRED: Final = tuple(dict.fromkeys(field.path[0] for field in PRODUCT_FIELDS if field.is_required))

_ROW: Final[Schema] = {
    **product_schemas(),
    "evidence": described(
        "How each fact is known. Every row of the shipped library has it for designation, ratings and ocppUrl. A "
        "subject left out or null: unknown. Without `evidence`, the evidence in the catalogue stays, except for facts "
        "that the file changes.",
        type=["object", "null"],
        additionalProperties=False,
        properties={
            EvidenceSubject.DESIGNATION.value: _evidence("Of vendor and model: there is such a product."),
            EvidenceSubject.RATINGS.value: _evidence("Of power type and connectors, with amps, volts and watts."),
            EvidenceSubject.OCPP_URL.value: _evidence("Of the name of the OCPP URL setting."),
            EvidenceSubject.IMAGE.value: _evidence("Of the picture: whose it is, and that it shows the model."),
        },
    ),
    "identities": described(
        "All that stations of this model are known to report, where that is not its name. Left out: the catalogue's "
        "stay as they are.",
        type="array",
        maxItems=IDENTITIES_MAX,
        items={"$ref": "#/$defs/identity"},
    ),
    "archived": described(
        "true: the model is retired, and another of its name may follow. Left out or false: it is active.",
        type="boolean",
    ),
    "replacedBy": described(
        "The model that took its place: of several of that name, the next one. Of archived models only.",
        type=["object", "null"],
        additionalProperties=False,
        required=["vendor", "model"],
        properties={"vendor": _text_schema("Its vendor."), "model": _text_schema("Its model.")},
    ),
}

_CONNECTOR: Final[Schema] = {
    "id": described(
        "OCPP connectorId: 1 for the first. 0 would be the station as a whole.",
        type="integer",
        minimum=1,
        maximum=CONNECTOR_ID_MAX,
    ),
    "evse": described(
        "The EVSE that the connector is part of, from 1: connectors of one EVSE serve one car at a time. For all "
        "connectors of a model, or for none. Left out or null: each connector is an EVSE of its own.",
        type=["integer", "null"],
        minimum=1,
        maximum=EVSE_MAX,
    ),
    "connectionType": described("OCPI ConnectorType.", enum=ConnectionType.values),
    "format": described(
        "OCPI ConnectorFormat: a cable on the station, or a socket for the driver's own.", enum=ConnectorFormat.values
    ),
    "maxAmperage": _rating_schema("Highest current in amperes (A); of AC, per phase.", AMPERAGE_MAX),
    "maxVoltage": _rating_schema("Highest voltage in volts (V); of AC, line to neutral.", VOLTAGE_MAX),
    "maxPowerWatts": _rating_schema(
        "Highest power in watts (W) of this connector, of all its phases together.", POWER_MAX
    ),
}

_SOURCED: Final = (EvidenceLevel.CITED.value, EvidenceLevel.DERIVED.value)
_GIVEN: Final[Schema] = {"description": as_clause(NULL), "not": {"type": "null"}}

_EVIDENCE: Final[Schema] = {
    "level": described(
        "cited: the source gives it. derived: computed from what the source gives; the note has the formula. known: "
        "general knowledge, no document was opened. assumed: a default that has not been checked.",
        enum=EvidenceLevel.values,
    ),
    "source": described(
        "What a reviewer can open, with the page. Required of what is cited or derived.",
        type=["string", "null"],
        minLength=1,
        maxLength=EVIDENCE_SOURCE_MAX,
        allOf=_LINE,
    ),
    "link": described(
        "An absolute http or https URL of the source. Left out or null: none. It is never fetched.",
        type=["string", "null"],
        maxLength=URL_MAX,
        allOf=[{"$ref": "#/$defs/printable"}, {"$ref": "#/$defs/webAddress"}],
    ),
    "note": described(
        "A formula, or which figure is not in the source. Left out or null: none.",
        type=["string", "null"],
        minLength=1,
        maxLength=EVIDENCE_NOTE_MAX,
        allOf=_LINE,
    ),
}

_IDENTITY: Final[Schema] = {
    "vendor": described(
        "chargePointVendor (OCPP 1.6) or vendorName (2.0.1) of the BootNotification. Left out or null: it is empty.",
        **{"$ref": "#/$defs/textOrNull"},
    ),
    "model": _text_schema("chargePointModel or model of it. With a * at its end, whatever begins like that."),
    "serialNumberPrefix": described(
        "Prefix of its serial number, where the model alone is ambiguous. Left out or null: any.",
        **{"$ref": "#/$defs/textOrNull"},
    ),
    "firmwareVersionPrefix": described(
        "What its firmware version begins with. Left out or null: any.", **{"$ref": "#/$defs/textOrNull"}
    ),
    "source": described(
        "Where it was seen. Left out or null: unknown.",
        type=["string", "null"],
        minLength=1,
        maxLength=IDENTITY_SOURCE_MAX,
        allOf=_LINE,
    ),
}


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
