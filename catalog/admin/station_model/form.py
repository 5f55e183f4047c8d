"""Form of a station model. The rules are checked by the model."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from catalog.admin.links import change_url, station_model_link
from catalog.admin.reason import ReasonField
from catalog.admin.stale_form import stale_form_error
from catalog.admin.station_model.evidence import EvidenceFormMixin
from catalog.exceptions import CatalogueError, DuplicateModel
from catalog.models import ChargingStationModel, Vendor
from catalog.models.near_duplicates import NamedModel, NearDuplicateFinder
from catalog.models.vendor import describe_other_spelling
from catalog.product_fields import COLUMN_FIELDS

# Without evidence and connectors.
FORM_FIELDS = tuple(field.attribute for field in COLUMN_FIELDS)


class StationModelForm(EvidenceFormMixin, forms.ModelForm):
    # A CharField, so that any posted value can be compared without parsing.
    expected_revision = forms.CharField(required=False, widget=forms.HiddenInput)

    # IDs of the near duplicates in the last warning. Sending them back confirms a different product.
    seen_near_duplicates = forms.CharField(required=False, widget=forms.HiddenInput)

    # The spelling of the vendor that was proposed: to send it back is to insist on the other one.
    seen_vendor_spelling = forms.CharField(required=False, widget=forms.HiddenInput)

    reason = ReasonField()

    domain_error: ValidationError | None = None  # from saving the same values before

    station_model_to_replace: ChargingStationModel | None = None

    copied: ChargingStationModel | None = None  # source of the initial values

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expected_revision"] = self._original.revision
        source = self.copied or self._original
        if not source._state.adding:
            self.fill_evidence(source)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_new = self._original._state.adding
        if not is_new and self.cleaned_data.get("expected_revision") != str(self._original.revision):
            self.add_error(None, stale_form_error(self._original, url=change_url(self._original.pk)))
        if self.domain_error:
            self.add_error(None, self.domain_error)
        if not self.errors:
            name = self.cleaned_data["vendor"], self.cleaned_data["model"]
            self._confirm_vendor_spelling(*name)
            self._confirm_near_duplicates(name)
        return cleaned

    def _confirm_vendor_spelling(self, vendor: str, model: str) -> None:
        """Reject a new spelling of a vendor that the catalogue writes otherwise, until the form is sent again."""
        if vendor == self._original.vendor:
            return
        if ChargingStationModel.objects.active().named(vendor, model).exclude(pk=self._original.pk).exists():
            return  # the domain refuses it
        known = Vendor.objects.find_other_spelling(vendor, apart_from=self._original.pk)
        if known and self.cleaned_data.get("seen_vendor_spelling") != known:
            self._show_again("seen_vendor_spelling", known)
            self.add_error("vendor", ValidationError(describe_other_spelling(known), code="vendor_spelling"))

    def _confirm_near_duplicates(self, name: tuple[str, str]) -> None:
        """Reject a new name that resolves to other models, until the form is sent again."""
        if name == (self._original.vendor, self._original.model):
            return
        candidates = NearDuplicateFinder().find([name]).get(name, [])
        near = [each for each in candidates if each.pk != self._original.pk]
        seen = ",".join(str(each.pk) for each in near)
        if near and self.cleaned_data.get("seen_near_duplicates") != seen:
            self._show_again("seen_near_duplicates", seen)
            self.add_error(None, _near_duplicate_error(near))

    def _show_again(self, field: str, value: str) -> None:
        """Have the form, which is shown once more, send that value."""
        data: Any = self.data
        self.data = data.copy()  # what was posted cannot be changed, and the form is shown with it
        self.data[self.add_prefix(field)] = value  # type: ignore[index]

    @property
    def _original(self) -> ChargingStationModel:
        """Model that the form was opened with."""
        return self.station_model_to_replace or self.instance


def form_error(error: CatalogueError | ValidationError) -> ValidationError:
    """Return the form error for an exception of the model."""
    if isinstance(error, DuplicateModel):
        duplicate = ChargingStationModel.objects.get(pk=error.duplicate_id)
        return ValidationError(
            format_html(
                "An active model with this vendor and model already exists: {}. Archive it first.",
                station_model_link(duplicate.pk, str(duplicate)),
            ),
            code=error.code,
        )
    if isinstance(error, ValidationError):
        return ValidationError(error.messages)
    return ValidationError(str(error), code=error.code)


def _near_duplicate_error(near: list[NamedModel]) -> ValidationError:
    links = format_html_join(
        ", ", "{}", [[station_model_link(each.pk, f"{each.vendor} {each.model}")] for each in near]
    )
    return ValidationError(
        format_html(
            "Stations that report this name are resolved to {}, because legal forms, punctuation and vendor synonyms "
            "are ignored. The model was not saved. If it is a different product, save again.",
            links,
        ),
        code="near_duplicate",
    )


def parse_ids(text: str, *, at_most: int) -> list[UUID]:
    """Return the comma-separated IDs, or an empty list if one is invalid or there are more than `at_most`."""
    try:
        ids = [UUID(each) for each in text.split(",", at_most)]
    except ValueError:
        return []
    return ids if len(ids) <= at_most else []
