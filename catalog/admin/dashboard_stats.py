"""Statistics of the dashboard, counted over the whole catalogue and cached per revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from catalog.choices import ConnectionType, PowerType
from catalog.models import ChargingStationModel, Connector, ReportedIdentity, VendorSynonym
from catalog.models.counts import cached_per_revision
from catalog.models.quality import CHECKS, count_open_checks

VENDORS_MAX = 10

# Label, lowest and highest power in kW. The common ratings 7.4, 22, 50 and 150 kW are within a range, however they are
# rounded.
POWER_RANGES = (
    ("Up to 8 kW", "", "8"),
    ("8 to 23 kW", "8.001", "23"),
    ("23 to 50 kW", "23.001", "50"),
    ("50 to 150 kW", "50.001", "150"),
    ("More than 150 kW", "150.001", ""),
)

_WATTS_PER_KILOWATT = 1_000

_BAR_WIDTH_MAX = 1_000


@dataclass(frozen=True)
class ChartBar:
    """One bar of a chart. `query` is the query string of the matching list; `width` is 0 to 1,000."""

    label: str
    count: int
    query: str
    width: int


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[ChartBar]
    note: str = ""


@dataclass(frozen=True)
class DashboardStats:
    revision: int
    counted_at: datetime
    active: int
    archived: int
    identities: int
    synonyms: int
    charts: list[Chart]


def dashboard_stats() -> DashboardStats:
    """Return the current statistics. While the catalogue changes, they can be up to a minute old."""
    return cached_per_revision("dashboard:stats:1", _count)


def _count(revision: int) -> DashboardStats:
    active = ChargingStationModel.objects.active()
    return DashboardStats(
        revision=revision,
        counted_at=timezone.now(),
        active=active.count(),
        archived=ChargingStationModel.objects.archived().count(),
        identities=ReportedIdentity.objects.count(),
        synonyms=VendorSynonym.objects.count(),
        charts=[
            _chart_by_vendor(),
            _chart_by_connector_type(),
            _chart_by_power_type(),
            _chart_by_power(),
            _chart_by_check(),
        ],
    )


def _chart_by_vendor() -> Chart:
    active = ChargingStationModel.objects.active()
    counted = active.order_by().values_list("vendor_key").annotate(count=Count("pk")).order_by("-count", "vendor_key")
    keys = list(counted)
    # One query per name uses the index; grouping by the name would read every row.
    vendors = [
        (active.filter(vendor_key=key).values_list("vendor", flat=True).first() or key, count)
        for key, count in keys[:VENDORS_MAX]
    ]
    others = keys[VENDORS_MAX:]
    note = f"{len(others)} more vendors with {sum(count for _, count in others)} models in total." if others else ""
    return _build_chart("Models by vendor", ((name, count, {"vendor": name}) for name, count in vendors), note)


def _chart_by_connector_type() -> Chart:
    counted = dict(
        Connector.objects.filter(station_model__archived__in=[False])
        .order_by()
        .values_list("connection_type")
        .annotate(Count("station_model", distinct=True))
    )
    return _build_chart(
        "Models by connector type",
        ((each.label, counted.get(each.value, 0), {"connection_type": each.value}) for each in ConnectionType),
        "Models with connectors of several types are counted once per type.",
    )


def _chart_by_power_type() -> Chart:
    active = ChargingStationModel.objects.active().order_by()
    counted = dict(active.values_list("power_type").annotate(Count("pk")))
    return _build_chart(
        "Models by power type",
        ((each.label, counted.get(each.value, 0), {"power_type": each.value}) for each in PowerType),
    )


def _chart_by_power() -> Chart:
    rows = []
    for label, lowest, highest in POWER_RANGES:
        limits = [Decimal(each) * _WATTS_PER_KILOWATT if each else None for each in (lowest, highest)]
        models = ChargingStationModel.objects.active().with_power_between(*limits)
        query = {name: value for name, value in (("power_from", lowest), ("power_to", highest)) if value}
        rows.append((label, models.count(), query))
    return _build_chart("Models by power of the strongest connector", rows)


def _chart_by_check() -> Chart:
    counts = count_open_checks(ChargingStationModel.objects.active())
    return _build_chart(
        "Models with open quality checks",
        ((check.label, counts[check.name], {"check": check.name}) for check in CHECKS),
        "Dismissed checks are not counted.",
    )


def _build_chart(title: str, rows: Iterable[tuple[str, int, dict[str, str]]], note: str = "") -> Chart:
    rows = list(rows)
    most = max((count for _, count, _ in rows), default=0) or 1
    # Keep the smallest bar visible.
    bars = [
        ChartBar(str(label), count, urlencode(query), max(_BAR_WIDTH_MAX * count // most, 4 if count else 0))
        for label, count, query in rows
    ]
    return Chart(title, bars, note)
