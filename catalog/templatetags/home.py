"""Template tag of the admin's first page."""

from typing import Any, Final

from django import template
from django.http import HttpRequest

from catalog.admin.activity.groups import group_activity
from catalog.admin.home.clients import latest_clients
from catalog.admin.home.figures import home_figures
from catalog.admin.home.recognition import recent_recognition
from catalog.admin.home.to_do import find_to_do
from catalog.models import CatalogueRevision, UnknownHardware
from catalog.models.activity import ActivityFilter, find_activity
from catalog.roles import is_catalogue_superuser

register = template.Library()

_EVENTS_MAX: Final = 20
_GROUPS_MAX: Final = 6
_ENTRIES_MAX: Final = 5


@register.filter
def thousands(count: int) -> str:
    """Return the count with commas: 12,345."""
    return f"{count:,}"


@register.inclusion_tag("admin/home/_home.html", takes_context=True)
def home(context: dict[str, Any]) -> dict[str, Any]:
    """Render what needs a person, the quality of the data, recent changes, and API clients for managers."""
    request: HttpRequest = context["request"]
    figures = home_figures()
    is_manager = is_catalogue_superuser(request.user)
    activity = find_activity(ActivityFilter(has_access_events=is_manager), size=_EVENTS_MAX)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "figures": figures,
        "is_older": figures.revision != CatalogueRevision.current().number,
        "to_do": find_to_do(request, figures),
        "recognition": recent_recognition(),
        "entries": UnknownHardware.objects.waiting()[:_ENTRIES_MAX],
        "groups": group_activity(request, activity)[:_GROUPS_MAX],
        "is_manager": is_manager,
        "clients": latest_clients() if is_manager else [],
    }
