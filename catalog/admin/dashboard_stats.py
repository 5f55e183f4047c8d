"""The figures of the first page: counted over the whole catalogue, and therefore kept until it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from catalog.admin.station_model.filters import POWER_RANGES
from catalog.choices import ConnectionType, PowerType
from catalog.models import ChargingStationModel, Connector, ReportedIdentity, VendorSynonym
from catalog.models.counts import cached_per_revision
from catalog.models.quality import CHECKS, count_open_checks

VENDORS_MAX = 10

_BAR_WIDTH_MAX = 1_000


@dataclass(frozen=True)
class ChartBar:
    """One figure of a plot. `query` asks the list for the models behind it, `width` is of 1,000."""

    label: str
    count: int
    query: str
    width: int


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[ChartBar]
    remark: str = ""


@dataclass(frozen=True)
class DashboardStats:
    revision: int
    counted_at: datetime
    active: int
    archived: int
    identities: int
    synonyms: int
    plots: list[Chart]

    def is_of(self, revision: int) -> bool:
        return self.revision == revision


def dashboard_stats() -> DashboardStats:
    """Return the figures of the catalogue as it is, or as it was up to a minute ago while it is written.

    Counting takes longer the larger the catalogue is.
    """
    return cached_per_revision("glance:figures:2", _count)


def _count(revision: int) -> DashboardStats:
    active = ChargingStationModel.objects.active()
    return DashboardStats(
        revision=revision,
        counted_at=timezone.now(),
        active=active.count(),
        archived=ChargingStationModel.objects.archived().count(),
        identities=ReportedIdentity.objects.count(),
        synonyms=VendorSynonym.objects.count(),
        plots=[_chart_by_vendor(), _chart_by_connector_type(), _chart_by_power_type(), _chart_by_power(), _by_check()],
    )


def _chart_by_vendor() -> Chart:
    active = ChargingStationModel.objects.active()
    counted = active.order_by().values_list("vendor_key").annotate(count=Count("pk")).order_by("-count", "vendor_key")
    keys = list(counted)
    # The names one by one: an index gives the first of a vendor, and grouping by the name would read every row.
    named = [
        (active.filter(vendor_key=key).values_list("vendor", flat=True).first() or key, count)
        for key, count in keys[:VENDORS_MAX]
    ]
    others = keys[VENDORS_MAX:]
    remark = f"{len(others)} more vendors with {sum(count for _, count in others)} models in total." if others else ""
    return _plot("Models by vendor", ((name, count, {"vendor": name}) for name, count in named), remark)


def _chart_by_connector_type() -> Chart:
    counted = dict(
        Connector.objects.filter(station_model__archived__in=[False])
        .order_by()
        .values_list("connection_type")
        .annotate(Count("station_model", distinct=True))
    )
    return _plot(
        "Models by connector type",
        ((each.label, counted.get(each.value, 0), {"connection_type": each.value}) for each in ConnectionType),
        "Models with connectors of several types are counted once per type.",
    )


def _chart_by_power_type() -> Chart:
    active = ChargingStationModel.objects.active().order_by()
    counted = dict(active.values_list("power_type").annotate(Count("pk")))
    return _plot(
        "Models by power type",
        ((each.label, counted.get(each.value, 0), {"power_type": each.value}) for each in PowerType),
    )


def _chart_by_power() -> Chart:
    rows = []
    for value, (label, above, to) in POWER_RANGES.items():
        models = ChargingStationModel.objects.active().filter(max_power_watts__gt=above)
        if to is not None:
            models = models.filter(max_power_watts__lte=to)
        rows.append((label, models.count(), {"power": value}))
    return _plot("Models by power of the strongest connector", rows)


def _by_check() -> Chart:
    counts = count_open_checks(ChargingStationModel.objects.active())
    return _plot(
        "Models with open quality checks",
        ((check.label, counts[check.name], {"check": check.name}) for check in CHECKS),
        "Dismissed checks are not counted.",
    )


def _plot(title: str, rows: Iterable[tuple[str, int, dict[str, str]]], remark: str = "") -> Chart:
    rows = list(rows)
    most = max((count for _, count, _ in rows), default=0) or 1
    # The smallest is still seen.
    bars = [
        ChartBar(str(label), count, urlencode(query), max(_BAR_WIDTH_MAX * count // most, 4 if count else 0))
        for label, count, query in rows
    ]
    return Chart(title, bars, remark)
