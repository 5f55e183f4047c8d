"""The figures on the page of a vendor."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import ChargingStationModel, Evidence, UnknownHardware, Vendor, VendorSynonym

_SPELLINGS_MAX = 20


@dataclass
class VendorFigures:
    active: int = 0
    archived: int = 0
    spellings: list[tuple[str, int]] = field(default_factory=list)
    """How its models write it, and how many."""
    shares: list[tuple[str, list[int]]] = field(default_factory=list)
    """Of each subject, how many percent of the active models have evidence at each level, and how many have none."""
    aliases: list[VendorSynonym] = field(default_factory=list)
    unknown_entries: int = 0
    unknown_reports: int = 0


def load_figures(vendor: Vendor) -> VendorFigures:
    """Return the figures of a vendor, of its models whichever way they write it: six queries."""
    key = vendor.normalised_name
    station_models = ChargingStationModel.objects.filter(normalised_vendor=key).order_by()
    counts = dict(station_models.values_list("archived").annotate(count=Count("pk")))
    spelled = station_models.values_list("vendor").annotate(count=Count("pk")).order_by("-count", "vendor")
    figures = VendorFigures(
        active=counts.get(False, 0),
        archived=counts.get(True, 0),
        spellings=list(spelled[:_SPELLINGS_MAX]),
        aliases=list(VendorSynonym.objects.filter(normalised_vendor=key).order_by("name")),
    )
    figures.shares = _evidence_shares(key, figures.active)
    names = VendorSynonym.objects.equivalent_names([key])
    waiting = UnknownHardware.objects.waiting().filter(normalised_vendor__in=names).order_by()
    unknown: dict[str, Any] = waiting.aggregate(entries=Count("pk"), reports=Sum("count"))
    figures.unknown_entries, figures.unknown_reports = unknown["entries"], unknown["reports"] or 0
    return figures


def _evidence_shares(key: str, active: int) -> list[tuple[str, list[int]]]:
    if not active:
        return []
    evidence = Evidence.objects.filter(station_model__normalised_vendor=key, station_model__archived__in=[False])
    counted = {
        (subject, level): count
        for subject, level, count in evidence.order_by().values_list("subject", "level").annotate(count=Count("pk"))
    }
    shares = []
    for subject in EvidenceSubject:
        found = [counted.get((subject.value, level), 0) for level in EvidenceLevel.values]
        shares.append((str(subject.label), [round(100 * each / active) for each in (*found, active - sum(found))]))
    return shares
