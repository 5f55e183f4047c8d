"""Form of a station model. The rules are checked by the model."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from catalog.admin.links import station_model_link
from catalog.admin.reason import ReasonField
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS, HOLDS_LABEL, EvidenceFormMixin
from catalog.admin.vendor_input import VendorInput, clean_vendor_text
from catalog.choices import EvidenceSubject
from catalog.exceptions import CatalogueError, DuplicateModel
from catalog.models import ChargingStationModel, Vendor, VendorSynonym
from catalog.models.near_duplicates import NamedModel, NearDuplicateFinder
from catalog.normalise import normalise_vendor
from catalog.product_fields import COLUMN_FIELDS

# Without evidence and connectors.
FORM_FIELDS = tuple(field.attribute for field in COLUMN_FIELDS)

# Fields that confirm what a refusal said. The page shows them only when they are needed.
CONFIRMATIONS = ("expected_revision", "new_vendor", "seen_near_duplicates", "accepted_warnings")


def _confirmation() -> forms.CharField:
    # A CharField, so that any posted value can be compared without parsing.
    return forms.CharField(required=False, widget=forms.HiddenInput)


class StationModelForm(EvidenceFormMixin, forms.ModelForm):
    expected_revision = _confirmation()
    new_vendor = _confirmation()  # the vendor that is to be added
    seen_near_duplicates = _confirmation()  # the IDs of the models that this one is not
    accepted_warnings = _confirmation()  # the digest of the warnings that were accepted
    reason = ReasonField()

    domain_error: ValidationError | None = None  # from saving the same values before
    is_draft = False  # shown again with other connectors, not to be saved
    unanswered: Any = None  # the questions of the same values

    station_model_to_replace: ChargingStationModel | None = None
    copied: ChargingStationModel | None = None  # source of the initial values

    class Meta:
        widgets = {"vendor": VendorInput}
        help_texts = {
            "vendor": "Pick the manufacturer, or add a new one.",
            "friendly_name": "Name shown to people. API clients with write access can change it.",
            "ocpp_url_key": "The OCPP setting that holds the back-end URL, e.g. CentralSystemAddress.",
            "image_url": "Full web address (https://...). We link to it; we don\u2019t download it.",
        }
        labels = {"ocpp_url_key": "OCPP URL setting"}
        error_messages = {
            "vendor": {"required": "Enter the vendor."},
            "model": {"required": "Enter the model name."},
            "power_type": {"required": "Choose the power type."},
            "ocpp_url_key": {"required": "Enter the OCPP URL setting."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expected_revision"] = self.original.revision
        source = self.copied or self.original
        self.source_record: dict[str, Any] | None = None if source._state.adding else source.as_record()
        evidence = (self.source_record or {}).get("evidence", {})
        # The source of a name does not give the name of its copy.
        without = {EvidenceSubject.DESIGNATION} if self.copied else set()
        self.fill_evidence({subject: each for subject, each in evidence.items() if subject not in without})
        self.typed_vendor = self.vendor_alias_of = ""
        self.near_duplicates: list[NamedModel] = []

    @property
    def original(self) -> ChargingStationModel:
        """Model that the form was opened with."""
        return self.station_model_to_replace or self.instance

    def clean_vendor(self) -> str:
        return clean_vendor_text(self.cleaned_data["vendor"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.is_stale:
            self.add_error(None, _stale_error(self.original))
        if self.domain_error:
            self.add_error(None, self.domain_error)
        if self.is_draft:
            self.add_error(None, ValidationError("Nothing has been saved yet.", code="draft"))
        if self.unanswered:
            self._ask(self.unanswered)
        before = self.original.vendor, self.original.model
        if "vendor" in self.cleaned_data:
            self._use_known_spelling(self.cleaned_data["vendor"])
        name = self.cleaned_data.get("vendor"), self.cleaned_data.get("model")
        if name[0] and name[1] and name != before:
            self._reject_duplicate((name[0], name[1]))
            self._find_near_duplicates((name[0], name[1]))
        return cleaned

    @property
    def is_stale(self) -> bool:
        """Whether the model was changed after the form was opened."""
        posted = self.cleaned_data.get("expected_revision")
        return not self.original._state.adding and posted != str(self.original.revision)

    @property
    def is_respelled(self) -> bool:
        """Whether the catalogue's spelling of the vendor was used instead of the typed one."""
        return bool(self.typed_vendor) and self.cleaned_data.get("vendor") not in (None, self.typed_vendor)

    @property
    def is_new_vendor(self) -> bool:
        """Whether the catalogue does not have the typed vendor."""
        return bool(self.typed_vendor) and not self.is_respelled

    def _ask(self, questions: Any) -> None:
        for subject in questions.subjects:
            fact = EvidenceSubject(subject).label
            text = f"{fact} changed. Tick \u201c{HOLDS_LABEL}\u201d, or enter the new level and source."
            self.add_error(EVIDENCE_FIELDS[subject], ValidationError(text, code="evidence_unanswered"))
        if questions.warnings:
            self.add_error(None, ValidationError("Some figures look wrong.", code="doubtful_figures"))

    def _use_known_spelling(self, vendor: str) -> None:
        """Write a vendor as the catalogue does. A vendor that it does not have must be added deliberately."""
        before = self.original.vendor
        if vendor == before:
            return
        known = Vendor.objects.find_spelling(vendor, apart_from=self.original.pk)
        if known:
            self.typed_vendor = "" if known == vendor else vendor
            self.cleaned_data["vendor"] = known
        elif normalise_vendor(vendor) != normalise_vendor(before or ""):
            self.typed_vendor = vendor
            self.vendor_alias_of = VendorSynonym.objects.find_vendor(vendor)
            if self.cleaned_data.get("new_vendor") != vendor:
                self.add_error("vendor", _new_vendor_error(vendor, self.vendor_alias_of))
                self.cleaned_data["vendor"] = vendor

    def _reject_duplicate(self, name: tuple[str, str]) -> None:
        """Reject the name of another active model before other questions. The domain decides under the lock."""
        if self.original.is_archived:
            return
        others = ChargingStationModel.objects.active().named(*name).exclude(pk=self.original.pk)
        if (other := others.only("vendor", "model").first()) is not None:
            self.add_error("model", duplicate_error(other))

    def _find_near_duplicates(self, name: tuple[str, str]) -> None:
        """Find models that the name would be resolved to as well. It must be confirmed that they are others."""
        found = NearDuplicateFinder().find([name]).get(name, [])
        self.near_duplicates = [each for each in found if each.pk != self.original.pk]
        if self.near_duplicates and self.cleaned_data.get("seen_near_duplicates") != self.near_duplicate_ids:
            self.add_error("model", _near_duplicate_error(self.near_duplicates))

    @property
    def near_duplicate_ids(self) -> str:
        return ",".join(str(each.pk) for each in self.near_duplicates)


def form_error(error: CatalogueError | ValidationError) -> ValidationError:
    """Return the form error for an exception of the model."""
    if isinstance(error, DuplicateModel):
        return ValidationError({"model": duplicate_error(ChargingStationModel.objects.get(pk=error.duplicate_id))})
    if isinstance(error, ValidationError):
        return ValidationError(error.messages)
    return ValidationError(str(error), code=error.code)


def duplicate_error(other: ChargingStationModel) -> ValidationError:
    link = station_model_link(other.pk, str(other))
    return ValidationError(
        format_html("{} already exists. Use a different model name.", link), code=DuplicateModel.code
    )


def _stale_error(station_model: ChargingStationModel) -> ValidationError:
    event = station_model.events.select_related("user", "client").first()
    who = f"{event.actor_name} changed this model" if event and event.actor_name else "This model was changed"
    text = f"{who} while you were editing. Your changes are below and not saved. Review the differences."
    return ValidationError(text, code="changed_meanwhile")


def _new_vendor_error(vendor: str, alias_of: str) -> ValidationError:
    if alias_of:
        text = f"\u201c{vendor}\u201d is an alias of {alias_of}. Use {alias_of}, or add it as a vendor of its own."
    else:
        text = f"The catalogue has no vendor \u201c{vendor}\u201d. Choose a known one, or tick to add it."
    return ValidationError(text, code="new_vendor")


def _near_duplicate_error(near: list[NamedModel]) -> ValidationError:
    links = format_html_join(
        ", ", "{}", [[station_model_link(each.pk, f"{each.vendor} {each.model}")] for each in near]
    )
    return ValidationError(
        format_html(
            "Stations that report this name are recognised as {}: case, punctuation, legal forms and vendor aliases "
            "are ignored. Use a different name, or tick to confirm that this is a different product.",
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
