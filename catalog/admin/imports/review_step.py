"""Third step: what the file would change, with a choice for each row that differs."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode

from catalog.admin.imports.review_rows import TABS, ReviewCounts, ReviewRow, build_tabs, rows_of
from catalog.admin.imports.urls import actor_of, redirect_expired, step_url
from catalog.admin.undo import message_with_undo
from catalog.library.comparison import OnDifference
from catalog.library.formats import is_table
from catalog.library.import_preview import ImportPreview, RowGroup
from catalog.library.pending_imports import (
    ConfirmOutcome,
    choose_for_rows,
    confirm_import,
    load_preview,
)
from catalog.models import PendingImport

PER_PAGE: Final = 100
_PREFIX: Final = "choice-"
_OTHER_WINDOW: Final = "Your choices were changed in another window. Check them below."


def show(model_admin: Any, request: HttpRequest, pending: PendingImport) -> HttpResponse:
    if (preview := load_preview(pending)) is None:
        return HttpResponseRedirect(step_url("columns", pending))
    if request.method != "POST":
        return _render(model_admin, request, pending, preview)
    version = _number(request.POST.get("version", ""))
    choices = _posted_choices(request.POST, preview)
    if request.POST.get("do") == "import":
        return _confirm(request, pending, version, choices)
    saved = choose_for_rows(pending, version=version, choices=choices)
    if request.accepts("text/html"):
        if not saved:
            messages.warning(request, _OTHER_WINDOW)
        return HttpResponseRedirect(_page_url(request, pending))
    pending.refresh_from_db(fields=["version", "choices"])
    counts = ReviewCounts.of_preview(preview, pending.choices)
    said = {"version": pending.version, "summary": counts.summary, "label": counts.button}
    return JsonResponse(said, status=200 if saved else 409)


def _confirm(request: HttpRequest, pending: PendingImport, version: int, choices: Mapping[int, str]) -> HttpResponse:
    by = actor_of(request, pending)
    done = confirm_import(pending, version=version, choices=choices, by=by)
    match done.outcome:
        case ConfirmOutcome.IMPORTED if done.report is not None:
            text = f"Imported {pending.name}: {ReviewCounts.of_report(done.report)}."
            message_with_undo(request, text, request_id=by.request_id)
        case ConfirmOutcome.EXPIRED:
            return redirect_expired(request)
        case ConfirmOutcome.CHOICES_CHANGED:
            messages.warning(request, f"Nothing was imported. {_OTHER_WINDOW}")
            return HttpResponseRedirect(_page_url(request, pending))
        case ConfirmOutcome.CATALOGUE_CHANGED:
            messages.warning(request, "The catalogue has changed since. Nothing was imported. Check the new preview.")
            return HttpResponseRedirect(step_url("review", pending))
    return HttpResponseRedirect(step_url("done", pending))


def _posted_choices(posted: Mapping[str, str], preview: ImportPreview) -> dict[int, str]:
    """Return the valid choices of the page, or the one for all rows that differ."""
    rows = {each.number for each in preview.rows if each.group is RowGroup.DIFFERENT}
    if (for_all := posted.get("all", "")) in list(OnDifference):
        return dict.fromkeys(rows, for_all)
    chosen = {_number(name.removeprefix(_PREFIX)): posted[name] for name in posted if name.startswith(_PREFIX)}
    return {number: each for number, each in chosen.items() if number in rows and each in list(OnDifference)}


def _render(model_admin: Any, request: HttpRequest, pending: PendingImport, preview: ImportPreview) -> HttpResponse:
    counts = ReviewCounts.of_preview(preview, pending.choices)
    tabs = build_tabs(preview, request.GET.get("tab", ""))
    current = next((tab for tab in tabs if tab.is_current), None)
    rows = rows_of(preview, current.name if current else "", pending.choices)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p", ""))
    context = {
        "pending": pending,
        "preview": preview,
        "counts": counts,
        "tabs": [(f"{tab.label} {tab.count:,}", f"?tab={tab.name}", tab.is_current) for tab in tabs],
        "tab": current.name if current else "",
        "page": page,
        "query": urlencode({"tab": current.name}) + "&" if current else "",
        "has_doubts": any(isinstance(each, ReviewRow) and each.row.doubts for each in page),
        "choices": CHOICES,
        "is_table": is_table(pending.name),
    }
    response: HttpResponse = model_admin.render_import(request, 2, f"Review {pending.name}", context)
    return response


CHOICES: Final = (
    (OnDifference.REPORT.value, "Keep"),
    (OnDifference.EDIT.value, "Update"),
    (OnDifference.REPLACE.value, "Replace"),
)


def _page_url(request: HttpRequest, pending: PendingImport) -> str:
    tab, page = request.POST.get("tab", ""), _number(request.POST.get("p", ""))
    query = {name: value for name, value in (("tab", tab if tab in TABS else ""), ("p", max(page, 0))) if value}
    return step_url("review", pending) + (f"?{urlencode(query)}" if query else "")


def _number(text: str) -> int:
    """Return the number, -1 for a text that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1  # noqa: PLR2004
