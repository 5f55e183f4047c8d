"""Evidence: how the catalogue knows a fact of a station model."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Self

from django.core.exceptions import ValidationError
from django.db import models

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.fields import TrimmedTextField
from catalog.limits import EVIDENCE_NOTE_MAX, EVIDENCE_SOURCE_MAX, URL_MAX
from catalog.messages import SOURCE_MISSING
from catalog.models.constraints import text_constraint
from catalog.text import require_web_url, trim

Values = Mapping[str, Any]
"""The fields of a piece of evidence: `level`, and `source`, `link` and `note` where they are known."""

Given = Mapping[str, Values | None]
"""Evidence by its subject. None says that there is none."""

FIELDS: Final = ("level", "source", "link", "note")

SOURCED: Final = (EvidenceLevel.CITED, EvidenceLevel.DERIVED)
"""The levels that refer to a document, and so require a source."""


class EvidenceQuerySet(NoBulkWriteQuerySet["Evidence"]):
    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def at_level(self, *levels: str) -> Self:
        return self.filter(level__in=levels)


class Evidence(models.Model):
    """At most one for each subject of a model. It changes with its model, by that model's methods."""

    # Found by the index of the unique constraint.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.PROTECT, related_name="evidence", db_index=False
    )
    subject = models.CharField(max_length=20, choices=EvidenceSubject)
    level = models.CharField(max_length=10, choices=EvidenceLevel)
    source = TrimmedTextField(
        max_length=EVIDENCE_SOURCE_MAX, null=True, blank=True, help_text="What a reviewer can open, with the page."
    )
    link = TrimmedTextField(
        max_length=URL_MAX,
        null=True,
        blank=True,
        validators=[require_web_url],
        help_text="Absolute http(s) URL of the source. Never fetched by this service.",
    )
    note = TrimmedTextField(
        max_length=EVIDENCE_NOTE_MAX,
        null=True,
        blank=True,
        help_text="The formula of what was derived, or which figure is not in the source.",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["station_model_id", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["station_model", "subject"], name="evidence_subject_is_unique"),
            models.CheckConstraint(
                name="evidence_subject_valid", condition=models.Q(subject__in=EvidenceSubject.values)
            ),
            models.CheckConstraint(name="evidence_level_valid", condition=models.Q(level__in=EvidenceLevel.values)),
            text_constraint("source", EVIDENCE_SOURCE_MAX, "evidence"),
            text_constraint("link", URL_MAX, "evidence"),
            text_constraint("note", EVIDENCE_NOTE_MAX, "evidence"),
            models.CheckConstraint(
                name="evidence_has_source_where_level_claims_one",
                condition=models.Q(source__isnull=False) | ~models.Q(level__in=SOURCED),
            ),
            models.CheckConstraint(
                name="evidence_link_is_http",
                condition=models.Q(link__istartswith="http://") | models.Q(link__istartswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.level}"

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """Clean the fields. An empty optional text is unset."""
        for name in FIELDS[1:]:
            setattr(self, name, trim(getattr(self, name) or "") or None)
        super().clean_fields(exclude=None if exclude is None else set(exclude))
        if self.level in SOURCED and self.source is None:
            raise ValidationError({"source": SOURCE_MISSING})

    def as_record(self) -> dict[str, str]:
        """Return it as the history and catalogue files have it: what is unset is left out."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in values.items() if value is not None}


def record_evidence(evidence: Iterable[Evidence]) -> dict[str, dict[str, str]]:
    """Return the records of one model's evidence by subject, in the order of the subjects."""
    found = {each.subject: each.as_record() for each in evidence}
    return {subject: found[subject] for subject in EvidenceSubject.values if subject in found}


def build_evidence(given: Given) -> list[Evidence]:
    """Return the evidence that is given, not yet saved and without its model, in the order of the subjects.

    Raises ValidationError under the key `evidence`.
    """
    issues = [ValidationError(f"There is no fact {name!r} to have evidence.") for name in given.keys() - _FACTS.keys()]
    built: list[Evidence] = []
    for subject in EvidenceSubject.values:
        if (values := given.get(subject)) is None:
            continue
        evidence = Evidence(subject=subject, **values)
        try:
            evidence.clean_fields(exclude={"station_model"})
        except ValidationError as error:
            issues += [
                ValidationError(f"{subject}, {name}: {' '.join(messages)}")
                for name, messages in error.message_dict.items()
            ]
        built.append(evidence)
    if issues:
        raise ValidationError({"evidence": issues})
    return built


def keep_evidence(before: dict[str, Any], after: dict[str, Any], given: Given) -> dict[str, Values]:
    """Return the evidence that a model has after a change: what is given, and what it had before of each fact that is
    still the same.

    `before` is a model's record, `after` its document as changed. A fact that changed keeps only evidence that is
    given with the change: the old source does not say the new value.
    """
    changed = find_changed_subjects(before, after)
    unchanged = {subject: values for subject, values in before.get("evidence", {}).items() if subject not in changed}
    return {subject: values for subject, values in {**unchanged, **given}.items() if values is not None}


def find_changed_subjects(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the subjects whose facts differ between two records or documents of a model."""
    return {subject for subject, fact in _FACTS.items() if fact(before) != fact(after)}


def _ratings(record: dict[str, Any]) -> Any:
    # EVSEs are no ratings: they say which connectors serve one car at a time.
    connectors = [{name: value for name, value in each.items() if name != "evse"} for each in record["connectors"]]
    return record["powerType"], connectors


_FACTS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    EvidenceSubject.DESIGNATION.value: lambda record: (record["vendor"], record["model"]),
    EvidenceSubject.RATINGS.value: _ratings,
    EvidenceSubject.OCPP_URL.value: lambda record: record["configurationKeys"]["ocppUrl"],
    EvidenceSubject.IMAGE.value: lambda record: record["imageUrl"],
}
"""What a model's record or document says of each subject."""
