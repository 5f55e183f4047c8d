"""The shape of bodies: spelling, types and limits. Rules stand in the domain."""

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
    """Refuses keys that it does not know, and keys given twice, together with all other faults."""

    def to_internal_value(self, data: Any) -> Any:
        refused: dict[str, list[ErrorDetail]] = {}
        if isinstance(data, Mapping):
            refused = self.refuse_unknown(data)
            if isinstance(data, JsonObject):
                # So many that none of those above is missed: known names can stand before them.
                repeated = islice(data.duplicate_keys, ERRORS_MAX + len(self.fields))
                refused |= {name: [ErrorDetail("This key is given more than once.", "repeated")] for name in repeated}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**cast("dict[str, Any]", error.detail), **refused}) from None
        if refused:
            raise serializers.ValidationError(refused)
        return value

    def refuse_unknown(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        """Return an error for each key that is not known, up to ERRORS_MAX of them."""
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = (str(name) for name in data if name not in known)
        return {name: [self._unknown_name_error(name)] for name in islice(unknown, ERRORS_MAX)}

    def _unknown_name_error(self, name: str) -> ErrorDetail:
        if name in self.fields:
            return ErrorDetail("This field is read-only.", code="read_only")
        return ErrorDetail("This field is not known here.", code="unknown_field")


class ConnectorSerializer(StrictSerializer):
    """One plug or socket, with its own maximum ratings."""

    id = ConnectorIdField(source="connector_id", help_text="The connector ID. OCPP connectorId, from 1.")
    connectionType = StrictChoiceField(
        source="connection_type",
        choices=ConnectionType.choices,
        help_text="The type of connector. OCPI standard.",
    )
    format = StrictChoiceField(choices=ConnectorFormat.choices, help_text="The format of the connector.")
    maxAmperage = RatingField(source="max_amperage", maximum=AMPERAGE_MAX, help_text="Maximum amperage in amps.")
    maxVoltage = RatingField(
        source="max_voltage",
        maximum=VOLTAGE_MAX,
        help_text="Maximum voltage in volts; AC is line-to-neutral.",
    )
    maxPowerWatts = RatingField(source="max_power_watts", maximum=POWER_MAX, help_text="Maximum power in watts.")


class ConfigurationKeysSerializer(StrictSerializer):
    """Names of OCPP configuration keys, which differ from vendor to vendor."""

    ocppUrl = TrimmedCharField(
        source="ocpp_url_key", max_length=TEXT_MAX, help_text="The OCPP URL configuration key for this model."
    )


def _friendly_name(**kwargs: Any) -> TrimmedCharField:
    return TrimmedCharField(
        source="friendly_name",
        max_length=TEXT_MAX,
        required=False,
        allow_null=True,
        help_text="A user-friendly display name for the model.",
        **kwargs,
    )


@extend_schema_serializer(component_name="CreateChargingStationModel")
class CreateSerializer(StrictSerializer):
    """A charging station model to create."""

    # `validated_data` is what `create_with_connectors` takes.

    vendor = TrimmedCharField(max_length=TEXT_MAX, help_text="The vendor/manufacturer of the charging station.")
    model = TrimmedCharField(max_length=TEXT_MAX, help_text="The model name of the charging station.")
    friendlyName = _friendly_name()
    powerType = StrictChoiceField(
        source="power_type", choices=PowerType.choices, help_text="The power type of the charging station."
    )
    connectors = ConnectorSerializer(  # type: ignore[call-arg]  # `many` makes it a ListSerializer
        many=True,
        min_length=1,
        max_length=CONNECTORS_MAX,
        help_text="List of connectors available on this charging station model.",
    )
    configurationKeys = ConfigurationKeysSerializer(
        source="*", help_text="Configuration keys for the charging station model."
    )
    imageUrl = TrimmedCharField(
        source="image_url",
        max_length=URL_MAX,
        required=False,
        allow_null=True,
        validators=[validate_no_control_characters, require_web_url],
        help_text="URL to an image of the charging station model.",
    )

    def validate_connectors(self, connectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
        ids: set[int] = set()
        faults: list[dict[str, list[ErrorDetail]]] = []
        for connector in connectors:
            is_new = connector["connector_id"] not in ids
            ids.add(connector["connector_id"])
            faults.append({} if is_new else {"id": [ErrorDetail(DUPLICATE_CONNECTOR_ID, code="duplicate")]})
        if any(faults):
            raise serializers.ValidationError(faults)
        return connectors


@extend_schema_serializer(component_name="UpdateChargingStationModel")
class RenameSerializer(StrictSerializer):
    """The friendly name, and nothing else."""

    friendlyName = _friendly_name()


@extend_schema_serializer(component_name="ChargingStationModel")
class StationModelSerializer(CreateSerializer):
    """A charging station model."""

    # The API answers `as_document()`, which costs a tenth; this describes it, and a test compares the two.

    id = serializers.CharField(read_only=True, help_text="The ID of the charging station model.")
    isArchived = serializers.BooleanField(source="is_archived", read_only=True)
    createdAt = serializers.DateTimeField(source="created_at", read_only=True, format="%Y-%m-%dT%H:%M:%SZ")
    updatedAt = serializers.DateTimeField(source="updated_at", read_only=True, format="%Y-%m-%dT%H:%M:%SZ")


# What the answers wrap it in.


@extend_schema_serializer(component_name="ChargingStationModelAnswer")
class StationModelResponseSerializer(serializers.Serializer):
    data = StationModelSerializer()  # type: ignore[assignment]  # the contract's name hides DRF's


@extend_schema_serializer(component_name="ChargingStationModelItems")
class StationModelItemsSerializer(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether more follow the last of the items.")
    items = StationModelSerializer(many=True)


@extend_schema_serializer(component_name="ChargingStationModelChangedItems")
class ChangedItemsSerializer(StationModelItemsSerializer):
    revision = serializers.IntegerField(help_text="The revision to ask from next, as `after`.")


@extend_schema_serializer(component_name="ChargingStationModelChanges")
class ChangesResponseSerializer(serializers.Serializer):
    data = ChangedItemsSerializer()  # type: ignore[assignment]


@extend_schema_serializer(component_name="ChargingStationModelList")
class StationModelListResponseSerializer(serializers.Serializer):
    data = StationModelItemsSerializer()  # type: ignore[assignment]
