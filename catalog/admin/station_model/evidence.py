"""Evidence fields of the station model form, one per subject."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.limits import EVIDENCE_NOTE_MAX, EVIDENCE_SOURCE_MAX, URL_MAX
from catalog.messages import SOURCE_MISSING
from catalog.models.evidence import FIELDS, SOURCED, Values
from catalog.text import require_web_url, trim, validate_no_control_characters

EVIDENCE_FIELDS = {
    EvidenceSubject.DESIGNATION.value: "designation_evidence",
    EvidenceSubject.RATINGS.value: "ratings_evidence",
    EvidenceSubject.OCPP_URL.value: "ocpp_url_evidence",
    EvidenceSubject.IMAGE.value: "image_evidence",
}

HOLDS_FIELDS = {subject: name.replace("_evidence", "_holds") for subject, name in EVIDENCE_FIELDS.items()}

HOLDS_LABEL = "The source still holds"

_CHOICES = [("", "No evidence"), *EvidenceLevel.choices]


_PARTS = {
    "level": "Level",
    "source": "Source: document and page",
    "link": "Link to the source",
    "note": "Note: formula, or values that are not in the source",
}


class EvidenceWidget(forms.MultiWidget):
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            {
                name: forms.Select(choices=_CHOICES) if name == "level" else forms.TextInput({"class": "vTextField"})
                for name in FIELDS
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(name) for name in FIELDS]


class EvidenceField(forms.MultiValueField):
    """Field that cleans to the values of Evidence, or to None without a level."""

    def __init__(self, subject: EvidenceSubject) -> None:
        fields = (
            forms.ChoiceField(choices=_CHOICES, required=False),
            _line(EVIDENCE_SOURCE_MAX),
            _line(URL_MAX, require_web_url),
            _line(EVIDENCE_NOTE_MAX),
        )
        super().__init__(fields, widget=EvidenceWidget(), required=False, require_all_fields=False, label=subject.label)

    def clean(self, value: Any) -> Values | None:
        values = [*(value or ()), *[None] * len(FIELDS)]
        cleaned: dict[str, Any] = {}
        errors: list[ValidationError] = []
        for name, field, text in zip(FIELDS, self.fields, values, strict=False):
            try:
                cleaned[name] = field.clean(text) or None
            except ValidationError as error:
                errors += [ValidationError(f"{name.capitalize()}: {message}") for message in error.messages]
        if errors:
            raise ValidationError(errors)
        if cleaned["level"] is None:
            if any(cleaned.values()):
                raise ValidationError("Select a level, or clear source, link and note.")
            return None
        if cleaned["level"] in SOURCED and cleaned["source"] is None:
            raise ValidationError(SOURCE_MISSING)
        return cleaned

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [(initial or {}).get(name) or "" for name in FIELDS]
        return before != [trim(each or "") for each in (data or ())]


def _line(maximum: int, *validators: Any) -> forms.CharField:
    return forms.CharField(max_length=maximum, required=False, validators=[validate_no_control_characters, *validators])


@dataclass(frozen=True)
class EvidenceBlock:
    """Evidence of one subject, as the form shows it."""

    label: str
    field: forms.BoundField
    holds: forms.BoundField
    had_evidence: bool

    @property
    def parts(self) -> Iterator[tuple[str, str, str]]:
        """Yield the ID, the label and the HTML of each input."""
        widget = self.field.field.widget
        value = self.field.value()
        values = value if isinstance(value, list) else widget.decompress(value)
        for (name, label), input_widget, text in zip(_PARTS.items(), widget.widgets, values, strict=True):
            pk = f"{self.field.auto_id}_{name}"
            yield pk, label, input_widget.render(f"{self.field.html_name}_{name}", text, {"id": pk})

    @property
    def first_id(self) -> str:
        """ID of the input that a link to the block leads to."""
        return str(self.holds.id_for_label) if self.had_evidence else f"{self.field.auto_id}_level"


def _holds() -> forms.BooleanField:
    return forms.BooleanField(required=False, label=HOLDS_LABEL)


class EvidenceFormMixin(forms.Form):
    """Evidence fields for the form."""

    designation_evidence = EvidenceField(EvidenceSubject.DESIGNATION)
    designation_holds = _holds()
    ratings_evidence = EvidenceField(EvidenceSubject.RATINGS)
    ratings_holds = _holds()
    ocpp_url_evidence = EvidenceField(EvidenceSubject.OCPP_URL)
    ocpp_url_holds = _holds()
    image_evidence = EvidenceField(EvidenceSubject.IMAGE)
    image_holds = _holds()

    def fill_evidence(self, evidence: Mapping[str, Values]) -> None:
        """Set the initial values to the evidence by subject."""
        for subject, name in EVIDENCE_FIELDS.items():
            self.initial[name] = evidence.get(subject)

    @property
    def evidence_blocks(self) -> dict[str, EvidenceBlock]:
        """Blocks by subject."""
        return {
            subject: EvidenceBlock(
                EvidenceSubject(subject).label, self[name], self[HOLDS_FIELDS[subject]], bool(self.initial.get(name))
            )
            for subject, name in EVIDENCE_FIELDS.items()
        }

    @property
    def given_evidence(self) -> dict[str, Values | None]:
        """Evidence that was changed or confirmed, as far as it is valid."""
        return {
            subject: self.cleaned_data[name]
            for subject, name in EVIDENCE_FIELDS.items()
            if name in self.cleaned_data and (self.cleaned_data.get(HOLDS_FIELDS[subject]) or name in self.changed_data)
        }

    def unanswered_subjects(self, changed: Collection[str]) -> list[str]:
        """Return the changed subjects whose evidence was neither changed nor confirmed."""
        return [
            subject
            for subject, name in EVIDENCE_FIELDS.items()
            if subject in changed
            and self.initial.get(name)
            and name not in self.changed_data
            and not self.cleaned_data.get(HOLDS_FIELDS[subject])
        ]
