"""The vendors of the catalogue: query, response, and their part of the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.api.fields import TrimmedCharField
from catalog.api.pagination import Page
from catalog.api.query_params import LIMIT_DEFAULT, LimitField, QueryParamsSerializer
from catalog.db.router import read_alias
from catalog.limits import TEXT_MAX
from catalog.models import Vendor
from catalog.models.document import dump_json
from catalog.models.vendor import VendorSummary, require_vendor_key
from catalog.normalise import normalise_vendor
from catalog.text import validate_no_control_characters


def vendors_page(query: dict[str, Any]) -> Page:
    """Return a page of vendors. The cursor is the last name."""
    limit = query.get("limit", LIMIT_DEFAULT)
    found = Vendor.objects.using(read_alias()).list_summaries(
        # One more than the page holds says whether there are more.
        limit=limit + 1,
        q=query.get("q", ""),
        after=normalise_vendor(query.get("startingAfter", "")),
    )
    shown = found[:limit]
    documents = [dump_json(_render(each)) for each in shown]
    return Page(documents, shown[-1].name if shown else None, has_more=len(found) > limit)


def _render(vendor: VendorSummary) -> dict[str, Any]:
    return {
        "name": vendor.name,
        "aliases": vendor.aliases,
        "website": vendor.website,
        "activeModels": vendor.active_models,
    }


class VendorsQuery(QueryParamsSerializer):
    limit = LimitField(required=False, help_text="The maximum number of vendors to return; at most 100.")
    startingAfter = TrimmedCharField(  # noqa: N815
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_vendor_key],
        help_text="The name of the vendor after which the page starts.",
    )
    q = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_vendor_key],
        help_text="The beginning of a name or an alias. Case, punctuation and legal form are ignored.",
    )


@extend_schema_serializer(component_name="Vendor")
class VendorSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The vendor, as the catalogue writes it.")
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="Other names under which its stations report themselves."
    )
    website = serializers.URLField(allow_null=True, help_text="Website of the vendor; null if unknown.")
    activeModels = serializers.IntegerField(  # noqa: N815
        min_value=1, help_text="How many of its models are not archived."
    )


@extend_schema_serializer(component_name="VendorItems")
class VendorItems(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether more follow the last of the items.")  # noqa: N815
    items = VendorSerializer(many=True)


@extend_schema_serializer(component_name="VendorsAnswer")
class VendorsAnswer(serializers.Serializer):
    data = VendorItems()  # type: ignore[assignment]


VENDORS_DESCRIPTION = """
The vendors that have models which are not archived, in the order of their names. Case, punctuation and legal form are
ignored: spellings that differ in nothing else are one vendor, and its models are counted together.

While `hasMore` is true, ask again with `startingAfter` set to the last name; the `Link` header has that address
ready. Any name is a bookmark, one that the catalogue does not have too.
"""

VENDORS_EXAMPLE = {
    "data": {
        "hasMore": False,
        "items": [
            {
                "name": "Wallbox",
                "aliases": ["Wall Box Chargers"],
                "website": "https://wallbox.com",
                "activeModels": 12,
            }
        ],
    }
}
