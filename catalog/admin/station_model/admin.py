"""ModelAdmin of station models."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from catalog.admin.imports.mixin import ImportMixin
from catalog.admin.mixins.changelist import StrictChangeListMixin
from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.admin.search.ranked_list import RankedSearchMixin
from catalog.admin.station_model.archiving import ArchivingMixin, archive_selected, unarchive_selected
from catalog.admin.station_model.bulk_edit.mixin import BulkEditMixin, edit_selected
from catalog.admin.station_model.changelist.export import ExportMixin, export_actions
from catalog.admin.station_model.changelist.mixin import WorkbenchMixin
from catalog.admin.station_model.changelist.saved_views import SavedViewsMixin
from catalog.admin.station_model.checking import CheckMixin
from catalog.admin.station_model.columns import StationModelColumnsMixin
from catalog.admin.station_model.compare.mixin import CompareMixin, compare_selected
from catalog.admin.station_model.connectors import ConnectorInline
from catalog.admin.station_model.deleting import DeleteWithReasonMixin
from catalog.admin.station_model.detail.next_in_list import NextInListMixin
from catalog.admin.station_model.detail.restoring import RestoreVersionMixin
from catalog.admin.station_model.detail.views import DetailMixin
from catalog.admin.station_model.duplicating import DuplicateMixin
from catalog.admin.station_model.editing import EditorMixin
from catalog.admin.station_model.form import StationModelForm
from catalog.admin.station_model.picture import PictureMixin
from catalog.admin.station_model.quality import QualityMixin
from catalog.admin.station_model.saving import AfterSaveMixin
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel

_VENDOR_SUGGESTIONS_MAX = 20


@admin.register(ChargingStationModel)
class ChargingStationModelAdmin(
    DeleteWithReasonMixin,
    StaffOnlyMixin,
    AfterSaveMixin,
    RestoreVersionMixin,
    NextInListMixin,
    CheckMixin,
    DuplicateMixin,
    EditorMixin,
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

    # Audit events replace the log entries of the admin.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None
