"""Export: the models that are ticked in the list, as one file."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from catalog.library.formats import Format
from catalog.library.write import write

# A workbook is made in whole before it can be sent; the other formats are sent as they are read.
WORKBOOK_MAX: Final = 100_000


def _export(form: Format) -> Callable[..., StreamingHttpResponse | None]:
    def export_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> StreamingHttpResponse | None:
        if form is Format.XLSX and queryset[WORKBOOK_MAX:].exists():
            messages.error(request, f"A workbook takes {WORKBOOK_MAX:,} models. Select fewer, or export them as CSV.")
            return None
        name = f"charging-station-models-{timezone.now():%Y-%m-%d}.{form}"
        return StreamingHttpResponse(
            write(queryset, form),
            content_type=form.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    export_selected.__name__ = f"export_selected_as_{form}"
    description = f"Export selected %(verbose_name_plural)s as {form.upper()}"
    return admin.action(export_selected, description=description, permissions=["view"])


export_actions = tuple(_export(form) for form in (Format.XLSX, Format.CSV, Format.JSON, Format.YAML))
