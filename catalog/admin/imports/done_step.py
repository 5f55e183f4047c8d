"""Last step: what was imported, with links and what to look at again."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.imports.urls import step_url
from catalog.admin.links import station_model_url
from catalog.library.pending_imports import load_preview
from catalog.models import PendingImport

PER_PAGE: Final = 100


def show(model_admin: Any, request: HttpRequest, pending: PendingImport) -> HttpResponse:
    preview = load_preview(pending)
    if preview is None or not pending.request_id:
        return HttpResponseRedirect(step_url("review", pending))
    result = [{**each, "url": station_model_url(each["id"])} for each in pending.result]
    context = {
        "pending": pending,
        "page": Paginator(result, PER_PAGE).get_page(request.GET.get("p", "")),
        "count": len(result),
        "doubtful": [each for each in result if each["doubts"]],
        "invalid_count": preview.invalid_count,
    }
    response: HttpResponse = model_admin.render_import(request, 3, f"Imported {pending.name}", context)
    return response
