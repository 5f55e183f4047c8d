"""ModelAdmin of station models."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from catalog.admin.station_model.archiving import archive_selected, unarchive_selected
from catalog.admin.station_model.bulk_edit.mixin import edit_selected
from catalog.admin.station_model.changelist.export import export_actions
from catalog.admin.station_model.compare.mixin import compare_selected
from catalog.admin.station_model.connectors import ConnectorInline
from catalog.admin.station_model.form import StationModelForm
from catalog.admin.station_model.page_groups import AfterChangePages, EditorPages, ListPages, ModelPages
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel

_VENDOR_SUGGESTIONS_MAX = 20


@admin.register(ChargingStationModel)
class ChargingStationModelAdmin(AfterChangePages, EditorPages, ModelPages, ListPages):
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
