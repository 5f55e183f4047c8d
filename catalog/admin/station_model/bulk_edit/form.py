"""Form of a change of many models: each field stays, is set or is cleared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from catalog.admin.reason import ReasonField
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS, EvidenceField
from catalog.choices import EvidenceSubject
from catalog.models import ChargingStationModel
from catalog.models.evidence import Values
from catalog.models.querysets.editing import COMMON_FIELDS

KEEP, SET, CLEAR = "keep", "set", "clear"

_CLEARABLE: Final = {"friendly_name", "image_url", *EVIDENCE_FIELDS.values()}

_LABELS: Final = {"ocpp_url_key": "OCPP URL setting", "image_url": "Picture URL"}


@dataclass(frozen=True)
class FieldRow:
    """A field of the models: what happens to it, and its new value."""

    label: str
    how: forms.BoundField
    value: forms.BoundField


class BulkEditForm(forms.Form):
    """Form over the fields that models can have in common, and their evidence."""

    evidence_holds = forms.BooleanField(
        required=False,
        label="The evidence of changed facts still holds",
        help_text="Otherwise a fact that changes loses its evidence.",
    )
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Reason"
        for name, field in _value_fields().items():
            field.required = False
            ways = [(KEEP, "Keep"), (SET, "Set to"), *([(CLEAR, "Clear")] if name in _CLEARABLE else [])]
            label = str(field.label)
            self.fields[f"{name}_how"] = forms.ChoiceField(
                choices=ways, initial=KEEP, required=False, widget=forms.RadioSelect, label=label
            )
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.names:
            if name not in cleaned:
                continue
            if cleaned.get(f"{name}_how") == SET and not cleaned[name]:
                self.add_error(name, ValidationError("Enter a value, or choose Keep."))
            elif cleaned.get(f"{name}_how") != SET and cleaned[name]:
                self.add_error(name, ValidationError("Choose Set to for this value, or empty the field."))
            elif cleaned[name] and name in COMMON_FIELDS:
                self._clean_by_model(name, cleaned[name])
        if not self.errors and not self.values and not self.evidence:
            raise ValidationError("Choose Set to or Clear for at least one field.")
        return cleaned

    def _clean_by_model(self, name: str, value: Any) -> None:
        field: Any = ChargingStationModel._meta.get_field(name)
        try:
            self.cleaned_data[name] = field.clean(value, None)
        except ValidationError as error:
            self.add_error(name, error)

    @property
    def names(self) -> list[str]:
        return [*COMMON_FIELDS, *EVIDENCE_FIELDS.values()]

    @property
    def values(self) -> dict[str, Any]:
        """The fields to change, None for those to clear. Only after `is_valid`."""
        return {name: self._new_value(name) for name in COMMON_FIELDS if self._how(name) != KEEP}

    @property
    def evidence(self) -> dict[str, Values | None]:
        """The evidence to change by subject, None for that to take away. Only after `is_valid`."""
        return {subject: self._new_value(name) for subject, name in EVIDENCE_FIELDS.items() if self._how(name) != KEEP}

    def rows(self) -> Iterator[FieldRow]:
        for name in COMMON_FIELDS:
            yield FieldRow(str(self.fields[name].label), self[f"{name}_how"], self[name])

    def evidence_rows(self) -> Iterator[FieldRow]:
        for name in EVIDENCE_FIELDS.values():
            yield FieldRow(str(self.fields[name].label), self[f"{name}_how"], self[name])

    def _how(self, name: str) -> str:
        return self.cleaned_data.get(f"{name}_how") or KEEP

    def _new_value(self, name: str) -> Any:
        return self.cleaned_data[name] if self._how(name) == SET else None


def _value_fields() -> dict[str, forms.Field]:
    fields: dict[str, Any] = forms.fields_for_model(ChargingStationModel, fields=COMMON_FIELDS)
    for name, field in fields.items():
        field.label = _LABELS.get(name, field.label)
    return fields | {name: EvidenceField(EvidenceSubject(subject)) for subject, name in EVIDENCE_FIELDS.items()}
