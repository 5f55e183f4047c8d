"""The tab Overview: what the model is, how sure that is, and what remains to be done."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db.models import F
from django.db.models.functions import Abs
from django.urls import reverse

from catalog.admin.event_lines import describe_events
from catalog.admin.station_model.detail.checks import build_checklist
from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.hardware.presentation import ConnectorView, ModelView, present_model
from catalog.models import ChargingStationModel, Evidence

_SIMILAR_MAX: Final = 5
_NAMES_MAX: Final = 3

_LEVELS: Final = {
    EvidenceLevel.CITED: ("success", "Cited"),
    EvidenceLevel.DERIVED: ("success", "Derived"),
    EvidenceLevel.KNOWN: ("neutral", "Unsourced"),
    EvidenceLevel.ASSUMED: ("warning", "Assumed"),
}


@dataclass(frozen=True)
class Fact:
    """A fact of the model with what it rests on."""

    name: str
    value: str
    kind: str
    level: str
    evidence: Evidence | None
    is_code: bool = False
    link: str | None = None

    @property
    def link_host(self) -> str | None:
        return urlsplit(self.evidence.link).hostname if self.evidence and self.evidence.link else None


@dataclass(frozen=True)
class Similar:
    view: ModelView
    url: str
    compare_url: str


def overview_context(station_model: ChargingStationModel, view: ModelView, warnings: list[str]) -> dict[str, Any]:
    """Return the context of the tab: the same few queries for any model."""
    events = list(station_model.events.select_related("user", "client")[:1])
    names = list(station_model.identities.all()[: _NAMES_MAX + 1])
    return {
        "connectors": _connectors(station_model, view),
        "facts": list(_facts(station_model, view)),
        "checklist": build_checklist(station_model, warnings),
        "last_change": describe_events(events)[0] if events else None,
        "names": names[:_NAMES_MAX],
        "has_more_names": len(names) > _NAMES_MAX,
        "predecessors": list(station_model.predecessors.only("vendor", "model", "archived_at")),
        "similar": _similar(station_model),
    }


def _connectors(station_model: ChargingStationModel, view: ModelView) -> list[tuple[ConnectorView, int | None]]:
    evses = {each.connector_id: each.evse for each in station_model.connectors.all()}
    return [(each, evses.get(each.id)) for each in view.connectors]


def _facts(station_model: ChargingStationModel, view: ModelView) -> Any:
    evidence = {each.subject: each for each in station_model.evidence.all()}

    def fact(subject: EvidenceSubject, name: str, value: str, **options: Any) -> Fact:
        found = evidence.get(subject.value)
        kind, level = _LEVELS[EvidenceLevel(found.level)] if found else ("warning", "No evidence")
        return Fact(name, value, kind, level, found, **options)

    yield fact(EvidenceSubject.DESIGNATION, "Vendor and model", f"{view.vendor} {view.model}")
    yield fact(EvidenceSubject.RATINGS, "Ratings", f"{view.power} · {view.power_type}")
    yield fact(EvidenceSubject.OCPP_URL, "OCPP URL setting", view.ocpp_url_key, is_code=True)
    if view.image_url:
        yield fact(EvidenceSubject.IMAGE, "Image", f"at {view.image_host}", link=view.image_url)


def _similar(station_model: ChargingStationModel) -> list[Similar]:
    """Return the active models of the vendor that are closest in power, with a comparison."""
    of_vendor = ChargingStationModel.objects.active().filter(normalised_vendor=station_model.normalised_vendor)
    distance = Abs(F("max_power_watts") - station_model.max_power_watts)
    found = of_vendor.exclude(pk=station_model.pk).order_by(distance, "model_key").values_list("pk", "document")
    compare = reverse("compare")
    return [
        Similar(
            present_model(document),
            reverse("admin:catalog_chargingstationmodel_detail", args=[pk]),
            f"{compare}?id={station_model.pk}&id={pk}",
        )
        for pk, document in found[:_SIMILAR_MAX]
    ]
