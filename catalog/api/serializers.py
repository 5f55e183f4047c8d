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
from catalog.limits import AMPERAGE_MAX, CONNECTORS_MAX, ERRORS_MAX, POWER_MAX, TEXT_MAX, URL_MAX, VOLTAGE_MAX
from catalog.messages import DUPLICATE_CONNECTOR_ID
from catalog.text import require_web_url, validate_no_control_characters


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


class ConfigurationKeysSerializer(StrictSerializer):
    """Vendor-specific names of OCPP configuration keys."""

    ocppUrl = TrimmedCharField(
        source="ocpp_url_key", max_length=TEXT_MAX, help_text="Name of the OCPP configuration key for the back-end URL."
    )


def _friendly_name(**kwargs: Any) -> TrimmedCharField:
    return TrimmedCharField(
        source="friendly_name",
        max_length=TEXT_MAX,
        required=False,
        allow_null=True,
        help_text="Display name of the model.",
        **kwargs,
    )


@extend_schema_serializer(component_name="CreateChargingStationModel")
class CreateSerializer(StrictSerializer):
    """Request to create a charging station model."""

    # `validated_data` has the arguments of `create_with_connectors`.

    vendor = TrimmedCharField(max_length=TEXT_MAX, help_text="Vendor of the charging station.")
    model = TrimmedCharField(max_length=TEXT_MAX, help_text="Model name of the charging station.")
    friendlyName = _friendly_name()
    powerType = StrictChoiceField(
        source="power_type", choices=PowerType.choices, help_text="Power type of the charging station."
    )
    connectors = ConnectorSerializer(  # type: ignore[call-arg]  # `many` makes it a ListSerializer
        many=True,
        min_length=1,
        max_length=CONNECTORS_MAX,
        help_text="Connectors of the charging station model.",
    )
    configurationKeys = ConfigurationKeysSerializer(
        source="*", help_text="OCPP configuration keys of the charging station model."
    )
    imageUrl = TrimmedCharField(
        source="image_url",
        max_length=URL_MAX,
        required=False,
        allow_null=True,
        validators=[validate_no_control_characters, require_web_url],
        help_text="URL of an image of the charging station model.",
    )

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

    friendlyName = _friendly_name()


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
