"""From one model to the next of the list that it was opened from."""

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path

from catalog.admin.mixins.changelist import INVALID_FILTERS, redirect_missing
from catalog.admin.station_model.detail.head import detail_url
from catalog.admin.station_model.list_filters import filtered_list_url, get_list_filters, with_list_filters
from catalog.models import ChargingStationModel
from catalog.models.counts import LIST_COUNT_MAX


class NextInListMixin(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/next/", guard(self.next_view), name="catalog_chargingstationmodel_next")
        return [own, *super().get_urls()]

    def next_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the model after this one, in the list as it was filtered and sorted, or back to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        station_model = self.get_object(request, object_id)
        if station_model is None:
            return redirect_missing(self, request, object_id)
        following = self._find_next(request, get_list_filters(self, request), station_model)
        if following is None:
            messages.info(request, "That was the last one of the list.")
            return HttpResponseRedirect(filtered_list_url(self, request))
        return HttpResponseRedirect(with_list_filters(self, request, detail_url("detail", following)))

    def _find_next(self, request: HttpRequest, filters: str, station_model: ChargingStationModel) -> Any:
        of_list = copy(request)
        of_list.GET = QueryDict(filters)
        try:
            rows = self.get_changelist_instance(of_list).queryset.prefetch_related(None)
        except INVALID_FILTERS:
            return None
        listed = list(rows.values_list("pk", "vendor_key", "model_key")[:LIST_COUNT_MAX])
        keys = [pk for pk, *_ in listed]
        if station_model.pk in keys:
            return next(iter(keys[keys.index(station_model.pk) + 1 :]), None)
        if "o" in of_list.GET:
            return None
        # It has left the list, which is in the order of names.
        own = (station_model.vendor_key, station_model.model_key)
        return next((pk for pk, *names in listed if tuple(names) > own), None)
