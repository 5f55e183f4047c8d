"""Evidence of the facts of a model: queries, JSON and serializers for the OpenAPI document."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import ChargingStationModel
from catalog.models.evidence import FIELDS

_COLUMNS = ("revision", "evidence__subject", *(f"evidence__{name}" for name in FIELDS))


def load_evidence(station_model_id: UUID) -> tuple[dict[str, dict[str, Any]], int]:
    """Return the evidence of a model by subject, and the revision of the model, from one query."""
    rows = list(ChargingStationModel.objects.order_by().filter(pk=station_model_id).values_list(*_COLUMNS))
    if not rows:
        raise ChargingStationModel.DoesNotExist
    evidence = {subject: dict(zip(FIELDS, values, strict=True)) for _, subject, *values in rows if subject}
    return evidence, rows[0][0]


def render_evidence(evidence: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the response body. All subjects are present; null means that there is no evidence."""
    return {"data": {subject: evidence.get(subject) for subject in EvidenceSubject.values}}


@extend_schema_serializer(component_name="Evidence")
class EvidenceSerializer(serializers.Serializer):
    """Evidence of one fact."""

    level = serializers.ChoiceField(
        EvidenceLevel.choices,
        help_text="Reliability of the fact. `cited` and `derived` facts have a source that you can open. Check `known` "
        "and `assumed` facts before you configure a station with them.",
    )
    source = serializers.CharField(  # type: ignore[assignment]  # DRF's own argument of that name
        allow_null=True, help_text="Document that states the fact; null without a document."
    )
    link = serializers.URLField(allow_null=True, help_text="URL of the source.")
    note = serializers.CharField(
        allow_null=True, help_text="How a value was derived, or which values are not in the source."
    )


@extend_schema_serializer(component_name="ChargingStationModelEvidence")
class EvidenceBySubject(serializers.Serializer):
    """Evidence by subject; null if there is no evidence."""

    designation = EvidenceSerializer(allow_null=True, help_text="Evidence of vendor and model.")
    ratings = EvidenceSerializer(
        allow_null=True, help_text="Evidence of power type and connectors, including all ratings."
    )
    ocppUrl = EvidenceSerializer(allow_null=True, help_text="Evidence of `configurationKeys.ocppUrl`.")  # noqa: N815
    image = EvidenceSerializer(allow_null=True, help_text="Evidence of `imageUrl`.")


@extend_schema_serializer(component_name="EvidenceAnswer")
class EvidenceResponseSerializer(serializers.Serializer):
    data = EvidenceBySubject()  # type: ignore[assignment]


EVIDENCE_DESCRIPTION = """
Returns how reliable the designation, the ratings, the OCPP URL setting and the image of a model are: stated by the
source (`cited`), calculated from the source (`derived`), general knowledge (`known`), or an unchecked default
(`assumed`).
null means that there is no evidence.

Before you configure a station from the catalogue alone, check that its ratings and its OCPP URL setting are cited or
derived. When a fact changes, its evidence is removed, unless the change includes new evidence.
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
