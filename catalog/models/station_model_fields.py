"""The fields of a station model, what is derived from them, and its JSON."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from catalog.choices import PowerType
from catalog.fields import CaseFoldedField, DerivedField, NormalisedModelField, NormalisedVendorField, TrimmedTextField
from catalog.hardware.plausibility import plausibility_warnings
from catalog.limits import DECIMAL_PLACES, POWER_DIGITS, TEXT_MAX, URL_MAX
from catalog.models.audited import AuditedModel
from catalog.models.connector import Connector
from catalog.models.document import build_document, dump_json
from catalog.models.evidence import Evidence, record_evidence
from catalog.normalise import KEY_MAX
from catalog.product_fields import OPTIONAL_FIELDS
from catalog.text import casefold_key, require_web_url


class StationModelFields(AuditedModel):
    """The fields of a ChargingStationModel, which says what may happen to them."""

    connectors: Any  # Connector's foreign key makes it, and `successor`'s that
    evidence: Any
    dismissed_checks: Any
    successor_id: uuid.UUID | None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vendor = TrimmedTextField(max_length=TEXT_MAX, help_text="Manufacturer, as the catalogue writes it.")
    model = TrimmedTextField(max_length=TEXT_MAX, help_text="Product name or order code.")
    friendly_name = TrimmedTextField(
        max_length=TEXT_MAX,
        null=True,
        blank=True,
        help_text="A display name; the one field that the API can change.",
    )
    power_type = models.CharField(max_length=20, choices=PowerType)
    ocpp_url_key = TrimmedTextField(
        "OCPP URL setting",
        max_length=TEXT_MAX,
        help_text="Name of the configuration key that holds the back-end's URL, such as CentralSystemAddress.",
    )
    image_url = TrimmedTextField(
        "image URL",
        max_length=URL_MAX,
        null=True,
        blank=True,
        validators=[require_web_url],
        help_text="Absolute http(s) URL. Never fetched by this service.",
    )
    image_alt = TrimmedTextField(
        "image description",
        max_length=TEXT_MAX,
        null=True,
        blank=True,
        editable=False,
        help_text="What the image shows, for people who cannot see it.",
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        help_text="The model that took its place: hardware that changed under the same name.",
    )
    created_revision = models.BigIntegerField(
        unique=True, editable=False, help_text="The catalogue revision it came in with: the order of lists."
    )

    # Derived, for lookups and indexes.
    vendor_key = CaseFoldedField(source="vendor", max_length=3 * TEXT_MAX)
    model_key = CaseFoldedField(source="model", max_length=3 * TEXT_MAX)
    normalised_vendor = NormalisedVendorField(source="vendor", max_length=KEY_MAX)
    normalised_model = NormalisedModelField(source="model", max_length=KEY_MAX)
    max_power_watts = models.DecimalField(
        max_digits=POWER_DIGITS,
        decimal_places=DECIMAL_PLACES,
        editable=False,
        help_text="W, of its strongest connector.",
    )
    has_doubtful_figures = models.BooleanField(
        editable=False, default=False, help_text="Whether plausibility_warnings finds something in it."
    )
    archived = models.GeneratedField(
        expression=models.Q(archived_at__isnull=False),  # type: ignore[arg-type]  # the stubs forget Q
        output_field=models.BooleanField(),
        db_persist=True,
    )

    document = models.TextField(
        editable=False,
        help_text="The contract's JSON, written with the row: what is read together was true together.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.vendor} {self.model}"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def key(self) -> tuple[str, str]:
        """Vendor and model as they are compared."""
        return casefold_key(self.vendor), casefold_key(self.model)

    def as_document(self, connectors: Iterable[Connector] | None = None) -> dict[str, Any]:
        """Return the model in the contract's words, with its connectors in their order.

        Connectors are read unless they are given.
        """
        return build_document(self, self.connectors.all() if connectors is None else connectors)

    def render(self, document: dict[str, Any] | None = None) -> str:
        """Return `as_document` as the JSON that the API answers."""
        return dump_json(document or self.as_document())

    def as_record(self) -> dict[str, Any]:
        """Return the document and the fields of `AUDIT_ONLY_FIELDS`, for the history."""
        connectors = self.connectors.all()
        record = self.build_record(self.as_document(connectors), connectors, self.evidence.all())
        dismissed = {each.check_name: each.reason for each in self.dismissed_checks.all()}
        return record | ({"dismissedChecks": dismissed} if dismissed else {})

    def build_record(
        self, document: dict[str, Any], connectors: Iterable[Connector], evidence: Iterable[Evidence]
    ) -> dict[str, Any]:
        """Return the record of the model whose document, connectors and evidence are given."""
        extra = {
            "evidence": record_evidence(evidence),
            "imageAlt": self.image_alt,
            "replacedBy": str(self.successor_id) if self.successor_id else None,
        }
        own = {"connectors": [each.as_record() for each in connectors]}
        return {**document, **own, **{name: value for name, value in extra.items() if value}}

    @classmethod
    def derived_fields(cls) -> list[DerivedField]:
        """Return the keys that are made of texts."""
        return [each for each in cls._meta.fields if isinstance(each, DerivedField)]

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean the fields. An empty optional text is unset."""
        for field in OPTIONAL_FIELDS:
            setattr(self, field.attribute, getattr(self, field.attribute) or None)
        self.image_alt = self.image_alt or None
        super().clean_fields(exclude=exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check nothing, where Django takes a query for each constraint: the validators have the same limits."""

    def update_derived_fields(self, connectors: Iterable[Connector]) -> dict[str, Any]:
        """Set what is made of the other fields and of the connectors, and return the document."""
        connectors = list(connectors)
        self.max_power_watts = max(each.max_power_watts for each in connectors)
        document = self.as_document(connectors)
        self.has_doubtful_figures = bool(plausibility_warnings(document))
        self.document = self.render(document)
        return document
