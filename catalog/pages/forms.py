"""Forms of the catalogue browser, and the IDs of a comparison."""

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
    """CharField that checks the length first: other validators can be slow for long texts."""

    def run_validators(self, value: str) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            MaxLengthValidator(self.max_length)(value)
        super().run_validators(value)


class SearchForm(forms.Form):
    """Search by name, connector and power."""

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
        cleaned = super().clean() or {}
        least, most = cleaned.get("from_kw"), cleaned.get("to_kw")
        if least and most and least > most:
            self.add_error("to_kw", '"To kW" must not be less than "From kW".')
        return cleaned

    def queryset(self) -> StationModelSearch:
        """Return the matching active models: in list order, or with words the best 200, best first. Only after
        `is_valid`.
        """
        cleaned = self.cleaned_data
        models = ChargingStationModel.objects.active()
        if cleaned["after"] and not cleaned["q"]:
            models = models.after(cleaned["after"])
        found = models.filtered(
            power_type=cleaned["power_type"] or None,
            connection_type=cleaned["plug"] or None,
            connector_format=cleaned["format"] or None,
            min_power_watts=_watts(cleaned["from_kw"]),
            max_power_watts=_watts(cleaned["to_kw"]),
        )
        return found.search(cleaned["q"]) if cleaned["q"] else found


class ReportForm(forms.Form):
    """Vendor and model of a BootNotification, not stripped: the length can show a truncated name."""

    vendor = forms.CharField(
        max_length=TEXT_MAX,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": "Wall Box Chargers"}),
    )
    model = forms.CharField(
        max_length=TEXT_MAX, strip=False, widget=forms.TextInput(attrs={"placeholder": "PLP1-0-2-4"})
    )


def comparison_ids(values: Sequence[str]) -> list[UUID] | None:
    """Return two or three distinct IDs in order, or None if there are fewer or more."""
    ids = [pk for pk in dict.fromkeys(parse_id(each) for each in values) if pk]
    return ids if COMPARED_MIN <= len(ids) <= COMPARED_MAX else None


def _watts(kilowatts: Decimal | None) -> Decimal | None:
    return None if kilowatts is None else kilowatts * _WATTS_PER_KILOWATT
