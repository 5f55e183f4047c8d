"""Actions to export the selected models as a file."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from catalog.exceptions import ExportTooLarge
from catalog.library.formats import Format


def _export_action(form: Format) -> Callable[..., FileResponse | None]:
    def export_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> FileResponse | None:
        from catalog.library.writers import write_to_temp_file  # imported on first use to save memory

        try:
            file = write_to_temp_file(queryset, form)
        except ExportTooLarge as error:
            messages.error(request, str(error))
            return None
        name = f"charging-station-models-{timezone.now():%Y-%m-%d}.{form}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=form.media_type)

    export_selected.__name__ = f"export_selected_as_{form}"
    description = f"Export selected %(verbose_name_plural)s as {form.upper()}"
    return admin.action(export_selected, description=description, permissions=["view"])


export_actions = tuple(
    _export_action(form) for form in (Format.XLSX, Format.CSV, Format.JSON, Format.JSONL, Format.YAML)
)
