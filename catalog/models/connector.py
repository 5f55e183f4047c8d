"""Connector: one plug or socket of a station model, with its own maximum ratings."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from catalog.choices import ConnectionType, ConnectorFormat
from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.limits import (
    AMPERAGE_MAX,
    CONNECTOR_ID_MAX,
    CONNECTORS_MAX,
    DECIMAL_PLACES,
    EVSE_MAX,
    POWER_MAX,
    VOLTAGE_MAX,
)
from catalog.messages import NOT_GREATER


def _rating_field(unit: str, maximum: int) -> models.DecimalField:
    return models.DecimalField(
        max_digits=len(str(maximum)) + DECIMAL_PLACES,
        decimal_places=DECIMAL_PLACES,
        help_text=unit,
        validators=[
            MinValueValidator(Decimal(1).scaleb(-DECIMAL_PLACES), message=NOT_GREATER.format(limit=0)),
            MaxValueValidator(maximum),
        ],
    )


def _range_constraint(name: str, maximum: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"connector_{name}_in_range",
        condition=models.Q(**{f"{name}__gt": 0, f"{name}__lte": maximum}),
    )


def _json_number(value: Decimal) -> int | float:
    """Return a JSON number without a needless fraction. 15 digits at most, so that float and decimal print alike."""
    return int(value) if value == value.to_integral_value() else float(value)


class Connector(models.Model):
    """Ratings are the connector's own maximum; AC voltage is line-to-neutral, as in OCPI."""

    # Models are archived, never deleted: an id once given stays valid.
    # Found by the indexes of the unique constraints.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.PROTECT, related_name="connectors", db_index=False
    )
    position = models.PositiveSmallIntegerField(help_text="Place in the list of connectors, from 0.")
    connector_id = models.IntegerField(
        "connector id",
        help_text="OCPP connectorId, from 1.",
        validators=[MinValueValidator(1), MaxValueValidator(CONNECTOR_ID_MAX)],
    )
    evse = models.IntegerField(
        "EVSE",
        null=True,
        blank=True,
        help_text="Connectors of one EVSE serve one car at a time. For all connectors of a model, or for none.",
        validators=[MinValueValidator(1), MaxValueValidator(EVSE_MAX)],
    )
    connection_type = models.CharField(max_length=20, choices=ConnectionType, help_text="OCPI standard.")
    format = models.CharField(max_length=10, choices=ConnectorFormat)
    max_amperage = _rating_field("A", AMPERAGE_MAX)
    max_voltage = _rating_field("V", VOLTAGE_MAX)
    max_power_watts = _rating_field("W", POWER_MAX)

    objects = NoBulkWriteQuerySet.as_manager()

    class Meta:
        ordering = ["station_model_id", "position"]  # not "station_model", which would join it for its own order
        indexes = [models.Index(fields=["connection_type", "format", "station_model"], name="connector_type_idx")]
        constraints = [
            models.UniqueConstraint(fields=["station_model", "position"], name="connector_position_uniq"),
            models.UniqueConstraint(fields=["station_model", "connector_id"], name="connector_id_uniq"),
            models.CheckConstraint(
                name="connector_position_in_range",
                condition=models.Q(position__gte=0, position__lt=CONNECTORS_MAX),
            ),
            models.CheckConstraint(
                name="connector_id_in_range",
                condition=models.Q(connector_id__gte=1, connector_id__lte=CONNECTOR_ID_MAX),
            ),
            models.CheckConstraint(name="connector_evse_in_range", condition=models.Q(evse__gte=1, evse__lte=EVSE_MAX)),
            models.CheckConstraint(
                name="connector_type_valid", condition=models.Q(connection_type__in=ConnectionType.values)
            ),
            models.CheckConstraint(
                name="connector_format_valid", condition=models.Q(format__in=ConnectorFormat.values)
            ),
            _range_constraint("max_amperage", AMPERAGE_MAX),
            _range_constraint("max_voltage", VOLTAGE_MAX),
            _range_constraint("max_power_watts", POWER_MAX),
        ]

    def __str__(self) -> str:
        return f"{self.connector_id}: {self.get_connection_type_display()}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check nothing, where Django takes a query for each constraint: the validators have the same limits."""

    def as_document(self) -> dict[str, Any]:
        """Return the connector in the contract's words: A, V and W as JSON numbers."""
        return {
            "id": self.connector_id,
            "connectionType": self.connection_type,
            "format": self.format,
            "maxAmperage": _json_number(self.max_amperage),
            "maxVoltage": _json_number(self.max_voltage),
            "maxPowerWatts": _json_number(self.max_power_watts),
        }

    def as_record(self) -> dict[str, Any]:
        """Return the document, and the EVSE where it is known: the contract has no word for it."""
        return self.as_document() | ({"evse": self.evse} if self.evse else {})
