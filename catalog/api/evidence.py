"""How each fact of a model is known: what is answered, and what the OpenAPI document says of it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import ChargingStationModel
from catalog.models.evidence import FIELDS

_COLUMNS = ("revision", "evidence__subject", *(f"evidence__{name}" for name in FIELDS))


def load_evidence(station_model_id: UUID) -> tuple[dict[str, dict[str, Any]], int]:
    """Return a model's evidence by subject and the model's revision, by one query: so they are of one moment."""
    rows = list(ChargingStationModel.objects.order_by().filter(pk=station_model_id).values_list(*_COLUMNS))
    if not rows:
        raise ChargingStationModel.DoesNotExist
    evidence = {subject: dict(zip(FIELDS, values, strict=True)) for _, subject, *values in rows if subject}
    return evidence, rows[0][0]


def render_evidence(evidence: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the answer. Every subject is there, null where nobody has said how the fact is known."""
    return {"data": {subject: evidence.get(subject) for subject in EvidenceSubject.values}}


@extend_schema_serializer(component_name="Evidence")
class EvidenceSerializer(serializers.Serializer):
    """How one fact is known."""

    level = serializers.ChoiceField(
        EvidenceLevel.choices,
        help_text="How sure the fact is. What is `cited` or `derived` has a source that can be opened; what is `known` "
        "or `assumed` has to be checked before a station is configured by it.",
    )
    source = serializers.CharField(  # type: ignore[assignment]  # DRF's own argument of that name
        allow_null=True, help_text="The document that gives the fact; null where none was opened."
    )
    link = serializers.URLField(allow_null=True, help_text="An address of the source.")
    note = serializers.CharField(
        allow_null=True, help_text="How a figure was derived, or which of them is not in the source."
    )


@extend_schema_serializer(component_name="ChargingStationModelEvidence")
class EvidenceBySubject(serializers.Serializer):
    """null: nobody has said how the fact is known."""

    designation = EvidenceSerializer(allow_null=True, help_text="Of vendor and model.")
    ratings = EvidenceSerializer(allow_null=True, help_text="Of power type and connectors: A, V, W, plug and format.")
    ocppUrl = EvidenceSerializer(allow_null=True, help_text="Of `configurationKeys.ocppUrl`.")  # noqa: N815
    image = EvidenceSerializer(allow_null=True, help_text="Of `imageUrl`.")


@extend_schema_serializer(component_name="EvidenceAnswer")
class EvidenceAnswer(serializers.Serializer):
    data = EvidenceBySubject()  # type: ignore[assignment]
