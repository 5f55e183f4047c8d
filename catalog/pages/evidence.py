"""Evidence of a model for its page."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import Evidence


@dataclass(frozen=True)
class EvidenceView:
    name: str
    subject: str
    level: str
    meaning: str = ""
    source: str | None = None
    link: str | None = None
    note: str | None = None

    @property
    def badge(self) -> str:
        """Kind of the badge of the level."""
        return {"Cited": "success", "Derived": "success", "Known": "neutral"}.get(self.level, "warning")

    @property
    def host(self) -> str | None:
        return urlsplit(self.link).hostname if self.link else None


def present_evidence(station_model_id: UUID) -> list[EvidenceView]:
    """Return the evidence of every subject in order, without the image if it has none."""
    by_subject = {each.subject: each for each in Evidence.objects.filter(station_model=station_model_id)}
    return [
        _present(subject, by_subject.get(subject.value))
        for subject in EvidenceSubject
        if subject is not EvidenceSubject.IMAGE or subject.value in by_subject
    ]


def _present(subject: EvidenceSubject, evidence: Evidence | None) -> EvidenceView:
    name, label = subject.name.lower(), str(subject.label)
    if evidence is None:
        return EvidenceView(name, label, "No evidence")
    level, _, meaning = str(EvidenceLevel(evidence.level).label).partition(": ")
    return EvidenceView(name, label, level, meaning, evidence.source, evidence.link, evidence.note)
