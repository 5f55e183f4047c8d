"""Form for the alias of a reported vendor, with near vendors to choose from."""

from typing import Any

from django import forms
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from catalog.admin.mixins.audited import AuditedForm
from catalog.models import Vendor
from catalog.normalise import normalise_vendor

_NEAR_MAX = 5
_NEAR_SCORE_MIN = 0.6
_OFFERED_MAX = 500
_OTHER = "other"


def near_vendors(name: str, vendors: dict[str, str]) -> list[str]:
    """Return the vendors whose keys are most like that of a name, the nearest first."""
    key, similarity = normalise_vendor(name), JaroWinkler.similarity
    found = process.extract(key, list(vendors), scorer=similarity, score_cutoff=_NEAR_SCORE_MIN, limit=_NEAR_MAX)
    return [vendors[each] for each, _, _ in found]


class AliasForm(AuditedForm):
    near = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="Is it one of these?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vendors = Vendor.objects.find_spellings()
        name = self.initial.get("name") or (self.data.get("name", "") if self.is_bound else "")
        near = near_vendors(name, self.vendors)
        self.fields["near"].choices = [*((each, each) for each in near), (_OTHER, "Another vendor")]  # type: ignore[attr-defined]
        self.fields["vendor"].required = False
        self.fields["vendor"].label = "Another vendor" if near else "Vendor"
        self.fields["vendor"].help_text = "As the catalogue writes it."
        self.fields["vendor"].widget.attrs |= {"list": "vendors", "autocomplete": "off"}
        self.fields["near" if near else "vendor"].widget.attrs["autofocus"] = True
        self.has_near = bool(near)
        self.offered = sorted(self.vendors.values(), key=str.casefold)[:_OFFERED_MAX]

    def clean(self) -> dict[str, Any] | None:
        """Take the known spelling of the vendor. One without models is refused: no station would be recognised."""
        cleaned = super().clean()
        near, typed = self.cleaned_data.get("near", ""), self.cleaned_data.get("vendor") or ""
        if near not in ("", _OTHER, typed):
            if typed:
                self.add_error("near", "Choose one of these, or another vendor, not both.")
                return cleaned
            typed = near
        known = self.vendors.get(normalise_vendor(typed))
        if known is not None:
            self.cleaned_data["vendor"] = known
        elif "vendor" not in self.errors:
            unknown = f'The catalogue has no models of "{typed}". Choose a vendor that it has.'
            self.add_error("vendor", unknown if typed else "Choose a vendor.")
        return cleaned
