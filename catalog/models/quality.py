"""The list of quality checks. The admin, `check_library` and the metrics read it: a further check is one more entry."""

import functools
import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices

from catalog.choices import EvidenceSubject
from catalog.models.querysets.quality import StationModelQuality


class Severity(TextChoices):
    WARNING = "warning", "Warning"
    """A back-end that relies on the model may be misled."""
    NOTE = "note", "Note"
    """Something is missing that would help people."""


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """`label` and `explanation` are for people; `find` is the QuerySet method that keeps what the check finds."""

    name: str
    label: str
    explanation: str
    severity: Severity
    find: Callable[[Any], Any]
    subject: EvidenceSubject | None = None
    """The fact that the check is about. When it changes, a dismissal lapses."""
    short_label: str = ""
    """For tabs and filters."""
    needs_attention: bool = False
    """Whether what it finds is wrong, rather than missing: somebody has to look."""

    def open(self, station_models: StationModelQuality) -> StationModelQuality:
        """Filter the models that the check finds and for which it was not dismissed."""
        found: StationModelQuality = self.find(station_models).without_dismissed(self.name)
        return found


CHECKS: Final = (
    QualityCheck(
        "doubtful_figures",
        "Figures look wrong",
        "Amps, volts, watts, plug and power type do not go together. The page of the model says why.",
        Severity.WARNING,
        StationModelQuality.with_doubtful_figures,
        EvidenceSubject.RATINGS,
        short_label="Doubtful figures",
        needs_attention=True,
    ),
    QualityCheck(
        "near_duplicate",
        "Another model has nearly the same name",
        "The names differ in punctuation or legal form only, so a report of one can mean the other. Archive one.",
        Severity.WARNING,
        StationModelQuality.with_near_duplicate,
        EvidenceSubject.DESIGNATION,
        short_label="Near duplicates",
        needs_attention=True,
    ),
    QualityCheck(
        "vendor_spelled_in_two_ways",
        "Vendor is spelled in two ways",
        "Other active models write the vendor differently. Decide on one spelling.",
        Severity.WARNING,
        StationModelQuality.with_vendor_spelled_in_two_ways,
        EvidenceSubject.DESIGNATION,
        short_label="Two spellings",
        needs_attention=True,
    ),
    QualityCheck(
        "no_evidence",
        "No evidence at all",
        "Nobody has said where any fact of the model comes from.",
        Severity.WARNING,
        StationModelQuality.without_evidence,
        short_label="No evidence",
        needs_attention=True,
    ),
    QualityCheck(
        "unsourced_ratings",
        "Ratings are neither cited nor derived",
        "No document is named that gives amps, volts and watts. Find a data sheet.",
        Severity.WARNING,
        StationModelQuality.with_unsourced_ratings,
        EvidenceSubject.RATINGS,
        short_label="Unsourced",
    ),
    QualityCheck(
        "assumed_ocpp_url_key",
        "OCPP URL setting is assumed",
        "The setting's name is a default. Find the vendor's own in its manual.",
        Severity.WARNING,
        StationModelQuality.with_assumed_ocpp_url_key,
        EvidenceSubject.OCPP_URL,
        short_label="Assumed OCPP setting",
    ),
    QualityCheck(
        "no_image",
        "No image",
        "People recognise a station by its picture.",
        Severity.NOTE,
        StationModelQuality.without_image,
        EvidenceSubject.IMAGE,
        short_label="No picture",
    ),
    QualityCheck(
        "no_friendly_name",
        "No friendly name",
        "People read a name more easily than an order code.",
        Severity.NOTE,
        StationModelQuality.without_friendly_name,
        short_label="No friendly name",
    ),
    QualityCheck(
        "never_reported",
        "Never reported in 90 days",
        "No station was recognised as this model. Its name may not be what stations report.",
        Severity.NOTE,
        StationModelQuality.never_reported,
    ),
)

CHECKS_BY_NAME: Final = {check.name: check for check in CHECKS}


ATTENTION_CHECKS: Final = tuple(check.name for check in CHECKS if check.needs_attention)


def with_any_open_check(station_models: Any, names: Collection[str]) -> Any:
    """Keep the models that at least one of those checks finds, not dismissed."""
    return functools.reduce(operator.or_, (CHECKS_BY_NAME[name].open(station_models) for name in names))


def count_open_checks(active: Any) -> dict[str, int]:
    """Return how many of the active models each check finds: one query each, through the whole catalogue."""
    return {check.name: check.open(active).order_by().count() for check in CHECKS}
