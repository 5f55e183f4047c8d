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


EVIDENCE_DESCRIPTION = """
For designation, ratings, OCPP URL key and image: whether the source gives the fact (`cited`), it was computed
from what the source gives (`derived`), it is general knowledge (`known`), or a default that nobody has checked
(`assumed`). null says that nobody has told.

Before a station is configured by the catalogue alone, look that its ratings and its OCPP URL key are cited or
derived. A fact that changes loses its evidence, unless some comes with the change.
"""

EVIDENCE_EXAMPLE: dict[str, Any] = {
    "data": {
        "designation": {
            "level": "cited",
            "source": "lbbrhzn/ocpp docs/supported-devices.md",
            "link": "https://github.com/lbbrhzn/ocpp",
            "note": None,
        },
        "ratings": {
            "level": "derived",
            "source": "The maker's data sheet, page 2: 32 A, 22 kW, Type 2 cable.",
            "link": None,
            "note": "Volts derived: 22 kW / (3 x 32 A).",
        },
        "ocppUrl": {"level": "assumed", "source": None, "link": None, "note": None},
        "image": None,
    }
}
