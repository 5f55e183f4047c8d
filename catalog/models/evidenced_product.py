"""What a station model's facts rest on, and what quality checks find of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from catalog.db.bulk import insert_rows
from catalog.models.audit_event import Action, Actor
from catalog.models.counts import bounded_counts
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.evidence import (
    Evidence,
    Given,
    Values,
    build_evidence,
    find_changed_subjects,
    keep_evidence,
    record_evidence,
)
from catalog.models.quality import CHECKS, CHECKS_BY_NAME, QualityCheck
from catalog.models.station_model_fields import StationModelFields


class EvidencedProduct(StationModelFields):
    """The part of a ChargingStationModel that says how sure its facts are."""

    objects: Any

    class Meta:
        abstract = True

    def dismiss_check(self, check_name: str, *, by: Actor) -> bool:
        """Say that what a quality check finds of the model is in order: `by.reason` is required, and says why.

        It lapses when the fact that the check is about changes. Idempotent; returns whether anything changed. Raises
        ValidationError for a check that is not there, and for a bad reason.
        """
        with self.audited_update(Action.EDITED, by) as change:
            if check_name not in CHECKS_BY_NAME:
                raise ValidationError(f"There is no check {check_name!r}. There are {', '.join(CHECKS_BY_NAME)}.")
            dismissed = DismissedCheck(station_model_id=self.pk, check_name=check_name, reason=by.reason)
            dismissed.clean_fields(exclude={"station_model"})
            DismissedCheck._base_manager.filter(station_model=self.pk, check_name=check_name).delete()
            insert_rows([dismissed])
            self.reread("dismissed_checks")
        return change.has_changed

    def reopen_check(self, check_name: str, *, by: Actor) -> bool:
        """Take a dismissal back. Idempotent; returns whether anything changed."""
        with self.audited_update(Action.EDITED, by) as change:
            DismissedCheck._base_manager.filter(station_model=self.pk, check_name=check_name).delete()
            self.reread("dismissed_checks")
        return change.has_changed

    def build_own_evidence(self, given: Given) -> list[Evidence]:
        """Return evidence for the model, not yet saved. Raises ValidationError under the key `evidence`."""
        if given.get("image") and not self.image_url:
            raise ValidationError({"evidence": "image: there is no image to have evidence."})
        return build_evidence(given)

    def find_open_checks(self) -> list[QualityCheck]:
        """Return the quality checks that find the model and are not dismissed, in their order: one query."""
        row = type(self).objects.filter(pk=self.pk)
        found = bounded_counts({check.name: check.open(row).order_by()[:1] for check in CHECKS})
        return [check for check in CHECKS if found.get(check.name)]

    def write_evidence(self, before: dict[str, Any], given: Given) -> None:
        """Make the evidence what it is after a change from the record `before`, and let dismissals lapse."""
        document = self.as_document()
        wanted = self.build_own_evidence(keep_evidence(before, document, given))
        if record_evidence(wanted) != before.get("evidence", {}):
            Evidence._base_manager.filter(station_model=self.pk).delete()
            for each in wanted:
                each.station_model_id = self.pk
            insert_rows(wanted)
            self.reread("evidence")
        changed = find_changed_subjects(before, document)
        lapsed = [name for name in before.get("dismissedChecks", ()) if self.is_check_about(name, changed)]
        if lapsed:
            DismissedCheck._base_manager.filter(station_model=self.pk, check_name__in=lapsed).delete()
            self.reread("dismissed_checks")

    def build_evidence_of_copy(self, draft: Mapping[str, Any], given: Given) -> dict[str, Values]:
        copy, connectors = type(self).objects.build_unsaved(draft)
        return keep_evidence(self.as_record(), copy.as_document(connectors), given)

    def reread(self, related: str) -> None:
        self.refresh_from_db(fields=[related])  # or what was prefetched stays
        prefetch_related_objects([self], related)

    @staticmethod
    def is_check_about(check_name: str, subjects: Collection[str]) -> bool:
        """Return whether a check is about one of those facts. One that a later release has dropped is about none."""
        check = CHECKS_BY_NAME.get(check_name)
        return check is not None and check.subject in subjects
