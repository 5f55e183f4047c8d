"""Schema generator and extensions of drf-spectacular. The operations are described in `operations.py`.

Imported when the document is first requested, because it takes a tenth of a worker's memory.
"""

import functools
import json
from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
    OpenApiViewExtension,
)
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from catalog.api.error_codes import ERROR_CODES
from catalog.api.ocpi import NOT_IN_EVERY_VERSION
from catalog.api.openapi.limits import HEADER_SCHEMAS, add_limits, mark_free_text, report_text
from catalog.api.openapi.operations import extend_resolve_many, extend_station_model_views
from catalog.api.openapi.responses import (
    BODY_ERRORS,
    COMMON_ERRORS,
    COMMON_HEADERS,
    DETAIL_ERRORS,
    HEADERS,
    IF_MATCH_ERRORS,
    PROBLEM_SCHEMA,
    QUERY_ERRORS,
    SUCCESS_HEADERS,
    WRITE_ERRORS,
    error_response,
    header_refs,
)
from catalog.api.resolve_requests import REPORTS_MAX
from catalog.limits import CONNECTOR_ID_MAX, CONNECTORS_MAX, DECIMAL_PLACES
from catalog.models import READ_SCOPE, WRITE_SCOPE
from catalog.text import TEXT_PATTERN, WEB_URL_PATTERN, require_web_url

if TYPE_CHECKING:
    from drf_spectacular.utils import Direction

Schema = dict[str, Any]


class CatalogueGenerator(SchemaGenerator):
    """Schema generator. The settings name this subclass so that this module is imported before a document is built."""


class StationModelViews(OpenApiViewExtension):
    """Descriptions of the operations, applied when a document is built."""

    target_class = "catalog.api.views.StationModelViewSet"
    match_subclasses = True

    def view_replacement(self) -> type:
        target: Any = self.target

        class Described(target):
            schema = AutoSchema()

            # `extend_schema_view` does not find a method that is mapped to the route of another one.
            @extend_resolve_many
            def resolve_many(self, request: Any) -> Any:
                return super().resolve_many(request)

        described: type = extend_station_model_views(Described)
        return described


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "catalog.api.authentication.BearerAuthentication"
    name = "clientCredentials"

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        scopes = {READ_SCOPE: "Read the catalogue", WRITE_SCOPE: "Change the catalogue"}
        return {
            "type": "oauth2",
            "description": "OAuth 2.0 client credentials. Tokens act for the client's owner and expire after one hour.",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        from catalog.api.permissions import REQUIREMENTS

        return {self.name: [REQUIREMENTS[auto_schema.view.action].scope]}  # type: ignore[attr-defined]


class SessionScheme(OpenApiAuthenticationExtension):
    """Session cookie. Its name is fixed, so that the document does not depend on the settings."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-sessionid",
            "description": "Session of the admin. If HTTPS_ONLY is off, the cookie is called `sessionid`.",
        }


class TextFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.TrimmedCharField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> Schema:
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": self.target.max_length,
            "pattern": WEB_URL_PATTERN if require_web_url in self.target.validators else TEXT_PATTERN,
        }


class RawTextFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.RawTextField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> Schema:
        return report_text(self.target.max_length)


class RatingFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.RatingField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> Schema:
        return {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": self.target.maximum,
            "multipleOf": 10**-DECIMAL_PLACES,
        }


class ConnectorIdFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "catalog.api.fields.ConnectorIdField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: "Direction") -> Schema:
        return {"type": "integer", "format": "int32", "minimum": 1, "maximum": CONNECTOR_ID_MAX}


def postprocess(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Add headers, error responses and required members to the document (postprocessing hook of drf-spectacular)."""
    components = result["components"]
    components["headers"] = {
        name: {"description": text, "schema": HEADER_SCHEMAS.get(name, {"type": "string"})}
        for name, text in HEADERS.items()
    }
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {}
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
        elif "properties" in schema and name != "Problem":
            schema["required"] = [
                each for each in schema["properties"] if each not in NOT_IN_EVERY_VERSION.get(name, ())
            ]
    add_limits(components["schemas"])
    _set_max_items(components["schemas"]["CreateChargingStationModelRequest"], "connectors", CONNECTORS_MAX)
    _set_max_items(components["schemas"]["ReportsRequest"], "items", REPORTS_MAX)
    result["paths"] = {path.removesuffix("/"): item for path, item in result["paths"].items()}
    for path, item in result["paths"].items():
        for method, operation in item.items():
            _complete_parameters(operation, components["schemas"])
            _add_response_headers(operation)
            _add_error_responses(operation, components["responses"], is_read=method == "get", has_id="{id}" in path)
    return result


def _set_max_items(schema: Schema, name: str, maximum: int) -> None:
    """Set the limits of a list of serializers, which drf-spectacular does not read."""
    schema["properties"][name] |= {"minItems": 1, "maxItems": maximum}


def _complete_parameters(operation: Schema, schemas: Schema) -> None:
    """Refer to the enumerations of the responses, so that generated clients have one type for both."""
    names = {tuple(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    for parameter in operation.get("parameters", []):
        mark_free_text(parameter["schema"])
        if name := names.get(tuple(parameter["schema"].get("enum", []))):
            parameter["schema"] = {"$ref": f"#/components/schemas/{name}"}


def _add_response_headers(operation: Schema) -> None:
    responses = operation["responses"]
    parameters = [each["name"] for each in operation.get("parameters", [])]
    if "If-None-Match" in parameters:
        responses["304"] = {"description": "Not modified since the version in `If-None-Match`."}
    for status, response in responses.items():
        is_tagged = status != "200" or {"If-Match", "If-None-Match"} & set(parameters)
        own = [*SUCCESS_HEADERS[status]] if is_tagged else []
        own += ["Link"] if operation["operationId"].startswith("list") and status == "200" else []
        own += ["Idempotency-Replayed"] if "Idempotency-Key" in parameters else []
        response["headers"] = header_refs([*COMMON_HEADERS, *own])
        response["description"] = response["description"] or "Success."


def _add_error_responses(operation: Schema, responses: Schema, *, is_read: bool, has_id: bool) -> None:
    parameters = operation.get("parameters", [])
    codes = [*operation.pop("x-errors", []), *COMMON_ERRORS]
    codes += [] if is_read else WRITE_ERRORS
    codes += DETAIL_ERRORS if has_id else []
    codes += QUERY_ERRORS if any(each["in"] == "query" for each in parameters) else []
    for each in parameters:
        codes += IF_MATCH_ERRORS.get(each["name"], [])
    if "requestBody" in operation:
        codes += BODY_ERRORS
        operation["requestBody"]["required"] = True
    for status in sorted({ERROR_CODES[code].status for code in codes}):
        of_status = [code for code in ERROR_CODES if code in codes and ERROR_CODES[code].status == status]
        name = "Or".join(code.title().replace("_", "") for code in of_status)
        responses[name] = error_response(of_status)
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}


@functools.cache
def render_document() -> bytes:
    """Return the OpenAPI document as JSON. It is built once per process."""
    schema = CatalogueGenerator().get_schema(request=None, public=True)
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
