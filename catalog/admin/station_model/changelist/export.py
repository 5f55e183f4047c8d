"""Export of the list as a file: of the whole view, or of the selected models."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from catalog.admin.station_model.changelist.query import with_clean_query
from catalog.exceptions import ExportTooLarge
from catalog.library.formats import Format

EXPORT_FORMATS = (Format.XLSX, Format.CSV, Format.JSON, Format.JSONL, Format.YAML)


class ExportMixin(admin.ModelAdmin):
    """Export of the view of the address, all pages of it."""

    def get_urls(self) -> list[URLPattern]:
        export = path(
            "export/<str:form>/",
            self.admin_site.admin_view(self.export_view),
            name="catalog_chargingstationmodel_export",
        )
        return [export, *super().get_urls()]

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse | FileResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in EXPORT_FORMATS:
            raise Http404
        station_models = self.get_changelist_instance(with_clean_query(request)).queryset
        back = f"{reverse('admin:catalog_chargingstationmodel_changelist')}?{request.GET.urlencode()}"
        return _export(request, station_models, Format(form)) or HttpResponseRedirect(back)


def _export(request: HttpRequest, station_models: Any, form: Format) -> FileResponse | None:
    """Return the file, or None with a message where the format cannot hold them."""
    from catalog.library.writers import write_to_temp_file  # imported on first use to save memory

    try:
        file = write_to_temp_file(station_models, form)
    except ExportTooLarge as error:
        messages.error(request, str(error))
        return None
    name = f"charging-station-models-{timezone.now():%Y-%m-%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=form.media_type)


def _export_action(form: Format) -> Callable[..., FileResponse | None]:
    def export_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> FileResponse | None:
        return _export(request, queryset, form)

    export_selected.__name__ = f"export_selected_as_{form}"
    description = f"Export selected %(verbose_name_plural)s as {form.upper()}"
    return admin.action(export_selected, description=description, permissions=["view"])


export_actions = tuple(_export_action(form) for form in EXPORT_FORMATS)
