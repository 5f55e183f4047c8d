"""ModelAdmin of station models."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from catalog.admin.imports.mixin import ImportMixin
from catalog.admin.mixins.changelist import StrictChangeListMixin
from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.admin.reason import actor_with_reason
from catalog.admin.search.ranked_list import RankedSearchMixin
from catalog.admin.station_model.archiving import ArchivingMixin, archive_selected, unarchive_selected
from catalog.admin.station_model.bulk_edit.mixin import BulkEditMixin, edit_selected
from catalog.admin.station_model.changelist.export import ExportMixin, export_actions
from catalog.admin.station_model.changelist.mixin import WorkbenchMixin
from catalog.admin.station_model.changelist.saved_views import SavedViewsMixin
from catalog.admin.station_model.columns import StationModelColumnsMixin
from catalog.admin.station_model.compare.mixin import CompareMixin, compare_selected
from catalog.admin.station_model.connectors import ConnectorInline
from catalog.admin.station_model.deleting import DeleteWithReasonMixin
from catalog.admin.station_model.detail.next_in_list import NextInListMixin
from catalog.admin.station_model.detail.restoring import RestoreVersionMixin
from catalog.admin.station_model.detail.views import DetailMixin
from catalog.admin.station_model.duplicating import DuplicateMixin
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS
from catalog.admin.station_model.form import FORM_FIELDS, StationModelForm, form_error
from catalog.admin.station_model.picture import PictureMixin
from catalog.admin.station_model.quality import QualityMixin
from catalog.admin.station_model.saving import AfterSaveMixin
from catalog.admin.station_model.sidebar import add_plausibility_messages, image_link, sidebar_context
from catalog.exceptions import CatalogueError
from catalog.limits import TEXT_MAX
from catalog.models import CatalogueRevision, ChargingStationModel

_VENDOR_SUGGESTIONS_MAX = 20


@admin.register(ChargingStationModel)
class ChargingStationModelAdmin(
    DeleteWithReasonMixin,
    StaffOnlyMixin,
    AfterSaveMixin,
    RestoreVersionMixin,
    NextInListMixin,
    DuplicateMixin,
    QualityMixin,
    PictureMixin,
    ArchivingMixin,
    ImportMixin,
    DetailMixin,
    StationModelColumnsMixin,
    WorkbenchMixin,
    BulkEditMixin,
    CompareMixin,
    SavedViewsMixin,
    ExportMixin,
    RankedSearchMixin,
    StrictChangeListMixin,
    admin.ModelAdmin,
):
    form = StationModelForm
    inlines = (ConnectorInline,)
    readonly_fields = ("image",)

    list_title = "Models"
    search_fields = ("vendor", "model", "friendly_name")
    actions = (edit_selected, compare_selected, archive_selected, unarchive_selected, *export_actions)

    def get_urls(self) -> list[URLPattern]:
        vendors = path(
            "vendors/", self.admin_site.admin_view(self.vendors_view), name="catalog_chargingstationmodel_vendors"
        )
        return [vendors, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # `get_ordering` and the sorted column are applied on top of this order.
        return ChargingStationModel.objects.with_connectors().prefetch_related("evidence").in_order()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order of an index: the key index starts with the state, the index of normalised names does not."""
        if request.GET.get("state") == "all":
            return ("normalised_vendor", "normalised_model")
        return ("vendor_key", "model_key")

    def vendors_view(self, request: HttpRequest) -> HttpResponse:
        """Return vendor suggestions for the filter as JSON."""
        prefix = request.GET.get("q", "")[:TEXT_MAX]
        return JsonResponse(
            {"vendors": ChargingStationModel.objects.vendor_names_startswith(prefix, _VENDOR_SUGGESTIONS_MAX)}
        )

    @admin.display(description="image")
    def image(self, station_model: ChargingStationModel) -> str:
        return image_link(station_model)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        rows = (("vendor", "model"), ("friendly_name", "power_type"), "ocpp_url_key")
        image = "image_url" if obj is None else ("image_url", "image")
        return [
            (None, {"fields": (*rows, image, "expected_revision", "seen_near_duplicates", "seen_vendor_spelling")}),
            ("Evidence", {"fields": (*EVIDENCE_FIELDS.values(), "evidence_holds")}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.domain_error = getattr(request, "domain_error", None)
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if (original := context.get("original")) is not None:
            context.update(sidebar_context(original, request))
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Take the catalogue lock before the form is validated.

        If the model rejects the change, the transaction is rolled back and the form shows the error.
        """
        if request.method == "POST":
            try:
                with transaction.atomic():
                    CatalogueRevision.lock()
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except (CatalogueError, ValidationError) as error:
                request.domain_error = form_error(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: `save_related` saves the model together with its connectors."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        [connectors] = formsets
        values = {name: form.cleaned_data[name] for name in FORM_FIELDS}
        values |= {"connectors": connectors.connector_values, "evidence": form.given_evidence}
        by = actor_with_reason(request, form.cleaned_data["reason"])
        if change:
            if not form.instance.edit(**values, by=by):
                return
            saved = form.instance
        else:
            saved = self.get_adding_method(form)(**values, by=by)
            form.instance.pk = saved.pk  # for the links in Django's messages
        add_plausibility_messages(saved, request)

    def get_adding_method(self, form: Any) -> Any:
        """Return the model method that saves the new model."""
        if form.station_model_to_replace:
            return form.station_model_to_replace.replace
        return form.copied.duplicate if form.copied else ChargingStationModel.objects.create_with_connectors

    # Audit events replace the log entries of the admin.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None
