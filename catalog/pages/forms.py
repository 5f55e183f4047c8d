"""What the catalogue's pages are asked: two forms, and which models to lay side by side."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator

from catalog.api.query_params import parse_id
from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.limits import POWER_MAX, TEXT_MAX
from catalog.models import ChargingStationModel
from catalog.models.querysets.search import StationModelSearch, require_words
from catalog.text import validate_no_control_characters

COMPARED_MAX = 3
COMPARED_MIN = 2

_WATTS_PER_KILOWATT = 1_000


class ShortTextField(forms.CharField):
    """A text that no other validator reads if it is too long: some take long for long texts."""

    def run_validators(self, value: str) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            MaxLengthValidator(self.max_length)(value)
        super().run_validators(value)


class SearchForm(forms.Form):
    """By what is printed on the box, by plug and by power."""

    q = ShortTextField(
        label="Vendor, model or name",
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_words],
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "pulsar plus"}),
    )
    plug = forms.ChoiceField(choices=[("", "Any"), *ConnectionType.choices], required=False)
    format = forms.ChoiceField(
        label="Cable or socket", choices=[("", "Either"), *ConnectorFormat.choices], required=False
    )
    power_type = forms.ChoiceField(label="Current", choices=[("", "Any"), *PowerType.choices], required=False)
    from_kw = forms.DecimalField(
        label="From kW",
        min_value=Decimal("0.001"),
        max_value=POWER_MAX // _WATTS_PER_KILOWATT,
        decimal_places=3,
        required=False,
    )
    to_kw = forms.DecimalField(
        label="To kW",
        min_value=Decimal("0.001"),
        max_value=POWER_MAX // _WATTS_PER_KILOWATT,
        decimal_places=3,
        required=False,
    )
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        least, most = asked.get("from_kw"), asked.get("to_kw")
        if least and most and least > most:
            self.add_error("to_kw", '"To kW" must not be less than "From kW".')
        return asked

    def queryset(self) -> StationModelSearch:
        """Return the active models that a valid form asks for, in the order of the list."""
        asked = self.cleaned_data
        models = ChargingStationModel.objects.active()
        if asked["after"]:
            models = models.after(asked["after"])
        return models.filtered(
            q=asked["q"],
            power_type=asked["power_type"] or None,
            connection_type=asked["plug"] or None,
            connector_format=asked["format"] or None,
            min_power_watts=_watts(asked["from_kw"]),
            max_power_watts=_watts(asked["to_kw"]),
        )


class ReportForm(forms.Form):
    """By what a charger says in its BootNotification: untouched, for its very length tells something."""

    vendor = forms.CharField(
        max_length=TEXT_MAX,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": "Wall Box Chargers"}),
    )
    model = forms.CharField(
        max_length=TEXT_MAX, strip=False, widget=forms.TextInput(attrs={"placeholder": "PLP1-0-2-4"})
    )


def comparison_ids(given: Sequence[str]) -> list[UUID] | None:
    """Return the two or three different ids that are given, in their order; None for fewer or more."""
    ids = [pk for pk in dict.fromkeys(parse_id(each) for each in given) if pk]
    return ids if COMPARED_MIN <= len(ids) <= COMPARED_MAX else None


def _watts(kilowatts: Decimal | None) -> Decimal | None:
    return None if kilowatts is None else kilowatts * _WATTS_PER_KILOWATT
