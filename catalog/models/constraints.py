"""Constraints and indexes of station models."""

from django.db import models
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from catalog.choices import PowerType
from catalog.limits import TEXT_MAX
from catalog.product_fields import TEXT_FIELDS, FieldKind


def text_constraint(name: str, maximum: int, table: str = "station_model") -> models.CheckConstraint:
    """Return the rule of a text: 1..maximum code points, trimmed, or NULL where the column allows it."""
    return models.CheckConstraint(
        name=f"{table}_{name}_valid",
        condition=models.Q(GreaterThanOrEqual(Length(name), 1))
        & models.Q(LessThanOrEqual(Length(name), maximum))
        & models.Q(**{name: Trim(name)}),
    )


def _url_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"station_model_{name}_http",
        condition=models.Q(**{f"{name}__istartswith": "http://"}) | models.Q(**{f"{name}__istartswith": "https://"}),
    )


STATION_MODEL_CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["vendor_key", "model_key"],
        condition=models.Q(archived_at__isnull=True),
        name="station_model_active_name_uniq",
        violation_error_code="already_exists",
        violation_error_message="An active model of this vendor and name is already in the catalogue.",
    ),
    models.CheckConstraint(name="station_model_power_type_valid", condition=models.Q(power_type__in=PowerType.values)),
    *(text_constraint(field.attribute, field.max_length) for field in TEXT_FIELDS),
    text_constraint("image_alt", TEXT_MAX),
    *(_url_constraint(field.attribute) for field in TEXT_FIELDS if field.kind is FieldKind.URL),
    models.CheckConstraint(
        name="station_model_times_ordered",
        condition=models.Q(updated_at__gte=models.F("created_at"))
        & (models.Q(archived_at__isnull=True) | models.Q(archived_at__gte=models.F("created_at"))),
    ),
    models.CheckConstraint(
        name="station_model_revisions_ordered",
        condition=models.Q(created_revision__gte=1, revision__gte=models.F("created_revision")),
    ),
    models.CheckConstraint(
        name="station_model_successor_archived",
        condition=models.Q(successor__isnull=True)
        | (models.Q(archived_at__isnull=False) & ~models.Q(successor=models.F("id"))),
    ),
]

STATION_MODEL_INDEXES = [
    models.Index(fields=["archived", "created_revision"], name="station_model_order_idx"),
    models.Index(fields=["archived", "vendor_key", "created_revision"], name="station_model_vendor_idx"),
    models.Index(fields=["archived", "model_key", "created_revision"], name="station_model_model_idx"),
    models.Index(fields=["archived", "vendor_key", "model_key", "created_revision"], name="station_model_both_idx"),
    models.Index(fields=["normalised_model", "normalised_vendor"], name="station_model_norm_model_idx"),
    models.Index(fields=["normalised_vendor", "normalised_model"], name="station_model_norm_vendor_idx"),
    models.Index(fields=["archived", "power_type", "created_revision"], name="station_model_power_type_idx"),
    models.Index(fields=["archived", "max_power_watts", "created_revision"], name="station_model_power_idx"),
    models.Index(
        fields=["normalised_vendor", "vendor"],
        condition=models.Q(archived_at__isnull=True),
        name="station_model_spelling",
    ),
]
