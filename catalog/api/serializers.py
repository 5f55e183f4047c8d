"""Serializers of request and response bodies: names, types and limits. The rules are on the models."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, cast

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from catalog.api.fields import ConnectorIdField, RatingField, StrictChoiceField, TrimmedCharField
from catalog.api.parsers import JsonObject
from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.limits import AMPERAGE_MAX, CONNECTORS_MAX, ERRORS_MAX, POWER_MAX, VOLTAGE_MAX
from catalog.messages import DUPLICATE_CONNECTOR_ID
from catalog.product_fields import FIELDS_BY_NAME, PRODUCT_FIELDS, FieldKind, ProductField
from catalog.text import require_web_url, validate_no_control_characters

_KEYS_HELP = "OCPP configuration keys of the charging station model."


class StrictSerializer(serializers.Serializer):
    """Serializer that rejects unknown and duplicate keys, and reports them with all other errors."""

    def to_internal_value(self, data: Any) -> Any:
        key_errors: dict[str, list[ErrorDetail]] = {}
        if isinstance(data, Mapping):
            key_errors = self.find_unknown_keys(data)
            if isinstance(data, JsonObject):
                # Also counts known names, which `key_errors` does not have yet.
                repeated = islice(data.duplicate_keys, ERRORS_MAX + len(self.fields))
                key_errors |= {name: [ErrorDetail("Duplicate key.", "repeated")] for name in repeated}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**cast("dict[str, Any]", error.detail), **key_errors}) from None
        if key_errors:
            raise serializers.ValidationError(key_errors)
        return value

    def find_unknown_keys(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        """Return an error for each unknown key, at most ERRORS_MAX."""
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = (str(name) for name in data if name not in writable)
        return {name: [self._unknown_name_error(name)] for name in islice(unknown, ERRORS_MAX)}

    def _unknown_name_error(self, name: str) -> ErrorDetail:
        if name in self.fields:
            return ErrorDetail("This field is read-only.", code="read_only")
        return ErrorDetail("Unknown field.", code="unknown_field")


class ConnectorSerializer(StrictSerializer):
    """Plug or socket with its maximum ratings."""

    id = ConnectorIdField(source="connector_id", help_text="OCPP connectorId, starting at 1.")
    connectionType = StrictChoiceField(
        source="connection_type",
        choices=ConnectionType.choices,
        help_text="Connector type (OCPI ConnectorType).",
    )
    format = StrictChoiceField(
        choices=ConnectorFormat.choices, help_text="Socket or attached cable (OCPI ConnectorFormat)."
    )
    maxAmperage = RatingField(source="max_amperage", maximum=AMPERAGE_MAX, help_text="Maximum current in amperes.")
    maxVoltage = RatingField(
        source="max_voltage",
        maximum=VOLTAGE_MAX,
        help_text="Maximum voltage in volts (AC: line to neutral).",
    )
    maxPowerWatts = RatingField(source="max_power_watts", maximum=POWER_MAX, help_text="Maximum power in watts.")


def _build_field(field: ProductField) -> serializers.Field:
    options: dict[str, Any] = {"source": field.attribute, "help_text": field.api_help}
    if field.attribute == field.name:
        del options["source"]  # DRF rejects a redundant source
    if not field.is_required:
        options |= {"required": False, "allow_null": True}
    match field.kind:
        case FieldKind.POWER_TYPE:
            return StrictChoiceField(choices=PowerType.choices, **options)
        case FieldKind.CONNECTORS:
            serializer: serializers.Field = ConnectorSerializer(  # type: ignore[call-arg]  # `many` makes a ListSerializer
                many=True, min_length=1, max_length=CONNECTORS_MAX, **options
            )
            return serializer
        case FieldKind.URL:
            validators = [validate_no_control_characters, require_web_url]
            return TrimmedCharField(max_length=field.max_length, validators=validators, **options)
        case FieldKind.TEXT:
            return TrimmedCharField(max_length=field.max_length, **options)


class ConfigurationKeysSerializer(StrictSerializer):
    """Vendor-specific names of OCPP configuration keys."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {field.name: _build_field(field) for field in PRODUCT_FIELDS if len(field.path) > 1}


@extend_schema_serializer(component_name="CreateChargingStationModel")
class CreateSerializer(StrictSerializer):
    """Request to create a charging station model."""

    # `validated_data` has the arguments of `create_with_connectors`.

    def get_fields(self) -> dict[str, serializers.Field]:
        """Add the fields of a product before those of a subclass."""
        fields: dict[str, serializers.Field] = {}
        for field in PRODUCT_FIELDS:
            if len(field.path) == 1:
                fields[field.name] = _build_field(field)
            else:
                fields.setdefault(field.path[0], ConfigurationKeysSerializer(source="*", help_text=_KEYS_HELP))
        return fields | super().get_fields()

    def validate_connectors(self, connectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
        ids: set[int] = set()
        errors: list[dict[str, list[ErrorDetail]]] = []
        for connector in connectors:
            is_new = connector["connector_id"] not in ids
            ids.add(connector["connector_id"])
            errors.append({} if is_new else {"id": [ErrorDetail(DUPLICATE_CONNECTOR_ID, code="duplicate")]})
        if any(errors):
            raise serializers.ValidationError(errors)
        return connectors


@extend_schema_serializer(component_name="UpdateChargingStationModel")
class RenameSerializer(StrictSerializer):
    """Request to change the friendly name."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"friendlyName": _build_field(FIELDS_BY_NAME["friendlyName"])}


@extend_schema_serializer(component_name="ChargingStationModel")
class StationModelSerializer(CreateSerializer):
    """Charging station model."""

    # For the OpenAPI document only. The API returns the stored JSON of `as_document()`; a test compares the two.

    id = serializers.CharField(read_only=True, help_text="ID of the charging station model.")
    isArchived = serializers.BooleanField(
        source="is_archived", read_only=True, help_text="Whether the model is archived."
    )
    createdAt = serializers.DateTimeField(
        source="created_at", read_only=True, format="%Y-%m-%dT%H:%M:%SZ", help_text="Time of creation (UTC)."
    )
    updatedAt = serializers.DateTimeField(
        source="updated_at", read_only=True, format="%Y-%m-%dT%H:%M:%SZ", help_text="Time of the last change (UTC)."
    )


# Envelopes of responses.


@extend_schema_serializer(component_name="ChargingStationModelAnswer")
class StationModelResponseSerializer(serializers.Serializer):
    data = StationModelSerializer()  # type: ignore[assignment]  # hides an attribute of DRF


@extend_schema_serializer(component_name="ChargingStationModelItems")
class StationModelItemsSerializer(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether there are more items.")
    items = StationModelSerializer(many=True)


@extend_schema_serializer(component_name="ChargingStationModelChangedItems")
class ChangedItemsSerializer(StationModelItemsSerializer):
    revision = serializers.IntegerField(help_text="Pass this as `after` in the next request.")


@extend_schema_serializer(component_name="ChargingStationModelChanges")
class ChangesResponseSerializer(serializers.Serializer):
    data = ChangedItemsSerializer()  # type: ignore[assignment]


@extend_schema_serializer(component_name="ChargingStationModelList")
class StationModelListResponseSerializer(serializers.Serializer):
    data = StationModelItemsSerializer()  # type: ignore[assignment]
