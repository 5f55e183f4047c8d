"""OCPI view of a model: query parameters, JSON and serializers for the OpenAPI document."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.api.fields import StrictChoiceField
from catalog.api.query_params import QueryParamsSerializer
from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.hardware.ocpi import VERSION_ALIASES, OcpiVersion, ocpi_evses
from catalog.models import ChargingStationModel, Connector


class OcpiVersionField(StrictChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        aliases = [(alias, version.label) for alias, version in VERSION_ALIASES.items()]
        super().__init__([*OcpiVersion.choices, *aliases], **kwargs)

    def to_internal_value(self, data: Any) -> OcpiVersion:
        version = super().to_internal_value(data)
        return VERSION_ALIASES.get(version) or OcpiVersion(version)


class OcpiQuery(QueryParamsSerializer):
    version = OcpiVersionField(help_text="OCPI version. `2.3` is an alias of `2.3.0`.")


def load_record(station_model_id: UUID) -> tuple[dict[str, Any], int]:
    """Return the record of a model and its revision, from one query."""
    rows = Connector.objects.filter(station_model=station_model_id).select_related("station_model")
    connectors = list(rows.order_by("position"))
    if not connectors:
        raise ChargingStationModel.DoesNotExist
    station_model: ChargingStationModel = connectors[0].station_model
    return station_model.build_record(station_model.as_document(connectors), connectors, ()), station_model.revision


def render_ocpi(record: dict[str, Any], version: OcpiVersion) -> dict[str, Any]:
    """Return the response body."""
    return {"data": {"version": str(version), "evses": ocpi_evses(record, version)}}


def _rating(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, required=False, help_text=help_text)


class OcpiConnectorSerializer(serializers.Serializer):
    """OCPI Connector, limited to hardware properties. Add `tariff_ids`, `last_updated` and so on yourself."""

    id = serializers.CharField(help_text="OCPP connectorId, unique within the station.")
    standard = serializers.ChoiceField(
        ConnectionType.choices, help_text="OCPI ConnectorType. SAE_J3400 is sent as TESLA_S before 2.3.0."
    )
    format = serializers.ChoiceField(ConnectorFormat.choices, help_text="OCPI ConnectorFormat.")
    power_type = serializers.ChoiceField(
        PowerType.choices, help_text="OCPI PowerType of this connector; can be AC on a DC station."
    )
    max_voltage = _rating("Maximum voltage in volts (AC: line to neutral), rounded down. OCPI 2.2 and later.")
    max_amperage = _rating("Maximum current in amperes, rounded down. OCPI 2.2 and later.")
    max_electric_power = _rating("Maximum power in watts, rounded down. OCPI 2.2 and later.")
    voltage = _rating("`max_voltage` in OCPI 2.1.1.")
    amperage = _rating("`max_amperage` in OCPI 2.1.1.")


NOT_IN_EVERY_VERSION: Final = {
    "OcpiConnector": {"max_voltage", "max_amperage", "max_electric_power", "voltage", "amperage"}
}
"""Members, by component, that some versions do not have."""


class OcpiEvseSerializer(serializers.Serializer):
    """OCPI EVSE, limited to hardware properties. Add `status`, `evse_id`, `last_updated` and so on yourself."""

    uid = serializers.CharField(
        help_text="Number of the EVSE within the station. Prefix it with the station ID: OCPI needs a value that is "
        "unique in your platform."
    )
    connectors = OcpiConnectorSerializer(many=True, help_text="Connectors of the EVSE; only one can be used at a time.")


@extend_schema_serializer(component_name="OcpiSkeletons")
class OcpiDataSerializer(serializers.Serializer):
    version = serializers.ChoiceField(OcpiVersion.choices)
    evses = OcpiEvseSerializer(many=True)


@extend_schema_serializer(component_name="OcpiAnswer")
class OcpiResponseSerializer(serializers.Serializer):
    data = OcpiDataSerializer()  # type: ignore[assignment]
