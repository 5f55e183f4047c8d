"""Template tag of the admin dashboard."""

from typing import Any

from django import template
from django.db.models import Count, Sum

from catalog.admin.dashboard_stats import dashboard_stats
from catalog.admin.history import subject_name
from catalog.models import AuditEvent, CatalogueRevision, UnknownHardware

register = template.Library()

_EVENTS_SHOWN = 8
_ENTRIES_SHOWN_MAX = 5


@register.inclusion_tag("admin/catalog/_dashboard.html")
def catalogue_dashboard() -> dict[str, Any]:
    """Render statistics, recent changes and open entries of the inbox."""
    stats = dashboard_stats()
    waiting = UnknownHardware.objects.waiting()
    events = AuditEvent.objects.select_related("user", "client")[:_EVENTS_SHOWN]
    return {
        "stats": stats,
        "is_older": stats.revision != CatalogueRevision.current().number,
        "events": [(event, subject_name(event)) for event in events],
        "entries": waiting[:_ENTRIES_SHOWN_MAX],
        "unknown": waiting.order_by().aggregate(entries=Count("pk"), reports=Sum("count", default=0)),
    }
