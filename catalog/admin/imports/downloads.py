"""Files that go with an import: a template, the active models, and rows that could not be imported."""

from typing import Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from catalog.admin.imports.urls import step_url
from catalog.library.formats import Format
from catalog.models import ChargingStationModel, PendingImport

_FORMATS: Final = {"csv": Format.CSV, "xlsx": Format.XLSX}


def template(request: HttpRequest) -> HttpResponse:
    from catalog.library.template import build_template

    return _attachment(build_template(), "charging-station-models-template", Format.XLSX)


def active_models(request: HttpRequest) -> FileResponse:
    from catalog.library.writers import write_to_temp_file  # imported on first use to save memory

    file = write_to_temp_file(ChargingStationModel.objects.active(), Format.XLSX)
    name = f"charging-station-models-{timezone.now():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=Format.XLSX.media_type)


def problems(model_admin: Any, request: HttpRequest, pending: PendingImport) -> HttpResponse:
    """Return the rows with problems, each with what is wrong, to be corrected and uploaded again."""
    from catalog.library.pending_imports import load_column_choices, load_preview
    from catalog.library.problem_rows import write_problem_rows

    if (preview := load_preview(pending)) is None:
        return HttpResponseRedirect(step_url("columns", pending))
    form = _FORMATS.get(request.GET.get("format", ""), Format.XLSX)
    content = write_problem_rows(pending.content, pending.name, load_column_choices(pending), preview.problems, form)
    return _attachment(content, "problems", form)


def _attachment(content: bytes, name: str, form: Format) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=form.media_type, headers=headers)
