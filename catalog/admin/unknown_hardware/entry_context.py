"""What the page of an entry shows: cards while it waits, the result once it was decided on."""

from typing import Any
from uuid import UUID

from catalog.admin.unknown_hardware.forms import IGNORE_REASONS, AttachForm
from catalog.admin.unknown_hardware.suggestions import (
    FOUND_MAX,
    SUGGESTIONS_MAX,
    build_suggestions,
    count_match,
    equivalent_vendors,
)
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel, InboxAction, UnknownHardware
from catalog.resolve.resolution import Resolution


def suggestions_context(entry: UnknownHardware, resolution: Resolution, form: AttachForm, find: str) -> dict[str, Any]:
    """Return the cards: the closest models, or those that were found by the words `find`."""
    find = find.replace("\0", "").strip()[:TEXT_MAX]
    selected = str(form["station_model"].value() or "")
    documents: list[tuple[str, float | None]] = []
    if find:
        rows = ChargingStationModel.objects.search(find)
        documents = [(each.document, None) for each in rows[:FOUND_MAX]]
    else:
        documents = [(each.found.document, each.score) for each in resolution.candidates[:SUGGESTIONS_MAX]]
    vendors = equivalent_vendors(entry)
    cards = build_suggestions(entry, [*documents, *_missing(selected, documents)], vendors)
    found = {each.consequences.prefix: each.consequences for each in cards if each.consequences}
    prefix = form["beginning"].value() or next(iter(found), "")
    consequences = count_match(entry, prefix, vendors, found.get(prefix)) if prefix else None
    return {
        "cards": cards,
        "find": find,
        "selected": selected,
        "prefix": prefix,
        "consequences": consequences,
        "can_add_alias": _has_unknown_vendor(entry, vendors),
        "ignore_reasons": IGNORE_REASONS,
        "has_conditions": any(form[name].value() or form[name].errors for name in ("serial_prefix", "firmware_prefix"))
        or bool(form["source"].errors),
    }


def _missing(selected: str, documents: list[tuple[str, float | None]]) -> list[tuple[str, float | None]]:
    """Return the document of the selected model where it is not among those."""
    try:
        key = UUID(selected)
    except ValueError:
        return []
    if any(f'"id":"{key}"' in document for document, _ in documents):
        return []
    return [(each.document, None) for each in ChargingStationModel.objects.filter(pk=key)]


def _has_unknown_vendor(entry: UnknownHardware, vendors: list[str]) -> bool:
    """Return whether a vendor was reported of which the catalogue has no model under any of its names."""
    if not entry.normalised_vendor:
        return False
    return not ChargingStationModel.objects.filter(normalised_vendor__in=vendors).exists()


def decision_context(entry: UnknownHardware, resolution: Resolution) -> dict[str, Any]:
    """Return the result of an entry that does not wait, and whether it can be reopened."""
    events = list(entry.events.select_related("user", "station_model"))
    resolved = next((each for each in events if each.action == InboxAction.RESOLVED), None)
    event = resolved.audit_event() if resolved else None
    has_own_name = event is not None and event.subject == "identity" and resolution.identity is not None
    can_reopen = entry.state == UnknownHardware.State.IGNORED or not resolution.is_recognised or has_own_name
    return {"events": events, "can_reopen": can_reopen, "removes_name": has_own_name}
