"""Responses of `resolve`: JSON and serializers for the OpenAPI document."""

import json
from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.api.renderers import RenderedJSON
from catalog.api.serializers import StationModelSerializer
from catalog.resolve.resolution import Match, Resolution, Rule
from catalog.resolve.rows import IdentityRow
from catalog.resolve.synonyms import Synonym

MATCH_CHOICES = [
    (Match.EXACT, "One model, found by its vendor and model."),
    (Match.IDENTITY, "One model, found by a reported identity."),
    (Match.AMBIGUOUS, "Several models match."),
    (Match.NONE, "No model matches; similar models are only candidates."),
]
RULE_CHOICES = [
    (Rule.NAME, "Vendor and model of the catalogue."),
    (Rule.IDENTITY, "Reported identity."),
]


def render_resolution(resolution: Resolution) -> RenderedJSON:
    return RenderedJSON(f'{{"data":{_render(resolution)}}}')


def render_resolutions(resolutions: Iterable[Resolution]) -> RenderedJSON:
    return RenderedJSON(f'{{"data":{{"items":[{",".join(map(_render, resolutions))}]}}}}')


def _render(resolution: Resolution) -> str:
    model = resolution.models[0].document if len(resolution.models) == 1 else "null"
    successor = resolution.successor.document if resolution.successor else "null"
    candidates = (f'{{"score":{each.score:g},"model":{each.found.document}}}' for each in resolution.candidates)
    return (
        f'{{"match":"{resolution.match}","model":{model},"matchedBy":{json.dumps(_matched_by(resolution))},'
        f'"successor":{successor},"candidates":[{",".join(candidates)}]}}'
    )


def _matched_by(resolution: Resolution) -> dict[str, Any] | None:
    if resolution.rule is None:
        return None
    return {
        "rule": resolution.rule,
        "identity": _identity(resolution.identity) if resolution.identity else None,
        "vendorSynonym": _synonym(resolution.synonym) if resolution.synonym else None,
        "isCut": resolution.is_truncated,
    }


def _identity(row: IdentityRow) -> dict[str, str]:
    return {
        "id": str(row.pk),
        "vendor": row.vendor,
        "model": row.model,
        "serialNumberPrefix": row.serial_prefix,
        "firmwareVersionPrefix": row.firmware_prefix,
        "source": row.source,
    }


def _synonym(synonym: Synonym) -> dict[str, str]:
    return {"name": synonym.name, "vendor": synonym.vendor}


@extend_schema_serializer(component_name="ReportedIdentity")
class IdentitySerializer(serializers.Serializer):
    """Reported identity recorded by staff."""

    id = serializers.CharField()
    vendor = serializers.CharField(help_text="Reported vendor; can be empty.")
    model = serializers.CharField(help_text="Reported model. A trailing * matches any suffix.")
    serialNumberPrefix = serializers.CharField(help_text="Required prefix of the serial number; empty matches any.")
    firmwareVersionPrefix = serializers.CharField(
        help_text="Required prefix of the firmware version; empty matches any."
    )
    source = serializers.CharField(help_text="Source of the identity.")  # type: ignore[assignment]


@extend_schema_serializer(component_name="VendorSynonym")
class SynonymSerializer(serializers.Serializer):
    """Alternative name of a vendor."""

    name = serializers.CharField()
    vendor = serializers.CharField()


@extend_schema_serializer(component_name="MatchedBy")
class MatchedBySerializer(serializers.Serializer):
    """Explains how the match was found."""

    rule = serializers.ChoiceField(choices=RULE_CHOICES, help_text="What the match is based on.")
    identity = IdentitySerializer(allow_null=True)
    vendorSynonym = SynonymSerializer(allow_null=True)
    isCut = serializers.BooleanField(
        help_text="Whether the report was matched as a name truncated to 20 characters by OCPP 1.6."
    )


@extend_schema_serializer(component_name="Candidate")
class CandidateSerializer(serializers.Serializer):
    """Candidate model."""

    score = serializers.FloatField(help_text="1 for matching models (`ambiguous`), less than 1 for similar ones.")
    model = StationModelSerializer()


@extend_schema_serializer(component_name="Resolution")
class ResolutionSerializer(serializers.Serializer):
    """Result for one report."""

    match = serializers.ChoiceField(choices=MATCH_CHOICES, help_text="Result of the match.")
    model = StationModelSerializer(allow_null=True, help_text="Matching model; can be archived.")
    matchedBy = MatchedBySerializer(allow_null=True)
    successor = StationModelSerializer(
        allow_null=True, help_text="If `model` is archived: its active successor, if any."
    )
    candidates = CandidateSerializer(
        many=True, help_text="All matching models (`ambiguous`), or up to 5 similar models, best first (`none`)."
    )


@extend_schema_serializer(component_name="ResolveAnswer")
class ResolveResponseSerializer(serializers.Serializer):
    data = ResolutionSerializer()  # type: ignore[assignment]  # hides an attribute of DRF


@extend_schema_serializer(component_name="ResolutionItems")
class ResolutionItemsSerializer(serializers.Serializer):
    items = ResolutionSerializer(many=True, help_text="One result per report, in the same order.")


@extend_schema_serializer(component_name="ResolveManyAnswer")
class ResolveManyResponseSerializer(serializers.Serializer):
    data = ResolutionItemsSerializer()  # type: ignore[assignment]
