"""A model in OCPI's words: what is asked, what is answered, and what the OpenAPI document says of it."""

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
        given = super().to_internal_value(data)
        return VERSION_ALIASES.get(given) or OcpiVersion(given)


class OcpiQuery(QueryParamsSerializer):
    version = OcpiVersionField(help_text="The version of OCPI; `2.3` is taken for 2.3.0.")


def load_record(station_model_id: UUID) -> tuple[dict[str, Any], int]:
    """Return what the catalogue knows of a model, by one query: so the revision is that of its connectors."""
    found = Connector.objects.filter(station_model=station_model_id).select_related("station_model")
    connectors = list(found.order_by("position"))
    if not connectors:
        raise ChargingStationModel.DoesNotExist
    station_model: ChargingStationModel = connectors[0].station_model
    return station_model.build_record(station_model.as_document(connectors), connectors, ()), station_model.revision


def render_ocpi(record: dict[str, Any], version: OcpiVersion) -> dict[str, Any]:
    """Return the answer: the EVSEs of the model, in that version of OCPI."""
    return {"data": {"version": str(version), "evses": ocpi_evses(record, version)}}


def _rating(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, required=False, help_text=help_text)


class OcpiConnectorSerializer(serializers.Serializer):
    """OCPI's Connector, as far as the hardware decides. Add what is yours: `tariff_ids`, `last_updated`, ..."""

    id = serializers.CharField(help_text="OCPP connectorId, unique within the station.")
    standard = serializers.ChoiceField(
        ConnectionType.choices, help_text="ConnectorType. Before 2.3.0 there is no SAE_J3400: it is TESLA_S there."
    )
    format = serializers.ChoiceField(ConnectorFormat.choices, help_text="ConnectorFormat.")
    power_type = serializers.ChoiceField(
        PowerType.choices, help_text="PowerType of this connector: AC also on a station that is DC."
    )
    max_voltage = _rating("From 2.2: V, line to neutral for AC; rounded down.")
    max_amperage = _rating("From 2.2: A, rounded down.")
    max_electric_power = _rating("From 2.2: W, rounded down. 2.1.1 cannot say what a connector gives at most.")
    voltage = _rating("In 2.1.1, for `max_voltage`.")
    amperage = _rating("In 2.1.1, for `max_amperage`.")


NOT_IN_EVERY_VERSION: Final = {
    "OcpiConnector": {"max_voltage", "max_amperage", "max_electric_power", "voltage", "amperage"}
}
"""Members by component that an answer may lack."""


class OcpiEvseSerializer(serializers.Serializer):
    """OCPI's EVSE, as far as the hardware decides. Add what is yours: `status`, `evse_id`, `last_updated`, ..."""

    uid = serializers.CharField(
        help_text="The number of the EVSE within the station. Your Location needs one that is unique within your "
        "platform: put the station's id before it."
    )
    connectors = OcpiConnectorSerializer(many=True, help_text="One of them can be in use at a time.")


@extend_schema_serializer(component_name="OcpiSkeletons")
class OcpiDataSerializer(serializers.Serializer):
    version = serializers.ChoiceField(OcpiVersion.choices)
    evses = OcpiEvseSerializer(many=True)


@extend_schema_serializer(component_name="OcpiAnswer")
class OcpiResponseSerializer(serializers.Serializer):
    data = OcpiDataSerializer()  # type: ignore[assignment]
