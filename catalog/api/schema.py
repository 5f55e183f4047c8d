"""The OpenAPI document: what all operations share. What each one says of itself stands in `descriptions.py`."""

import functools
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

from catalog.api.answers import ALWAYS, ERRORS, ERRORS_OF_HEADERS, EVERYWHERE, HEADERS, PROBLEM, SUCCESS_HEADERS
from catalog.api.problems import CONTENT_TYPE
from catalog.api.resolving import REPORTS_MAX
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


def _header_refs(names: list[str]) -> type_of_schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def complete(result: type_of_schema, generator: Any, request: Any, public: bool) -> type_of_schema:
    """drf-spectacular's hook: headers and errors on every operation, and what must be there in every answer."""
    components = result["components"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {
        name: {
            "description": text,
            "headers": _header_refs([*EVERYWHERE, *own]),
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for name, text, own in ERRORS.values()
    }
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
        elif "properties" in schema and name != "Problem":
            schema["required"] = list(schema["properties"])
    _limit_items(components["schemas"]["CreateChargingStationModelRequest"], "connectors", CONNECTORS_MAX)
    _limit_items(components["schemas"]["ReportsRequest"], "items", REPORTS_MAX)
    result["paths"] = {path.removesuffix("/"): item for path, item in result["paths"].items()}
    for path, item in result["paths"].items():
        for operation in item.values():
            _complete_operation(operation, has_id="{id}" in path)
    return result


def _limit_items(schema: type_of_schema, name: str, maximum: int) -> None:
    """drf-spectacular does not read the limits of a list of serializers."""
    schema["properties"][name] |= {"minItems": 1, "maxItems": maximum}


def _complete_operation(operation: type_of_schema, *, has_id: bool) -> None:
    responses = operation["responses"]
    sent = [each["name"] for each in operation.get("parameters", [])]
    if "If-None-Match" in sent:
        responses["304"] = {"description": "Nothing has changed since the tag in `If-None-Match`."}
    for status, response in responses.items():
        is_tagged = status != "200" or {"If-Match", "If-None-Match"} & set(sent)
        own = [*SUCCESS_HEADERS[status]] if is_tagged else []
        own += ["Link"] if operation["operationId"].startswith("list") and status == "200" else []
        own += ["Idempotency-Replayed"] if "Idempotency-Key" in sent else []
        response["headers"] = _header_refs([*EVERYWHERE, *own])
    statuses = [*ALWAYS, *(status for name in sent for status in ERRORS_OF_HEADERS.get(name, []))]
    statuses += operation.pop("x-errors", [])
    if has_id:
        statuses.append("404")
    if "requestBody" in operation:
        statuses += ["413", "415"]
        operation["requestBody"]["required"] = True
    for status in sorted(set(statuses)):
        responses[status] = {"$ref": f"#/components/responses/{ERRORS[status][0]}"}


@functools.cache
def document() -> bytes:
    """This will return the OpenAPI document as JSON. It is the same for every caller, so it is made once a process."""
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def openapi(request: HttpRequest) -> HttpResponse:
    """GET /openapi.json"""
    return HttpResponse(document(), content_type="application/json")
