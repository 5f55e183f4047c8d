"""Field for a vendor, with suggestions while typing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse_lazy

from catalog.models import ChargingStationModel, Vendor


class VendorInput(forms.TextInput):
    """Text field. `vendor_combobox.js` makes it a combobox with the vendors of the catalogue."""

    def __init__(self) -> None:
        suggestions = reverse_lazy("admin:catalog_chargingstationmodel_vendors")
        super().__init__({"autocomplete": "off", "class": "vTextField", "data-vendors": suggestions})

    class Media:
        css = {"all": ("catalog/vendor_combobox.css",)}
        js = (Script("catalog/vendor_combobox.js", defer=True),)


def clean_vendor_text(vendor: str) -> str:
    """Return the trimmed vendor. Raises ValidationError for a text that the contract forbids."""
    return str(ChargingStationModel._meta.get_field("vendor").clean(vendor, None))


class KnownVendorMixin(forms.ModelForm):
    """Form whose vendor must be in the catalogue. Its known spelling is used."""

    def clean_vendor(self) -> Any:
        vendor = clean_vendor_text(self.cleaned_data["vendor"])
        if vendor == self.initial.get("vendor"):
            return vendor
        if known := Vendor.objects.find_spelling(vendor):
            return known
        raise ValidationError(f"The catalogue has no vendor \u201c{vendor}\u201d. Choose one from the list.")
