"""Forms of the inbox."""

from typing import Any

from django import forms

from catalog.limits import IDENTITY_SOURCE_MAX, TEXT_MAX
from catalog.models import ChargingStationModel, UnknownHardware

EXACT, PREFIX = "exact", "prefix"

IGNORE_REASONS = ("Simulator", "Typo", "Prototype")


def reporter(entry: UnknownHardware, which: str) -> str:
    """Return the `first` or `last` API client that reported the entry, or the user if there was no client."""
    return str(getattr(entry, f"{which}_client") or getattr(entry, f"{which}_user"))


def source_text(entry: UnknownHardware) -> str:
    return f"reported by {reporter(entry, 'last')}, {entry.last_seen_at:%Y-%m-%d}"[:IDENTITY_SOURCE_MAX]


class AttachForm(forms.Form):
    station_model = forms.ModelChoiceField(
        ChargingStationModel.objects.all(),
        label="Model",
        error_messages={
            "required": "Select a model to attach to.",
            "invalid_choice": "This model was deleted. Select another one.",
        },
    )
    match = forms.ChoiceField(
        choices=((EXACT, "Exactly this"), (PREFIX, "Everything that starts with")), initial=EXACT, label="Match"
    )
    beginning = forms.CharField(required=False, max_length=TEXT_MAX, label="Starts with")
    serial_prefix = forms.CharField(
        required=False,
        max_length=TEXT_MAX,
        label="Serial number starts with",
        help_text="Only if the model name isn't enough.",
    )
    firmware_prefix = forms.CharField(required=False, max_length=TEXT_MAX, label="Firmware version starts with")
    source = forms.CharField(required=False, max_length=IDENTITY_SOURCE_MAX, label="Source")
    counted = forms.CharField(required=False, widget=forms.HiddenInput)
    """The beginning whose consequences the person has seen."""

    def __init__(self, entry: UnknownHardware, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial={"source": source_text(entry), **(initial or {})})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("match") == PREFIX and not self.cleaned_data.get("beginning", "").rstrip("*"):
            self.add_error("beginning", "Enter what the model names start with.")
        return cleaned

    @property
    def has_prefix(self) -> bool:
        return bool(self.cleaned_data["match"] == PREFIX)

    @property
    def model_pattern(self) -> str:
        """Model of the reported name, with * if it is a beginning; empty for exactly what was reported."""
        return f"{self.cleaned_data['beginning'].rstrip('*')}*" if self.has_prefix else ""

    @property
    def condition_values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("serial_prefix", "firmware_prefix", "source")}


class IgnoreForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=UnknownHardware._meta.get_field("note").max_length,
        label="Another reason",
    )
