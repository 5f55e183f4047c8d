"""Limits of requests and responses that serializer fields do not state, for the OpenAPI document.

Clients size buffers by them, and gateways can reject invalid requests.
"""

from typing import Any, Final

from django.conf import settings

from catalog.api.query_params import REVISION_MAX
from catalog.api.resolve_requests import REPORTS_MAX
from catalog.limits import (
    CONNECTORS_MAX,
    ERRORS_MAX,
    EVIDENCE_NOTE_MAX,
    EVIDENCE_SOURCE_MAX,
    IDENTITY_SOURCE_MAX,
    TEXT_MAX,
    URL_MAX,
)
from catalog.models.audit_event import REASON_MAX
from catalog.text import ID_PATTERN

Schema = dict[str, Any]

ID_SENT: Final = {"type": "string", "minLength": 36, "maxLength": 36, "pattern": ID_PATTERN}
"""ID in a request. It has no `format: uuid`, because IDs are opaque to callers."""

ID_RETURNED: Final = {"minLength": 36, "maxLength": 36, "pattern": ID_PATTERN.replace("A-F", "")}

REVISION: Final = {"format": "int64", "minimum": 0, "maximum": REVISION_MAX}

_LINE: Final = {"pattern": r"^[^\x00-\x1f]*$"}
_TIME: Final = {"minLength": 20, "maxLength": 20, "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
_REQUEST_ID: Final = {"minLength": 8, "maxLength": 128, "pattern": "^[A-Za-z0-9._:-]+$"}
_REPORTED: Final = {"maxLength": TEXT_MAX, **_LINE}
_WHOLE: Final = {"format": "int32", "minimum": 0, "maximum": 2**31 - 1}
_OCPI_ID: Final = {"minLength": 1, "maxLength": 36, "pattern": "^[0-9]+$"}  # CiString(36) in OCPI
_PAGE: Final = {"maxItems": 100}

_RESPONSE_LIMITS: Final[dict[str, dict[str, Schema]]] = {
    "ChargingStationModel": {
        "id": ID_RETURNED,
        "connectors": {"minItems": 1, "maxItems": CONNECTORS_MAX},
        "createdAt": _TIME,
        "updatedAt": _TIME,
    },
    "ChargingStationModelItems": {"items": _PAGE},
    "ChargingStationModelChangedItems": {"items": _PAGE, "revision": REVISION},
    "ChargingStationModelHistoryItems": {"items": _PAGE},
    "ChargingStationModelEvent": {
        "revision": REVISION,
        "at": _TIME,
        "reason": {"maxLength": REASON_MAX, "pattern": r"^[^\x00]*$"},
        "requestId": _REQUEST_ID,
        "changes": {"maxItems": 20},
    },
    "HistoryActor": {
        "user": {"maxLength": 150, **_LINE},  # max_length of User.username
        "client": {"maxLength": 100, **_LINE},
        "command": {"maxLength": 100, **_LINE},
    },
    "HistoryChange": {"field": {"maxLength": 50, "pattern": "^[A-Za-z]+$"}},
    "OcpiSkeletons": {"evses": {"minItems": 1, "maxItems": CONNECTORS_MAX}},
    "OcpiEvse": {"uid": _OCPI_ID, "connectors": {"minItems": 1, "maxItems": CONNECTORS_MAX}},
    "OcpiConnector": {"id": _OCPI_ID},
    "ReportedIdentity": {
        "id": ID_RETURNED,
        "vendor": _REPORTED,
        "model": _REPORTED,
        "serialNumberPrefix": _REPORTED,
        "firmwareVersionPrefix": _REPORTED,
        "source": {"maxLength": IDENTITY_SOURCE_MAX, **_LINE},
    },
    "VendorSynonym": {"name": _REPORTED, "vendor": _REPORTED},
    "Evidence": {
        "source": {"maxLength": EVIDENCE_SOURCE_MAX, **_LINE},
        "link": {"maxLength": URL_MAX},
        "note": {"maxLength": EVIDENCE_NOTE_MAX, **_LINE},
    },
    "Vendor": {
        "name": {"minLength": 1, "maxLength": TEXT_MAX, **_LINE},
        "aliases": {"maxItems": 10_000, "items": {"type": "string", **_REPORTED}},
        "website": {"maxLength": URL_MAX},
    },
    "VendorItems": {"items": _PAGE},
    "ResolutionItems": {"items": {"minItems": 1, "maxItems": REPORTS_MAX}},
    "Problem": {
        "type": {"maxLength": 100, "pattern": "^/problems/[a-z-]+$"},
        "title": {"maxLength": 50, "pattern": "^[A-Za-z ]+$"},
        "status": {"format": "int32", "minimum": 400, "maximum": 599},
        "code": {"maxLength": 50, "pattern": "^[a-z_]+$"},
        "requestId": _REQUEST_ID,
        "conflictingId": ID_RETURNED,
        "errors": {"maxItems": ERRORS_MAX},
    },
}

_COUNT: Final = {"type": "integer", **_WHOLE}
_ASCII: Final = {"type": "string", "pattern": r"^[\x20-\x7e]*$"}

HEADER_SCHEMAS: Final[dict[str, Schema]] = {
    "X-Request-Id": {"type": "string", **_REQUEST_ID},
    "X-RateLimit-Limit": _COUNT,
    "X-RateLimit-Remaining": _COUNT,
    "X-RateLimit-Reset": _COUNT,
    "Cache-Control": {"type": "string", "enum": ["private, no-cache"]},
    "Vary": {**_ASCII, "maxLength": 200},
    "Idempotency-Replayed": {"type": "string", "enum": ["true"]},
    "ETag": {"type": "string", "maxLength": 50, "pattern": '^"[0-9]+-[0-9]+"$'},
    "Location": {**_ASCII, "maxLength": 200},
    "Allow": {**_ASCII, "maxLength": 100},
    "WWW-Authenticate": {**_ASCII, "maxLength": 200},
    "Retry-After": _COUNT,
}
"""Schemas of response headers. `Link` is missing: it repeats the query and is as long as the query."""


def add_limits(schemas: Schema) -> None:
    """Add the limits to the components of the document."""
    for component, properties in _RESPONSE_LIMITS.items():
        for name, limits in properties.items():
            schemas[component]["properties"][name] |= limits
    for component, each in schemas.items():
        for schema in each.get("properties", {}).values():
            if schema.get("type") == "integer":
                schema.setdefault("format", "int32")
                schema.setdefault("maximum", 2**31 - 1)
            if component.endswith("Request"):
                mark_free_text(schema)


def mark_free_text(schema: Schema) -> None:
    """Add a pattern that allows all characters to a string without other restrictions.

    In the schema of the field, drf-spectacular would split a string that may be blank into two alternatives.
    """
    if "string" in schema.get("type", "") and not {"pattern", "format", "enum"} & schema.keys():
        schema["pattern"] = r"^[\s\S]*$"


def report_text(max_length: int | None) -> Schema:
    """Return the schema of a reported text. Without `max_length` the size of the body is the limit."""
    return {"type": "string", "maxLength": max_length or settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
