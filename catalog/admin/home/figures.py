"""Figures of home, counted over the whole catalogue and cached per revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from catalog.choices import ConnectionType, EvidenceLevel, EvidenceSubject, PowerType
from catalog.models import ChargingStationModel, Connector, Evidence
from catalog.models.counts import cached_per_revision
from catalog.models.quality import CHECKS, Severity, count_open_checks

VENDORS_MAX: Final = 10

# Label, lowest and highest power in kW. The common ratings 7.4, 22, 50 and 150 kW are within a range, however they are
# rounded.
_POWER_RANGES = (
    ("Up to 8 kW", "", "8"),
    ("8 to 23 kW", "8.001", "23"),
    ("23 to 50 kW", "23.001", "50"),
    ("50 to 150 kW", "50.001", "150"),
    ("More than 150 kW", "150.001", ""),
)

_WATTS_PER_KILOWATT = 1_000

WIDTH: Final = 1_000
"""The width of a whole bar."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart. `query` is the query string of the matching list; `width` is 0 to 1,000."""

    label: str
    count: int
    query: str
    width: int


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]
    note: str = ""


@dataclass(frozen=True)
class CheckFigure:
    name: str
    label: str
    is_warning: bool
    count: int
    percent: float
    query: str


@dataclass(frozen=True)
class Part:
    """A part of the stacked bar: `start` and `width` are 0 to 1,000."""

    label: str
    kind: str
    count: int
    percent: float
    start: int
    width: int


@dataclass(frozen=True)
class VendorFigure:
    name: str
    count: int
    sourced_percent: float
    query: str


@dataclass(frozen=True)
class HomeFigures:
    revision: int
    counted_at: datetime
    active: int
    checks: list[CheckFigure]
    evidence: list[Part]
    vendors: list[VendorFigure]
    vendors_note: str
    charts: list[Chart]

    @property
    def counts_by_check(self) -> dict[str, int]:
        return {each.name: each.count for each in self.checks}


def home_figures() -> HomeFigures:
    """Return the current figures. While the catalogue changes, they can be up to a minute old."""
    return cached_per_revision("home:figures:1", _count)


def _count(revision: int) -> HomeFigures:
    models = ChargingStationModel.objects.active()
    active = models.count()
    vendors, note = _count_vendors()
    counts = count_open_checks(models)
    return HomeFigures(
        revision=revision,
        counted_at=timezone.now(),
        active=active,
        checks=[
            CheckFigure(
                check.name,
                check.label,
                check.severity == Severity.WARNING,
                counts[check.name],
                _percent(counts[check.name], active),
                urlencode({"check": check.name}),
            )
            for check in CHECKS
        ],
        evidence=_evidence_parts(active),
        vendors=vendors,
        vendors_note=note,
        charts=[_chart_by_connector_type(), _chart_by_power_type(), _chart_by_power()],
    )


def _evidence_parts(active: int) -> list[Part]:
    """Return how the ratings of the active models are known: the parts add up to all of them."""
    rows = Evidence.objects.about(EvidenceSubject.RATINGS).filter(station_model__archived__in=[False]).order_by()
    by_level = dict(rows.values_list("level").annotate(Count("pk")))
    counts = {
        ("Cited or derived", "sourced"): by_level.get(EvidenceLevel.CITED, 0) + by_level.get(EvidenceLevel.DERIVED, 0),
        ("General knowledge", "known"): by_level.get(EvidenceLevel.KNOWN, 0),
        ("Assumed", "assumed"): by_level.get(EvidenceLevel.ASSUMED, 0),
    }
    counts["No evidence", "none"] = max(active - sum(counts.values()), 0)
    parts, before = [], 0
    for (label, kind), count in counts.items():
        start, end = (WIDTH * each // max(active, 1) for each in (before, before + count))
        parts.append(Part(label, kind, count, _percent(count, active), start, end - start))
        before += count
    return parts


def _count_vendors() -> tuple[list[VendorFigure], str]:
    """Return the vendors with most models, however they are spelled, and what the others have."""
    active = ChargingStationModel.objects.active()
    counted = sorted(active.count_vendors(), key=lambda row: (-row[2], row[1]))
    shown, others = counted[:VENDORS_MAX], counted[VENDORS_MAX:]
    found = active.filter(normalised_vendor__in=[key for key, _, _ in shown]).order_by()
    unsourced = dict(found.with_unsourced_ratings().values_list("normalised_vendor").annotate(Count("pk")))
    vendors = [
        VendorFigure(name, count, _percent(count - unsourced.get(key, 0), count), urlencode({"vendor": name}))
        for key, name, count in shown
    ]
    models = sum(count for _, _, count in others)
    plural = "" if len(others) == 1 else "s"
    note = f"{len(others):,} other vendor{plural}: {models:,} model{'' if models == 1 else 's'}" if others else ""
    return vendors, note


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
        "Models with two connector types count under both.",
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
    for label, lowest, highest in _POWER_RANGES:
        limits = [Decimal(each) * _WATTS_PER_KILOWATT if each else None for each in (lowest, highest)]
        models = ChargingStationModel.objects.active().with_power_between(*limits)
        query = {name: value for name, value in (("power_from", lowest), ("power_to", highest)) if value}
        rows.append((label, models.count(), query))
    return _build_chart("Models by maximum power", rows)


def _build_chart(title: str, rows: Iterable[tuple[str, int, dict[str, str]]], note: str = "") -> Chart:
    rows = list(rows)
    most = max((count for _, count, _ in rows), default=0) or 1
    # Keep the smallest bar visible.
    bars = [
        Bar(str(label), count, urlencode(query), max(WIDTH * count // most, 4 if count else 0))
        for label, count, query in rows
    ]
    return Chart(title, bars, note)


def _percent(count: int, of: int) -> float:
    return round(100 * count / of, 1) if of else 0.0
