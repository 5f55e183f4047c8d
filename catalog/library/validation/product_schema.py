"""JSON Schemas of the fields of a product."""

from typing import Any, Final

from catalog.choices import PowerType
from catalog.limits import CONNECTORS_MAX
from catalog.product_fields import PRODUCT_FIELDS, FieldKind, ProductField

_KEYS: Final = ("configurationKeys",)

Schema = dict[str, Any]


def described(description: str, **rules: Any) -> Schema:
    return {"description": description, **rules}


def object_schema(title: str, properties: Schema, required: tuple[str, ...] | None = None) -> Schema:
    return {
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "required": list(properties if required is None else required),
        "properties": properties,
    }


def _field_schema(field: ProductField) -> Schema:
    match field.kind:
        case FieldKind.POWER_TYPE:
            return described(field.file_help, enum=PowerType.values)
        case FieldKind.CONNECTORS:
            items = {"$ref": "#/$defs/connector"}
            return described(field.file_help, type="array", minItems=1, maxItems=CONNECTORS_MAX, items=items)
        case FieldKind.URL:
            return described(
                field.file_help,
                type="string" if field.is_required else ["string", "null"],
                maxLength=field.max_length,
                allOf=[{"$ref": "#/$defs/printable"}, {"$ref": "#/$defs/webAddress"}],
            )
        case FieldKind.TEXT:
            return described(field.file_help, **{"$ref": f"#/$defs/{'text' if field.is_required else 'textOrNull'}"})


def product_schemas() -> Schema:
    """Return the schemas of the fields of a product, those with a longer path within an object."""
    schemas: Schema = {}
    for field in PRODUCT_FIELDS:
        if field.path[:-1] == _KEYS:
            inner = schemas.setdefault(_KEYS[0], _keys_schema())
            inner["properties"][field.name] = _field_schema(field)
            inner["required"] += [field.name] if field.is_required else []
        else:
            schemas[field.name] = _field_schema(field)
    return schemas


def _keys_schema() -> Schema:
    own = {key: value for key, value in object_schema("", {}).items() if key != "title"}
    return described("Names of settings of the station.") | own
