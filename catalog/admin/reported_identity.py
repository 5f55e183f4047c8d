"""Admin of reported identities."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from catalog.admin.links import station_model_link
from catalog.admin.mixins.audited import AuditedAdminMixin, AuditedForm
from catalog.admin.station_model_picker import SearchField, StationModelPickerMixin
from catalog.admin.time_columns import time_column
from catalog.exceptions import CatalogueError, IdentityExists
from catalog.models import ChargingStationModel, ReportedIdentity

_FIELD_TEXTS = ("vendor", "model", "serial_prefix", "firmware_prefix", "source")
_MODELS_SHOWN_MAX = 3


class ReportedIdentityForm(StationModelPickerMixin, AuditedForm):
    PICKER_FIELD = "station_models"

    station_models = forms.ModelMultipleChoiceField(
        ChargingStationModel.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        label="Station models",
        help_text="Select one model, or several if the report does not distinguish them.",
    )
    find = SearchField()

    class Media:
        css = {"all": ["catalog/unknown_hardware.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            choices = _models_from_query(self.initial.get("station_models", []))
        else:
            choices = list(self.instance.station_models.all())
        self.initial["station_models"] = [each.pk for each in choices]
        self.set_choices(choices)


@admin.register(ReportedIdentity)
class ReportedIdentityAdmin(AuditedAdminMixin, admin.ModelAdmin):
    form = ReportedIdentityForm
    EDITABLE_FIELDS = (*_FIELD_TEXTS, "station_models")
    list_display = ("reported", "conditions", "models_shown", "source", time_column("updated_at", "updated"))
    search_fields = ("vendor", "model", "serial_prefix", "source", "normalised_vendor", "normalised_model")
    search_help_text = "Search by reported vendor or model, serial number or source."
    ordering = ("vendor", "model", "serial_prefix", "firmware_prefix", "id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("vendor", "model", "station_models", "find", "serial_prefix", "firmware_prefix", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("station_models")

    def form_error(self, error: CatalogueError) -> ValidationError:
        return duplicate_identity_error(error) if isinstance(error, IdentityExists) else super().form_error(error)

    @admin.display(description="reported as", ordering="vendor")
    def reported(self, identity: ReportedIdentity) -> str:
        return f"{identity.vendor or '(no vendor)'} / {identity.model}"

    @admin.display(description="condition")
    def conditions(self, identity: ReportedIdentity) -> str:
        conditions = (
            [f"serial number {identity.serial_prefix}\N{HORIZONTAL ELLIPSIS}"] if identity.serial_prefix else []
        )
        conditions += (
            [f"firmware {identity.firmware_prefix}\N{HORIZONTAL ELLIPSIS}"] if identity.firmware_prefix else []
        )
        return ", ".join(conditions)

    @admin.display(description="station models")
    def models_shown(self, identity: ReportedIdentity) -> str:
        station_models = list(identity.station_models.all())
        links = format_html_join(
            ", ", "{}", ((station_model_link(each.pk, str(each)),) for each in station_models[:_MODELS_SHOWN_MAX])
        )
        more = len(station_models) - _MODELS_SHOWN_MAX
        return format_html("{} and {} more", links, more) if more > 0 else links


def duplicate_identity_error(error: IdentityExists) -> ValidationError:
    """Return the error with a link to the existing identity."""
    owner = ReportedIdentity.objects.get(pk=error.owner_id)
    return ValidationError(
        format_html(
            "A reported identity for this already exists: {}. Change it, or enter a serial number or firmware prefix "
            "that distinguishes the two.",
            identity_link(owner),
        ),
        code=error.code,
    )


def identity_link(identity: ReportedIdentity) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:catalog_reportedidentity_change", args=[identity.pk]), str(identity)
    )


def _models_from_query(keys: list[str]) -> list[ChargingStationModel]:
    """Return the models of the IDs in a link to the form, or an empty list if an ID is invalid."""
    try:
        return list(ChargingStationModel.objects.filter(pk__in=keys))
    except ValidationError:
        return []
