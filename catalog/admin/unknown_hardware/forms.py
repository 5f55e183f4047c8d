"""Forms of the inbox."""

from collections.abc import Sequence
from typing import Any

from django import forms

from catalog.admin.station_model_picker import SearchField, StationModelPickerMixin, choice_label
from catalog.limits import IDENTITY_SOURCE_MAX, TEXT_MAX
from catalog.models import ChargingStationModel, UnknownHardware
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match, Resolution
from catalog.resolve.resolver import resolve_many


def resolve_entries(entries: Sequence[UnknownHardware]) -> list[Resolution]:
    """Return the current resolution of each entry, in order."""
    return resolve_many(
        [BootReport(each.vendor, each.model, each.serial_number, each.firmware_version) for each in entries]
    )


def is_recognised(resolution: Resolution) -> bool:
    return resolution.match in {Match.EXACT, Match.IDENTITY}


def reporter(entry: UnknownHardware, which: str) -> str:
    """Return the `first` or `last` API client that reported the entry, or the user if there was no client."""
    return str(getattr(entry, f"{which}_client") or getattr(entry, f"{which}_user"))


def source_text(entry: UnknownHardware) -> str:
    return f"reported by {reporter(entry, 'last')}, {entry.last_seen_at:%Y-%m-%d}"[:IDENTITY_SOURCE_MAX]


class AttachForm(StationModelPickerMixin, forms.Form):
    PICKER_FIELD = "station_model"

    station_model = forms.ModelChoiceField(
        ChargingStationModel.objects.all(), widget=forms.RadioSelect, empty_label=None, label="Station model"
    )
    find = SearchField()
    model = forms.CharField(
        max_length=TEXT_MAX,
        label="Reported model",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="As reported. Remove the part that differs between stations and tick the box below.",
    )
    match_prefix = forms.BooleanField(required=False, label="Match all model names that start with this text")
    source = forms.CharField(
        required=False, max_length=IDENTITY_SOURCE_MAX, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    def __init__(self, entry: UnknownHardware, similar: Sequence[ChargingStationModel], data: Any = None) -> None:
        super().__init__(data, initial={"model": entry.model, "source": source_text(entry)})
        self.set_choices(similar)

    @property
    def model_pattern(self) -> str:
        """Model of the identity, with * if it is a prefix."""
        model = str(self.cleaned_data["model"])
        return f"{model.rstrip('*')}*" if self.cleaned_data["match_prefix"] else model


class IgnoreForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=UnknownHardware._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Reason, for example: simulator, typing error, prototype.",
    )


__all__ = ["AttachForm", "IgnoreForm", "choice_label", "is_recognised", "reporter", "resolve_entries", "source_text"]
