"""The page of the list."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from catalog.admin.station_model.changelist.change_list import StationModelChangeList
from catalog.admin.station_model.changelist.export import EXPORT_FORMATS
from catalog.admin.station_model.changelist.no_results import explain_no_results
from catalog.admin.station_model.changelist.query import (
    FILTERS,
    PARAMETERS,
    ColumnsParameter,
    clean_query,
    encode,
    with_clean_query,
)
from catalog.admin.station_model.changelist.rows import (
    COLUMNS,
    LIST_DISPLAY,
    build_headings,
    build_rows,
    chosen_columns,
)
from catalog.admin.station_model.changelist.tabs import build_tabs
from catalog.models import ListLayout, SavedView
from catalog.roles import is_catalogue_superuser


class WorkbenchMixin(admin.ModelAdmin):
    """The list with tabs, filters, columns and a selection bar."""

    list_display = LIST_DISPLAY
    list_display_links = ("name",)
    list_filter = (*FILTERS, ColumnsParameter)
    sortable_by = LIST_DISPLAY
    change_list_template = "admin/catalog/chargingstationmodel/list/list.html"

    def get_urls(self) -> list[URLPattern]:
        filters = path(
            "filters/", self.admin_site.admin_view(self.filters_view), name="catalog_chargingstationmodel_filters"
        )
        return [filters, *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StationModelChangeList]:
        return StationModelChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in PARAMETERS

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list. Fields that a form sent empty leave the address."""
        if request.method == "GET" and any(not value for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(_without_empty(request))
        if "index" in request.POST and not request.POST.getlist(ACTION_CHECKBOX_NAME):
            messages.warning(request, "Select at least one model first.")
            return HttpResponseRedirect(request.get_full_path())
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            response.context_data |= self._list_context(request, response.context_data["cl"])
        return response

    def filters_view(self, request: HttpRequest) -> HttpResponse:
        """Return the filters with their counts, for the page of a large catalogue to show them later."""
        changelist = cast(StationModelChangeList, self.get_changelist_instance(with_clean_query(request)))
        changelist.is_counted = True
        user = cast(User, request.user)
        tabs = build_tabs(request.GET, list(SavedView.objects.visible_to(user)), user, is_counted=True)
        template = "admin/catalog/chargingstationmodel/list/counts.html"
        return TemplateResponse(request, template, {"cl": changelist, "tabs": tabs})

    def _list_context(self, request: HttpRequest, changelist: Any) -> dict[str, Any]:
        user = cast(User, request.user)
        layout = ListLayout.of(user)
        has_mixed_states = request.GET.get("state") == "all"
        columns = chosen_columns(request.GET, layout, has_mixed_states=has_mixed_states)
        headings = build_headings(changelist, columns)
        rows = build_rows(changelist, columns)
        saved = list(SavedView.objects.visible_to(user))
        view_query = encode(clean_query(request.GET)[0])
        return {
            "tabs": build_tabs(request.GET, saved, user, is_counted=changelist.is_small),
            "view_query": view_query,
            "headings": headings,
            "rows": rows,
            "columns": [(name, self.column_label(name), name in columns) for name in COLUMNS],
            "column_count": len(columns) + 3,
            "layout": layout,
            "can_share": is_catalogue_superuser(user),
            "formats": EXPORT_FORMATS,
            "page": changelist.paginator.page(changelist.page_num) if changelist.multi_page else None,
            "page_query": f"{view_query[1:]}&" if view_query != "?" else "",
            "no_results": None if rows else explain_no_results(changelist),
        }

    def column_label(self, name: str) -> str:
        label = str(getattr(self, COLUMNS[name]).short_description)
        return label[0].upper() + label[1:]


def _without_empty(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name, values in list(query.lists()):
        query.setlist(name, [value for value in values if value])
    return f"{request.path}?{query.urlencode()}"
