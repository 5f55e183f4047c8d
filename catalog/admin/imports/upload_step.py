"""First step: choose a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.imports.forms import UploadForm
from catalog.admin.imports.urls import actor_of, step_url
from catalog.models import PendingImport


def show(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(_store(request, form.cleaned_data["file"]))
    response: HttpResponse = model_admin.render_import(request, 0, "Import models", {"form": form})
    return response


def _store(request: HttpRequest, file: Any) -> str:
    """Store the file and return the address of its next step."""
    from catalog.library.pending_imports import make_preview, read_pending_overview

    name = "".join(character for character in file.name if character.isprintable())
    pending = PendingImport.objects.store(request.user, name=name, content=file.read())  # type: ignore[arg-type]
    overview = read_pending_overview(pending)
    if overview is not None and not overview.is_certain:
        return step_url("columns", pending)
    make_preview(pending, by=actor_of(request, pending))
    return step_url("review", pending)
