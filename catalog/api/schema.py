"""The OpenAPI document: what all operations share. What each one says of itself stands in `descriptions.py`."""

import functools
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

from catalog.api.problems import CONTENT_TYPE
from catalog.limits import CONNECTOR_ID_MAX, CONNECTORS_MAX, DECIMAL_PLACES
from catalog.models import READ_SCOPE, WRITE_SCOPE
from catalog.text import TEXT_PATTERN, WEB_URL_PATTERN

if TYPE_CHECKING:
    from drf_spectacular.utils import Direction

type_of_schema = dict[str, Any]


class CatalogueSchema(AutoSchema):
    """drf-spectacular's description of a view, in which a list is an object with items and not a bare array."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "catalog.api.authentication.BearerAuthentication"
    name = "clientCredentials"

    def get_security_definition(self, auto_schema: AutoSchema) -> type_of_schema:
        scopes = {READ_SCOPE: "Read the catalogue", WRITE_SCOPE: "Change the catalogue"}
        return {
            "type": "oauth2",
            "description": "An API client's id and secret for a token that acts for the client's owner, for an hour.",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        from catalog.api.permissions import ACTIONS

        return {self.name: [ACTIONS[auto_schema.view.action].scope]}  # type: ignore[attr-defined]


class TextFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.TextField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> type_of_schema:
        schema = {"type": "string", "minLength": 1, "maxLength": self.target.max_length}
        if direction == "request":
            schema["pattern"] = WEB_URL_PATTERN if self.target.source == "image_url" else TEXT_PATTERN
        return schema


class RatingFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.RatingField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> type_of_schema:
        return {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": self.target.maximum,
            "multipleOf": 10**-DECIMAL_PLACES,
        }


class ConnectorIdFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.ConnectorIdField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> type_of_schema:
        return {"type": "integer", "minimum": 1, "maximum": CONNECTOR_ID_MAX}


# What every answer of the API carries.
_HEADERS = {
    "X-Request-Id": "The request's id: yours, where you sent one of 8 to 128 letters, digits and . _ : -, else ours.",
    "X-RateLimit-Limit": "Requests a minute that this caller has. Absent where there is no limit.",
    "X-RateLimit-Remaining": "What is left of the minute under way.",
    "X-RateLimit-Reset": "Seconds until the next minute begins.",
    "Cache-Control": "Always `private, no-cache`: keep an answer, and ask before you use it again.",
    "ETag": "A strong tag of the answer, from the catalogue's revision.",
    "Location": "The path of the new charging station model.",
    "Allow": "The methods of this path.",
    "WWW-Authenticate": "What is asked for (RFC 6750).",
    "Retry-After": "Seconds to wait before the next try.",
}
_EVERYWHERE = ["X-Request-Id", "Cache-Control", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
_SUCCESS_HEADERS = {"200": ["ETag"], "201": ["ETag", "Location"]}

# Status: name of the response, its codes in words, headers of its own.
_ERRORS: dict[str, tuple[str, str, list[str]]] = {
    "400": ("BadRequest", "`validation_error`: `errors` names each fault. `malformed_json`, `bad_request`.", []),
    "401": ("Unauthorized", "`not_authenticated`, `invalid_token`.", ["WWW-Authenticate"]),
    "403": ("Forbidden", "`permission_denied`, `insufficient_scope`.", ["WWW-Authenticate"]),
    "404": ("NotFound", "`not_found`: no charging station model has this id.", []),
    "405": ("MethodNotAllowed", "`method_not_allowed`.", ["Allow"]),
    "406": ("NotAcceptable", "`not_acceptable`: answers are `application/json`.", []),
    "409": ("Conflict", "`already_exists`: `conflictingId` is the active model of this vendor and name.", []),
    "413": ("BodyTooLarge", "`body_too_large`: at most 256 KiB.", []),
    "415": ("UnsupportedMediaType", "`unsupported_media_type`: send `application/json`.", []),
    "429": ("RateLimited", "`rate_limited`.", ["Retry-After"]),
    "500": ("InternalError", "`internal_error`: a fault of the service; it has been logged.", []),
    "503": ("Unavailable", "`unavailable`: the database cannot be reached or is too busy.", ["Retry-After"]),
}
_ALWAYS = ["400", "401", "403", "405", "406", "429", "500", "503"]

_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "`/problems/` and the code with dashes."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and what to do."},
        "instance": {"type": "string", "description": "The path of the request."},
        "code": {"type": "string", "description": "Stable: decide on this."},
        "requestId": {"type": "string"},
        "conflictingId": {"type": "string", "description": "With `already_exists`."},
        "errors": {
            "type": "array",
            "description": "With `validation_error`: every fault, by `pointer` or `parameter`.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Place in the body, `#` and a JSON pointer (RFC 6901).",
                    },
                    "parameter": {"type": "string", "description": "Name of a query parameter."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def _header_refs(names: list[str]) -> type_of_schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def complete(result: type_of_schema, generator: Any, request: Any, public: bool) -> type_of_schema:
    """drf-spectacular's hook: headers and errors on every operation, and what must be there in every answer."""
    components = result["components"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
    }
    components["schemas"]["Problem"] = _PROBLEM
    components["responses"] = {
        name: {
            "description": text,
            "headers": _header_refs([*_EVERYWHERE, *own]),
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for name, text, own in _ERRORS.values()
    }
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
        elif "properties" in schema and name != "Problem":
            schema["required"] = list(schema["properties"])
    _limit_connectors(components["schemas"]["CreateChargingStationModelRequest"])
    result["paths"] = {path.removesuffix("/"): item for path, item in result["paths"].items()}
    for path, item in result["paths"].items():
        for operation in item.values():
            _complete_operation(operation, has_id="{id}" in path)
    return result


def _limit_connectors(schema: type_of_schema) -> None:
    """drf-spectacular does not read the limits of a list of serializers."""
    schema["properties"]["connectors"] |= {"minItems": 1, "maxItems": CONNECTORS_MAX}


def _complete_operation(operation: type_of_schema, *, has_id: bool) -> None:
    responses = operation["responses"]
    for status, response in responses.items():
        own = [] if operation["operationId"].startswith("list") else _SUCCESS_HEADERS[status]
        response["headers"] = _header_refs([*_EVERYWHERE, *own])
    statuses = [*_ALWAYS, *operation.pop("x-errors", [])]
    if has_id:
        statuses.append("404")
    if "requestBody" in operation:
        statuses += ["413", "415"]
        operation["requestBody"]["required"] = True
    for status in sorted(statuses):
        responses[status] = {"$ref": f"#/components/responses/{_ERRORS[status][0]}"}


@functools.cache
def document() -> bytes:
    """This will return the OpenAPI document as JSON. It is the same for every caller, so it is made once a process."""
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def openapi(request: HttpRequest) -> HttpResponse:
    """GET /openapi.json"""
    return HttpResponse(document(), content_type="application/json")
