"""Home page with the totals of the catalogue."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.choices import ConnectionType
from catalog.hardware.plug_drawings import PLUG_DRAWINGS
from catalog.models import AuditEvent, ChargingStationModel, ReportedIdentity
from catalog.models.counts import LIST_COUNT_MAX, bounded_counts, cached_per_revision
from catalog.pages.conditional import etag_per_totals

VENDORS_MAX = 200  # each vendor is counted with its own index lookup

_HOME_DRAWINGS = (
    ConnectionType.IEC_62196_T2,
    ConnectionType.IEC_62196_T2_COMBO,
    ConnectionType.SAE_J3400,
    ConnectionType.CHADEMO,
)


@dataclass(frozen=True)
class Totals:
    """Totals up to a maximum, because the page is public."""

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
    """Return the current totals. While the catalogue changes, they can be up to a minute old."""
    return cached_per_revision("home:totals:1", _count)


def _are_totals_public() -> bool:
    return str(settings.CATALOGUE_BROWSER) == "public"


@etag_per_totals(lambda: get_totals().revision if _are_totals_public() else 0)
def home(request: HttpRequest) -> HttpResponse:
    """GET /, with totals if the catalogue browser is public."""
    totals = get_totals() if _are_totals_public() else None
    context = {"here": "home", "totals": totals, "drawings": [PLUG_DRAWINGS[each] for each in _HOME_DRAWINGS]}
    return render(request, "pages/home.html", context)


def _count(revision: int) -> Totals:
    counts = bounded_counts(
        {
            "models": ChargingStationModel.objects.active().order_by()[: LIST_COUNT_MAX + 1],
            "identities": ReportedIdentity.objects.order_by()[: LIST_COUNT_MAX + 1],
        }
    )
    return Totals(
        revision=revision,
        changed_at=AuditEvent.objects.values_list("at", flat=True).first(),
        models=counts.get("models", 0),
        vendors=len(ChargingStationModel.objects.vendor_names_startswith("", at_most=VENDORS_MAX + 1)),
        identities=counts.get("identities", 0),
    )


def _capped(number: int, limit: int) -> str:
    return f"{limit:,}+" if number > limit else f"{number:,}"
