"""The front of the service: what it is, how much it knows, and the ways in."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.choices import ConnectionType
from catalog.models import AuditEvent, ChargingStationModel, ReportedIdentity
from catalog.models.counts import LIST_COUNT_MAX, bounded_counts, cached_per_revision
from catalog.pages.conditional import etag_per_totals
from catalog.pages.plug_drawings import PLUG_DRAWINGS

VENDORS_MAX = 200
"""Vendors that are counted, each by a look-up of its own."""

_DRAWINGS_SHOWN = (
    ConnectionType.IEC_62196_T2,
    ConnectionType.IEC_62196_T2_COMBO,
    ConnectionType.SAE_J3400,
    ConnectionType.CHADEMO,
)


@dataclass(frozen=True)
class Totals:
    """Counted so far and no further, for anybody may ask."""

    revision: int
    changed_at: datetime | None
    models: int
    vendors: int
    identities: int

    @property
    def figures(self) -> list[tuple[str, str]]:
        return [
            (_capped(self.models, LIST_COUNT_MAX), "active model" if self.models == 1 else "active models"),
            (_capped(self.vendors, VENDORS_MAX), "vendor" if self.vendors == 1 else "vendors"),
            (_capped(self.identities, LIST_COUNT_MAX), "reported name" if self.identities == 1 else "reported names"),
        ]


def get_totals() -> Totals:
    """Return the totals of the catalogue, or those of up to a minute ago while it is written."""
    return cached_per_revision("home:totals:1", _count)


def _are_figures_public() -> bool:
    return str(settings.CATALOGUE_BROWSER) == "public"


@etag_per_totals(lambda: get_totals().revision if _are_figures_public() else 0)
def home(request: HttpRequest) -> HttpResponse:
    """GET /: with figures where everybody may leaf through the catalogue, for they are the catalogue's."""
    figures = get_totals() if _are_figures_public() else None
    shown = {"here": "home", "totals": figures, "drawings": [PLUG_DRAWINGS[each] for each in _DRAWINGS_SHOWN]}
    return render(request, "pages/home.html", shown)


def _count(revision: int) -> Totals:
    counted = bounded_counts(
        {
            "models": ChargingStationModel.objects.active().order_by()[: LIST_COUNT_MAX + 1],
            "identities": ReportedIdentity.objects.order_by()[: LIST_COUNT_MAX + 1],
        }
    )
    return Totals(
        revision=revision,
        changed_at=AuditEvent.objects.values_list("at", flat=True).first(),
        models=counted.get("models", 0),
        vendors=len(ChargingStationModel.objects.vendor_names_startswith("", at_most=VENDORS_MAX + 1)),
        identities=counted.get("identities", 0),
    )


def _capped(number: int, limit: int) -> str:
    return f"{limit:,}+" if number > limit else f"{number:,}"
