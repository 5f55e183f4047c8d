"""Evidence fields of the station model form, one per subject."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.limits import EVIDENCE_NOTE_MAX, EVIDENCE_SOURCE_MAX, URL_MAX
from catalog.messages import SOURCE_MISSING
from catalog.models import ChargingStationModel
from catalog.models.evidence import FIELDS, SOURCED, Values
from catalog.text import require_web_url, trim, validate_no_control_characters

EVIDENCE_FIELDS = {
    EvidenceSubject.DESIGNATION.value: "designation_evidence",
    EvidenceSubject.RATINGS.value: "ratings_evidence",
    EvidenceSubject.OCPP_URL.value: "ocpp_url_evidence",
    EvidenceSubject.IMAGE.value: "image_evidence",
}

_CHOICES = [("", "No evidence"), *EvidenceLevel.choices]


class EvidenceWidget(forms.MultiWidget):
    use_fieldset = True

    def __init__(self, subject: EvidenceSubject) -> None:
        def attrs(name: str, placeholder: str) -> dict[str, str]:
            return {"aria-label": f"{subject.label}, {name}", "placeholder": placeholder, "class": "vTextField"}

        super().__init__(
            {
                "level": forms.Select({"aria-label": f"{subject.label}, level"}, _CHOICES),
                "source": forms.TextInput(attrs("source", "Source: document and page")),
                "link": forms.TextInput(attrs("link", "Link to the source")),
                "note": forms.TextInput(attrs("note", "Note: formula, or values that are not in the source")),
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
        super().__init__(
            fields, widget=EvidenceWidget(subject), required=False, require_all_fields=False, label=subject.label
        )

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


class EvidenceFormMixin(forms.Form):
    """Evidence fields for the form."""

    designation_evidence = EvidenceField(EvidenceSubject.DESIGNATION)
    ratings_evidence = EvidenceField(EvidenceSubject.RATINGS)
    ocpp_url_evidence = EvidenceField(EvidenceSubject.OCPP_URL)
    image_evidence = EvidenceField(EvidenceSubject.IMAGE)
    evidence_holds = forms.BooleanField(
        required=False,
        label="Evidence also applies to my changes",
        help_text="If you change a fact, its evidence is removed unless you tick this box or enter new evidence.",
    )

    def fill_evidence(self, station_model: ChargingStationModel) -> None:
        """Set the initial values to the evidence of a model."""
        by_subject = {each.subject: each.as_record() for each in station_model.evidence.all()}
        for subject, name in EVIDENCE_FIELDS.items():
            self.initial[name] = by_subject.get(subject)

    @property
    def given_evidence(self) -> dict[str, Values | None]:
        """Evidence that was changed or confirmed. Only after `is_valid`."""
        is_all = self.cleaned_data["evidence_holds"]
        return {
            subject: self.cleaned_data[name]
            for subject, name in EVIDENCE_FIELDS.items()
            if is_all or name in self.changed_data
        }
