"""Forms of the catalogue browser."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import TextChoices

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.limits import POWER_MAX, TEXT_MAX
from catalog.models import ChargingStationModel
from catalog.models.counts import LIST_COUNT_MAX
from catalog.models.querysets.ranking import RANKED_MAX
from catalog.models.querysets.search import StationModelSearch, require_words
from catalog.normalise import normalise_vendor
from catalog.text import validate_no_control_characters

_WATTS_PER_KILOWATT = 1_000

PAGE_MAX = 1_000


class Sort(TextChoices):
    """Orders of the list. Each but the first is that of an index."""

    BEST = "best", "Best match"
    NAME = "name", "Name"
    POWER = "power", "Power, highest first"
    NEWEST = "newest", "Newest first"


_ORDERS: Final = {
    Sort.NAME: ("vendor_key", "model_key"),
    Sort.POWER: ("-max_power_watts", "-created_revision"),
    Sort.NEWEST: ("-created_revision",),
}


class ShortTextField(forms.CharField):
    """CharField that checks the length first: other validators can be slow for long texts."""

    def run_validators(self, value: str) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            MaxLengthValidator(self.max_length)(value)
        super().run_validators(value)


class SearchForm(forms.Form):
    """Search by name, vendor, connector and power. The page and the order are part of the address, too."""

    q = ShortTextField(
        label="Vendor, model or name",
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_words],
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "pulsar plus"}),
    )
    vendor = ShortTextField(
        label="Vendor", max_length=TEXT_MAX, required=False, validators=[validate_no_control_characters]
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
    sort = forms.ChoiceField(choices=Sort.choices, required=False)
    page = forms.IntegerField(min_value=1, max_value=PAGE_MAX, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("from_kw"), cleaned.get("to_kw")
        if least and most and least > most:
            self.add_error("to_kw", '"To kW" must not be less than "From kW".')
        return cleaned

    def queryset(self) -> StationModelSearch:
        """Return the matching active models in the chosen order; by best match at most 200. Only after `is_valid`."""
        cleaned = self.cleaned_data
        models = ChargingStationModel.objects.active()
        if cleaned["vendor"]:
            models = models.filter(normalised_vendor=normalise_vendor(cleaned["vendor"]))
        found = models.filtered(
            power_type=cleaned["power_type"] or None,
            connection_type=cleaned["plug"] or None,
            connector_format=cleaned["format"] or None,
            min_power_watts=_watts(cleaned["from_kw"]),
            max_power_watts=_watts(cleaned["to_kw"]),
        )
        if self.order is Sort.BEST:
            return found.search(cleaned["q"])
        return (found.found_by(cleaned["q"]) if cleaned["q"] else found).order_by(*_ORDERS[self.order])

    @property
    def order(self) -> Sort:
        """The chosen order; by default the best match of a search, else the name."""
        q, sort = self.cleaned_data["q"], self.cleaned_data["sort"]
        return Sort(sort) if sort and (q or sort != Sort.BEST) else Sort.BEST if q else Sort.NAME

    @property
    def count_max(self) -> int:
        """Models that are counted and that pages reach."""
        return RANKED_MAX if self.order is Sort.BEST else LIST_COUNT_MAX

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Orders to offer, without the default one."""
        default = (Sort.BEST, Sort.NAME) if not self["q"].value() else (Sort.BEST,)
        return [(each.value, str(each.label)) for each in Sort if each not in default]

    @property
    def filters_used(self) -> int:
        """Number of filters that are set, apart from the words."""
        names = ("vendor", "plug", "format", "power_type", "from_kw", "to_kw")
        return sum(bool(self.cleaned_data.get(name)) for name in names) if self.is_bound and self.is_valid() else 0


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


def _watts(kilowatts: Decimal | None) -> Decimal | None:
    return None if kilowatts is None else kilowatts * _WATTS_PER_KILOWATT
