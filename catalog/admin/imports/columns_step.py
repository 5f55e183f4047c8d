"""Second step, for tables with columns of their own: what each column is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.imports.forms import ColumnsForm
from catalog.admin.imports.urls import actor_of, redirect_expired, step_url
from catalog.models import PendingImport


def show(model_admin: Any, request: HttpRequest, pending: PendingImport) -> HttpResponse:
    from catalog.library.pending_imports import choose_columns, load_column_choices, read_pending_overview

    overview = read_pending_overview(pending)
    if overview is None:
        return HttpResponseRedirect(step_url("review", pending)) if pending.preview else redirect_expired(request)
    values = dict(load_column_choices(pending).values)
    form = ColumnsForm(overview, values, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choose_columns(pending, form.choices, by=actor_of(request, pending))
        return HttpResponseRedirect(step_url("review", pending))
    context = {"form": form, "pending": pending, "overview": overview}
    response: HttpResponse = model_admin.render_import(request, 1, f"Columns of {pending.name}", context)
    return response
