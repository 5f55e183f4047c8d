"""The page of activity."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog.admin.activity.export import export_activity
from catalog.admin.activity.forms import ActivityForm, find_people, format_position
from catalog.admin.activity.groups import ActivityGroup, group_activity
from catalog.models.activity import Activity, Position, find_activity, find_start
from catalog.roles import is_catalogue_superuser

PAGE_SIZE: Final = 50

_PERIODS: Final = (("Today", 0), ("7 days", 6), ("30 days", 29))


def activity_view(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponseBase:
    form = ActivityForm(request.GET, is_manager=is_catalogue_superuser(request.user))
    wanted = form.build_filter() if form.is_valid() else None
    if wanted is not None and request.GET.get("format") == "csv":
        return export_activity(wanted)
    before = form.cleaned_data.get("before")
    found = find_activity(wanted, before=before, size=PAGE_SIZE) if wanted else Activity([], None)
    groups = group_activity(request, found)
    query = {name: request.GET[name] for name in form.fields if request.GET.get(name) and name != "before"}
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Activity",
        "form": form,
        "people": find_people(),
        "groups": groups,
        "found": found,
        "searched_to": found.next.at if found.is_cut and found.next else None,
        "is_first": before is None,
        "is_filtered": bool(query),
        "periods": _periods(query),
        "latest_url": f"?{urlencode(query)}",
        "older_url": _url_before(found.next, query),
        "skip_url": _skip_url(groups, query),
        "export_url": f"?{urlencode({**query, 'format': 'csv'})}",
    }
    return TemplateResponse(request, "admin/activity/activity.html", context)


def _url_before(position: Position | None, query: dict[str, str]) -> str:
    return f"?{urlencode({**query, 'before': format_position(position)})}" if position else ""


def _skip_url(groups: list[ActivityGroup], query: dict[str, str]) -> str:
    """Return the address of what is older than the request that goes on on the next page."""
    request_id = groups[-1].first.event.request_id if groups and groups[-1].is_cut else ""
    return _url_before(find_start(request_id), query) if request_id and "request" not in query else ""


def _periods(query: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return label, address and whether it is the chosen one, for each period that ends today."""
    today = timezone.now().date()
    rows: list[tuple[str, str, bool]] = []
    others: dict[str, Any] = {name: value for name, value in query.items() if name not in ("since", "until")}
    for label, days in _PERIODS:
        since = str(today - timedelta(days=days))
        is_chosen = query.get("since") == since and "until" not in query
        rows.append((label, f"?{urlencode({**others, 'since': since})}", is_chosen))
    rows.append(("All time", f"?{urlencode(others)}", "since" not in query and "until" not in query))
    return rows
