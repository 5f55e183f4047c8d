"""One value of a model, taken into another one."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.choices import EvidenceSubject
from catalog.exceptions import PlanChanged
from catalog.models import Actor, CatalogueRevision, ChargingStationModel
from catalog.models.restoring import draft_from_record

_SUBJECTS = {
    "power_type": EvidenceSubject.RATINGS,
    "connectors": EvidenceSubject.RATINGS,
    "ocpp_url_key": EvidenceSubject.OCPP_URL,
    "image_url": EvidenceSubject.IMAGE,
}

_EVIDENCE = "evidence."


@dataclass(frozen=True)
class ValueTransfer:
    """`target` gets the field of `source`, and its evidence of that fact if wanted."""

    target: ChargingStationModel
    source: ChargingStationModel
    field: str
    takes_evidence: bool = False

    @property
    def subject(self) -> str:
        """The fact whose evidence changes; empty for a field without."""
        if self.field.startswith(_EVIDENCE):
            return self.field.removeprefix(_EVIDENCE)
        return str(_SUBJECTS.get(self.field, ""))

    @property
    def is_evidence(self) -> bool:
        return self.field.startswith(_EVIDENCE)

    @property
    def loses_evidence(self) -> bool:
        return not self.is_evidence and bool(self.subject) and self._evidence_of(self.target) is not None

    @property
    def state(self) -> str:
        """A text that differs once one of the two has changed."""
        return f"{self.target.revision}-{self.source.revision}"

    def apply(self, *, by: Actor, expected_state: str) -> bool:
        """Edit the target, and return whether anything changed. Raises what `edit` raises, and PlanChanged when one of
        the two has changed since it was seen.
        """
        with transaction.atomic():
            CatalogueRevision.lock()
            rows = ChargingStationModel.objects.in_bulk([self.target.pk, self.source.pk])
            current = "-".join(str(rows[each.pk].revision) for each in (self.target, self.source) if each.pk in rows)
            if current != expected_state:
                raise PlanChanged
            values = draft_from_record(self.target.as_record())
            evidence: dict[str, Any] = {}
            if not self.is_evidence:
                values[self.field] = draft_from_record(self.source.as_record())[self.field]
            if self.is_evidence or self.takes_evidence:
                evidence = {self.subject: self._evidence_of(self.source)} if self.subject else {}
            return rows[self.target.pk].edit(**values, evidence=evidence, by=by)

    def _evidence_of(self, station_model: ChargingStationModel) -> dict[str, str] | None:
        found = (each.as_record() for each in station_model.evidence.all() if each.subject == self.subject)
        return next(found, None)
