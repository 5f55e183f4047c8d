"""What all tabs of a model's page show: its name and state, and what can be done with it."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.differences import Difference, find_differences
from catalog.admin.station_model.columns import duplicate_url
from catalog.admin.station_model.list_filters import filtered_list_url, get_list_filters, with_list_filters
from catalog.choices import EvidenceSubject
from catalog.hardware.plausibility import plausibility_warnings
from catalog.hardware.presentation import present_model
from catalog.models import Action, AuditEvent, ChargingStationModel
from catalog.models.document import strip_audit_fields
from catalog.models.evidence import SOURCED
from catalog.models.picture import Picture
from catalog.pictures.addresses import picture_path
from catalog.roles import can_delete_models

TABS: Final = (
    ("detail", "Overview"),
    ("reported_names", "Reported names"),
    ("history", "History"),
    ("api", "API"),
)

_REQUIRED_FACTS: Final = (EvidenceSubject.DESIGNATION, EvidenceSubject.RATINGS, EvidenceSubject.OCPP_URL)


@dataclass(frozen=True)
class Badge:
    kind: str
    text: str


def detail_url(name: str, pk: Any) -> str:
    return reverse(f"admin:catalog_chargingstationmodel_{name}", args=[pk])


def page_context(
    model_admin: Any, request: HttpRequest, station_model: ChargingStationModel, tab: str
) -> dict[str, Any]:
    """Return the context of the head: the same few queries for any model."""
    view = present_model(station_model.document)
    counts = {"reported_names": station_model.identities.count(), "history": station_model.events.count()}

    def link(name: str) -> str:
        return with_list_filters(model_admin, request, detail_url(name, station_model.pk))

    warnings = plausibility_warnings(station_model.as_document())
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": station_model,
        "title": str(station_model),
        "tab": tab,
        "tabs": [(_tab_label(label, counts.get(name)), link(name), name == tab) for name, label in TABS],
        "view": view,
        "warnings": warnings,
        "badges": list(_badges(station_model, len(warnings))),
        "can_change": model_admin.has_change_permission(request),
        "can_delete": can_delete_models(request.user),
        "edit_url": link("change"),
        "next_url": link("next"),
        "list_url": filtered_list_url(model_admin, request),
        "is_filtered": bool(get_list_filters(model_admin, request)),
        "picture_url": _find_picture(station_model),
        "duplicate_url": duplicate_url(station_model),
        "archiving": _describe_archiving(station_model) if station_model.is_archived else None,
    }


def _find_picture(station_model: ChargingStationModel) -> str:
    """Return the address of the small picture, if the image of the model is one of ours."""
    known = Picture.objects.find_known([station_model.image_url])
    return picture_path(next(iter(known)), is_small=True) if known else ""


def _tab_label(label: str, count: int | None) -> str:
    return label if count is None else f"{label} {count:,}"


def _badges(station_model: ChargingStationModel, doubts: int) -> Any:
    if station_model.successor_id:
        yield Badge("neutral", "Replaced")
    else:
        yield Badge("neutral", "Archived") if station_model.is_archived else Badge("success", "Active")
    levels = {each.subject: each.level for each in station_model.evidence.all()}
    sourced = [levels.get(each.value) in SOURCED for each in _REQUIRED_FACTS]
    if all(sourced):
        yield Badge("success", "Sourced")
    else:
        yield Badge("neutral", "Partly sourced") if any(sourced) else Badge("warning", "Unsourced")
    if doubts:
        yield Badge("warning", f"{doubts} doubt{'' if doubts == 1 else 's'}")


@dataclass(frozen=True)
class Archiving:
    """How a model left the active catalogue, and what is different in the one that took its place."""

    event: AuditEvent | None
    successor: ChargingStationModel | None
    differences: list[Difference]


def _describe_archiving(station_model: ChargingStationModel) -> Archiving:
    events = station_model.events.filter(action__in=[Action.ARCHIVED, Action.REPLACED])
    event = events.select_related("user", "client").defer("before", "after").first()
    if not station_model.successor_id:
        return Archiving(event, None, [])
    successor = ChargingStationModel.objects.with_connectors().get(pk=station_model.successor_id)
    one, other = (strip_audit_fields(each.as_record()) for each in (station_model, successor))
    return Archiving(event, successor, find_differences(one, other))
