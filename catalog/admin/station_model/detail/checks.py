"""The quality checks of one model: each passed, or with the way to its remedy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.models import ChargingStationModel
from catalog.models.quality import CHECKS, QualityCheck

# Of each check: what is said when it is passed, the words of the remedy, and the part of the form that it leads to.
_WORDS: Final = {
    "doubtful_figures": ("Figures are plausible", "Check connectors", "connectors-group"),
    "near_duplicate": ("No model with nearly the same name", "Edit name", "id_model"),
    "vendor_spelled_in_two_ways": ("Vendor is spelled one way", "Edit vendor", "id_vendor"),
    "no_evidence": ("Has evidence", "Add evidence", "id_designation_evidence_level"),
    "unsourced_ratings": ("Ratings have a source", "Add source", "id_ratings_evidence_level"),
    "assumed_ocpp_url_key": ("OCPP URL setting is known", "Edit setting", "id_ocpp_url_key"),
    "no_image": ("Has an image", "Add image", ""),
    "never_reported": ("Reported in the last 90 days", "Reported names", ""),
    "no_friendly_name": ("Has a friendly name", "Add name", "id_friendly_name"),
}


@dataclass(frozen=True)
class CheckItem:
    check: QualityCheck
    state: str
    """`passed`, `open` or `dismissed`."""
    label: str
    remedy: str = ""
    anchor: str = ""
    reason: str = ""
    """Why it was dismissed."""
    details: Sequence[str] = field(default=())


def build_checklist(station_model: ChargingStationModel, warnings: Sequence[str]) -> list[CheckItem]:
    """Return all checks, those that are open first; none for an archived model, which is not relied on.

    `warnings` say why figures are doubtful.
    """
    if station_model.is_archived:
        return []
    open_checks = station_model.find_open_checks()
    dismissed = {each.check_name: each.reason for each in station_model.dismissed_checks.all()}
    items = []
    for check in CHECKS:
        passed, remedy, anchor = _WORDS.get(check.name, (check.label, "Edit model", ""))
        if check in open_checks:
            details = warnings if check.name == "doubtful_figures" else (check.explanation,)
            items.append(CheckItem(check, "open", check.label, remedy, anchor, details=details))
        elif check.name in dismissed:
            items.append(CheckItem(check, "dismissed", check.label, reason=dismissed[check.name]))
        else:
            items.append(CheckItem(check, "passed", passed))
    return sorted(items, key=lambda item: item.state != "open")
