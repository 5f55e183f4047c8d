"""What `resolve` answers: the JSON, and its description."""

import json
from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.api.renderers import RenderedJSON
from catalog.api.serializers import StationModelSerializer
from catalog.resolve.resolver import Match, Resolution, Rule
from catalog.resolve.rows import IdentityRow
from catalog.resolve.synonyms import Synonym

MATCH_CHOICES = [
    (Match.EXACT, "one model, by the catalogue's names"),
    (Match.IDENTITY, "one model, by a reported identity"),
    (Match.AMBIGUOUS, "several models fit"),
    (Match.NONE, "nothing fits; what is near is no match"),
]
RULE_CHOICES = [
    (Rule.NAME, "vendor and model are those of the catalogue"),
    (Rule.IDENTITY, "a reported identity says so"),
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


def _identity(known: IdentityRow) -> dict[str, str]:
    return {
        "id": str(known.pk),
        "vendor": known.vendor,
        "model": known.model,
        "serialNumberPrefix": known.serial_prefix,
        "firmwareVersionPrefix": known.firmware_prefix,
        "source": known.source,
    }


def _synonym(synonym: Synonym) -> dict[str, str]:
    return {"name": synonym.name, "vendor": synonym.vendor}


@extend_schema_serializer(component_name="ReportedIdentity")
class IdentitySerializer(serializers.Serializer):
    """What staff wrote down about hardware that reports itself so."""

    id = serializers.CharField()
    vendor = serializers.CharField(help_text="As it is reported; it may be empty.")
    model = serializers.CharField(help_text="As it is reported; with a * at its end, whatever begins like that.")
    serialNumberPrefix = serializers.CharField(help_text="Empty: any serial number.")
    firmwareVersionPrefix = serializers.CharField(help_text="Empty: any firmware version.")
    source = serializers.CharField(help_text="Where it was seen.")  # type: ignore[assignment]


@extend_schema_serializer(component_name="VendorSynonym")
class SynonymSerializer(serializers.Serializer):
    """Another name of a vendor."""

    name = serializers.CharField()
    vendor = serializers.CharField()


@extend_schema_serializer(component_name="MatchedBy")
class MatchedBySerializer(serializers.Serializer):
    """Why: an answer explains itself."""

    rule = serializers.ChoiceField(choices=RULE_CHOICES, help_text="What decided.")
    identity = IdentitySerializer(allow_null=True)
    vendorSynonym = SynonymSerializer(allow_null=True)
    isCut = serializers.BooleanField(
        help_text="The report was taken for the first 20 characters of a longer name, as OCPP 1.6 cuts them."
    )


@extend_schema_serializer(component_name="Candidate")
class CandidateSerializer(serializers.Serializer):
    """A model that it may be."""

    score = serializers.FloatField(help_text="1 for each model of `ambiguous`; less than 1 for what is only near.")
    model = StationModelSerializer()


@extend_schema_serializer(component_name="Resolution")
class ResolutionSerializer(serializers.Serializer):
    """What a report is."""

    match = serializers.ChoiceField(choices=MATCH_CHOICES, help_text="How sure the answer is.")
    model = StationModelSerializer(allow_null=True, help_text="The one model that it is; it may be archived.")
    matchedBy = MatchedBySerializer(allow_null=True)
    successor = StationModelSerializer(
        allow_null=True, help_text="Where `model` is archived: the active model that took its place, if one did."
    )
    candidates = CandidateSerializer(
        many=True, help_text="All that fit, for `ambiguous`; up to 5 that are near, best first, for `none`."
    )


@extend_schema_serializer(component_name="ResolveAnswer")
class ResolveResponseSerializer(serializers.Serializer):
    data = ResolutionSerializer()  # type: ignore[assignment]  # the contract's name hides DRF's


@extend_schema_serializer(component_name="ResolutionItems")
class ResolutionItemsSerializer(serializers.Serializer):
    items = ResolutionSerializer(many=True, help_text="One for each report, in their order.")


@extend_schema_serializer(component_name="ResolveManyAnswer")
class ResolveManyResponseSerializer(serializers.Serializer):
    data = ResolutionItemsSerializer()  # type: ignore[assignment]
