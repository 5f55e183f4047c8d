"""How the facts of a model are known, as its page shows it."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import Evidence


@dataclass(frozen=True)
class ShownEvidence:
    subject: str
    level: str
    meaning: str = ""
    source: str | None = None
    link: str | None = None
    note: str | None = None

    @property
    def host(self) -> str | None:
        return urlsplit(self.link).hostname if self.link else None


def shown_evidence(station_model_id: UUID) -> list[ShownEvidence]:
    """Return every subject in its order; without an image, nothing is said of one."""
    found = {each.subject: each for each in Evidence.objects.filter(station_model=station_model_id)}
    return [
        _shown(subject, found.get(subject.value))
        for subject in EvidenceSubject
        if subject is not EvidenceSubject.IMAGE or subject.value in found
    ]


def _shown(subject: EvidenceSubject, evidence: Evidence | None) -> ShownEvidence:
    if evidence is None:
        return ShownEvidence(str(subject.label), "No evidence")
    level, _, meaning = str(EvidenceLevel(evidence.level).label).partition(": ")
    return ShownEvidence(str(subject.label), level, meaning, evidence.source, evidence.link, evidence.note)
