"""What the form says of a model, as far as it can be read, and the questions before it is saved."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from catalog.admin.differences import Difference, Record, find_differences
from catalog.admin.station_model.connectors import CONNECTOR_FIELDS, ConnectorFormSet
from catalog.admin.station_model.form import StationModelForm
from catalog.choices import EvidenceSubject
from catalog.hardware.plausibility import PlausibilityWarning, plausibility_warnings, rated_power_formula
from catalog.models import Connector
from catalog.models.evidence import find_changed_subjects, keep_evidence
from catalog.product_fields import COLUMN_FIELDS


@dataclass(frozen=True)
class SaveQuestions:
    """What has to be answered before a draft is saved."""

    warnings: tuple[PlausibilityWarning, ...]
    subjects: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.warnings or self.subjects)


class UnansweredQuestions(Exception):
    """The draft was not saved, because something has to be answered first."""

    def __init__(self, questions: SaveQuestions) -> None:
        self.questions = questions
        super().__init__(questions)


class Draft:
    """A bound form with its connectors."""

    def __init__(self, form: StationModelForm, connectors: ConnectorFormSet) -> None:
        self.form, self.formset = form, connectors
        self.is_valid = form.is_valid() and connectors.is_valid()

    @cached_property
    def connectors(self) -> list[Record]:
        """Records of the rows that can be read."""
        rows = [each.cleaned_data for each in self.formset.filled_forms if not each.errors]
        return [Connector(**{name: row[name] for name in CONNECTOR_FIELDS}).as_record() for row in rows]

    @cached_property
    def record(self) -> Record | None:
        """The original's record with the values of the form. None for a model without an original."""
        before = self.form.source_record
        if before is None:
            return None
        values = self.form.cleaned_data
        record = deepcopy(dict(before))
        for field in COLUMN_FIELDS:
            if field.attribute in values:
                field.write(record, values[field.attribute] or None)
        if not self.formset.total_error_count():
            record["connectors"] = self.connectors
        # What is still to be answered stays as it is.
        open_evidence = {name: before["evidence"][name] for name in self._find_unanswered(before, record)}
        found = {**keep_evidence(dict(before), record, self.form.given_evidence), **open_evidence}
        evidence = {subject: {name: text for name, text in each.items() if text} for subject, each in found.items()}
        return {**record, "evidence": evidence}

    @cached_property
    def differences(self) -> list[Difference]:
        """What differs from the original."""
        before = self.form.source_record
        return find_differences(before, self.record) if before and self.record else []

    @property
    def product_differences(self) -> list[Difference]:
        """What differs from the original, without evidence."""
        records = [{**(each or {}), "evidence": {}} for each in (self.form.source_record, self.record)]
        return find_differences(*records)

    @cached_property
    def warnings(self) -> list[PlausibilityWarning]:
        """Plausibility warnings of the rows that can be read."""
        if not self.has_figures:
            return []
        values = {"powerType": self.form.cleaned_data["power_type"], "connectors": self.connectors}
        return plausibility_warnings(values)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything for the warnings to look at."""
        return bool(self.form.cleaned_data.get("power_type") and self.connectors)

    @property
    def new_warnings(self) -> list[PlausibilityWarning]:
        """Warnings that the original does not have."""
        before = self.form.source_record
        known = plausibility_warnings(before) if before else []
        return [each for each in self.warnings if each not in known]

    @property
    def unanswered_subjects(self) -> list[str]:
        """Subjects that were changed, and whose evidence was neither changed nor confirmed."""
        before = self.form.source_record
        return self._find_unanswered(before, self.record) if before and self.record else []

    def _find_unanswered(self, before: Record, after: Record) -> list[str]:
        changed = find_changed_subjects(dict(before), dict(after))
        if not after["imageUrl"]:
            changed.discard(EvidenceSubject.IMAGE)
        return self.form.unanswered_subjects(changed)

    def find_questions(self) -> SaveQuestions:
        """Return what was not answered yet."""
        warnings = self.new_warnings
        if self.form.cleaned_data.get("accepted_warnings") == digest_warnings(warnings):
            warnings = []
        return SaveQuestions(tuple(warnings), tuple(self.unanswered_subjects))

    @cached_property
    def power_notes(self) -> dict[int, str]:
        """Amps times volts times phases by the number of the row."""
        power_type = self.form.cleaned_data.get("power_type")
        rows = [number for number, each in enumerate(self.formset.forms) if each.has_changed() and not each.errors]
        if not power_type or len(rows) != len(self.connectors):
            return {}
        return {
            number: rated_power_formula(connector, power_type)
            for number, connector in zip(rows, self.connectors, strict=True)
        }


def digest_warnings(warnings: list[PlausibilityWarning]) -> str:
    """Return what stands for these warnings when they are accepted."""
    return hashlib.sha256("\n".join(str(each) for each in warnings).encode()).hexdigest()[:16] if warnings else ""
